"""Published tables and statements to observations: exact as printed, each with its cell."""

from lcanalysis.intake.derive import derive_base_levels, derive_totals
from lcanalysis.intake.numerals import Printed, parse_printed
from lcanalysis.intake.published import read_published

__all__ = ["Printed", "derive_base_levels", "derive_totals", "parse_printed", "read_published"]
