"""Wholes that their published parts make up."""

from __future__ import annotations

from typing import Final

from lcanalysis.plan import Plan

HOLDS: Final = frozenset({"identity", "rounding"})
"""Kinds of findings that say that a whole is its parts, but for rounding."""


def made_up_of(plan: Plan, indicator: str, period: int | str | None) -> dict[str, tuple[str, ...]]:
    """Return the entities whose figure of a period is the sum of their parts, as plan.yml declares and the audit found.

    Parameters
    ----------
    plan
        The plan, as `lcanalysis.load` opens it.
    indicator
        What is added up.
    period
        A year, a month, or the months of a year up to one.

    Returns
    -------
    dict
        By code of the whole the codes of its parts, in the order of plan.yml. A whole of which a figure is not
        published, that the parts do not make up but for rounding, or that lies in another area, is left out.

    Examples
    --------
    >>> import lcanalysis
    >>> made_up_of(lcanalysis.load("data"), "output", 2018)
    {'ten_nonferrous': ('refined_copper', 'primary_aluminium')}
    """
    found = plan.findings_on(indicator)
    kinds = dict(zip(found["finding"], found["kind"], strict=True))
    area = plan.definition.plan.area
    return {
        total.total.entity: tuple(part.entity for part in total.parts)
        for total in plan.definition.totals
        if (total.kind, total.indicator) == ("identity", indicator)
        and {member.area for member in (total.total, *total.parts)} == {area}
        and kinds.get(f"totals/{total.name}/{period}") in HOLDS
    }
