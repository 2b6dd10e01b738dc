"""`make bench`: the product at size, measured from outside; prints figures and asserts none."""
