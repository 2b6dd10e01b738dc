"""Four ways to foresee the revenue of a month, behind one interface, each fitted on history up to a day.

`trend`, `regression`, `learned` and `simulation` stand on numpy, statsmodels and scikit-learn, which take long to load
and much memory: only the process of a forecasting job imports them (a test of the house holds that). What the server
needs, `interface`, `rates` and `workdays`, loads none of it.
"""
