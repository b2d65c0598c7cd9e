"""The verdicts on goals: their codes, the best first, and which of them judge. Their words stand in the catalogue ``goals``."""

from __future__ import annotations

from typing import Final

EXCEEDED: Final = "exceeded"
MET: Final = "met"
ACHIEVED_EARLY: Final = "achieved_early"
FASTER: Final = "faster"
ABOVE_GOAL: Final = "above_goal"
"""For an about-goal (左右): above its band, which is no better than within it."""
ON_TRACK: Final = "on_track"
KEPT: Final = "kept"
NEARLY_MET: Final = "nearly_met"
KEPT_WEAKENING: Final = "kept_weakening"
BEHIND: Final = "behind"
BEHIND_LIMITED: Final = "behind_limited"
MOVING_AWAY: Final = "moving_away"
NOT_KEPT_IMPROVING: Final = "not_kept_improving"
NOT_KEPT: Final = "not_kept"
NOT_MET: Final = "not_met"
MET_AT_BASE: Final = "met_at_base"
BASE_YEAR: Final = "base_year"
NONE_SINCE: Final = "none_since"
"""No figure after the base year is published, though other goals have some."""
POSITION_ONLY: Final = "position_only"
"""A rank that is not yet reached: positions have no pace."""
WITHIN_ROUNDING: Final = "within_rounding"
OTHER_DEFINITION: Final = "other_definition"
DEFINITIONS_DIFFER: Final = "definitions_differ"
INCOMPLETE: Final = "incomplete"
SCOPE_OPEN: Final = "scope_open"
NO_NUMBER: Final = "no_number"
NO_DATA: Final = "no_data"

JUDGED: Final = (
    EXCEEDED, MET, ACHIEVED_EARLY, FASTER, ABOVE_GOAL, ON_TRACK, KEPT, NEARLY_MET, KEPT_WEAKENING, BEHIND,
    BEHIND_LIMITED, MOVING_AWAY, NOT_KEPT_IMPROVING, NOT_KEPT, NOT_MET,
)  # fmt: skip
NOT_JUDGED: Final = (
    MET_AT_BASE, BASE_YEAR, NONE_SINCE, POSITION_ONLY, WITHIN_ROUNDING, OTHER_DEFINITION, DEFINITIONS_DIFFER, INCOMPLETE, SCOPE_OPEN,
    NO_NUMBER, NO_DATA,
)  # fmt: skip
VERDICTS: Final = (*JUDGED, *NOT_JUDGED)
SHORT: Final = frozenset({BEHIND, BEHIND_LIMITED, MOVING_AWAY, NOT_KEPT_IMPROVING, NOT_KEPT, NOT_MET})
"""Verdicts that name a problem."""
REACHED: Final = frozenset({EXCEEDED, MET, NEARLY_MET, NOT_MET, ACHIEVED_EARLY})
"""Verdicts of goals that are due or reached; all that can still be forecast is whether they stay so."""
