"""What leads a first page: which figures and which problems, by rules that are the same for every plan."""

from lcanalysis.priorities.key_figures import key_figures
from lcanalysis.priorities.moves import moves, units_in_doubt
from lcanalysis.priorities.problems import Problem, ProposedDates, leading_problems, proposed_dates, whom_to_ask

__all__ = [
    "Problem",
    "ProposedDates",
    "key_figures",
    "leading_problems",
    "moves",
    "proposed_dates",
    "units_in_doubt",
    "whom_to_ask",
]
