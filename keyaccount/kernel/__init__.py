"""The ground floor: money, periods, shares and named facts. No Django, no clock, nothing below it."""
