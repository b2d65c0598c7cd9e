"""Notebooks as documents: their cells, the parameters they declare, and an executed one in the other language."""
