"""Files as offices send them, one reader per format: cells of text as a person sees them, with their addresses."""

from lcanalysis.intake.files.any_format import read_workbook
from lcanalysis.intake.files.grid import Grid, Workbook

__all__ = ["Grid", "Workbook", "read_workbook"]
