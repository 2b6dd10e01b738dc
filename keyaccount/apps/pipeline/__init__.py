"""Pipeline: opportunities on their way through the stages, their history, closed sales and targets."""
