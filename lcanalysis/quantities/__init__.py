"""Quantities: numbers that keep their unit, what they follow from, and what the rounding of their inputs allows."""

from lcanalysis.quantities.quantity import Quantity

__all__ = ["Quantity"]
