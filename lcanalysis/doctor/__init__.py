"""Is this installation fit for the briefings? Each answer is fine, a note, or says what to do."""

from lcanalysis.doctor.check import Check, Wanted
from lcanalysis.doctor.examine import examine

__all__ = ["Check", "Wanted", "examine"]
