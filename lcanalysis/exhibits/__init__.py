"""What a page shows: quantities in sentences, tables, and charts, each knowing its numbers and their sources."""

from lcanalysis.exhibits.captioned_frame import CaptionedFrame
from lcanalysis.exhibits.exhibit import RESULTS_MIME, Exhibit
from lcanalysis.exhibits.label import Label
from lcanalysis.exhibits.quantity import Quantity, WithUnit
from lcanalysis.exhibits.statement import Statement
from lcanalysis.exhibits.table import Citing, Table, foot_lines

__all__ = [
    "RESULTS_MIME",
    "CaptionedFrame",
    "Citing",
    "Exhibit",
    "Label",
    "Quantity",
    "Statement",
    "Table",
    "WithUnit",
    "foot_lines",
]
