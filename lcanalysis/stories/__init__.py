"""The stories of the notebooks: their sentences and tables, made from numbers."""
