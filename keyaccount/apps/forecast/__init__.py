"""Targets against what is likely: what people promise, what methods say, and how right both were."""
