"""Files as offices send them, one reader per format: cells of text as a person sees them, with their addresses."""

from lcanalysis.intake.files.grid import Grid, Workbook
from lcanalysis.intake.files.opening import read_workbook

__all__ = ["Grid", "Workbook", "read_workbook"]
