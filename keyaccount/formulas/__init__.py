"""The arithmetic of key account management: pure functions over plain values. No Django, no clock, no rounding.

One module per subject; each docstring states the definition, the units and the invariant that its tests hold. Money
comes in as Decimal in one currency, rates and shares as numbers without unit, and None stands for "undefined".
"""
