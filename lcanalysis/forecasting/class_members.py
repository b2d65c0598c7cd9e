"""The members of a forecast's pool: which reference classes it uses, with what weights, and what was known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from lcanalysis.errors import UsageError
from lcanalysis.forecasting.cautions import UNCHOSEN, Caution
from lcanalysis.forecasting.class_summary import ClassSummary, generic_summary
from lcanalysis.forecasting.pool import GENERAL_SHARE, UNCHOSEN_SHARE, Weighted, shared_weights
from lcanalysis.forecasting.reference_class import ReferenceClass
from lcanalysis.forecasting.reference_files import are_general
from lcanalysis.forecasting.scales import GENERIC, Transform

FEW_YEARS: Final = 5
"""A class with fewer years has seen too few common shocks, and the result says so."""


@dataclass(frozen=True)
class Members:
    """The summaries in a pool with their weights, the classes they come from, and what a reader must know of them."""

    weighted: tuple[Weighted, ...]
    references: tuple[ReferenceClass, ...]
    cautions: tuple[Caution, ...]


class MemberChoice:
    """The members of the pool by year of origin, chosen once for all series.

    - `given`: the classes asked for; without any, the generic class stands alone.
    - `as_of`: classes are used as known at the end of the last full year before this date, or at the last observation
      if that is later; without a date, at the last observation.
    - `transform`: the scale on which changes are taken.
    - `is_default`: whether nobody asked for these classes: they are the default mix, which may come down to the generic
      class. Of classes that were asked for, one at least must have data.
    """

    def __init__(
        self,
        given: Sequence[ReferenceClass],
        as_of: date | None,
        transform: Transform,
        data: str | Path,
        *,
        is_default: bool = False,
    ) -> None:
        self._given = tuple(given)
        self._as_of = as_of
        self._transform = transform
        self._is_default = is_default
        self._are_general = is_default and bool(given) and are_general(data)
        self._held: dict[int, Members] = {}

    def at(self, origin: int) -> Members:
        """Return the members for series whose last observation is of `origin`.

        Raises `UsageError` if a class was asked for and none had any growth by then.
        """
        year = origin if self._as_of is None else max(origin, self._as_of.year - 1)
        if year not in self._held:
            self._held[year] = self._chosen(year)
        return self._held[year]

    def _chosen(self, year: int) -> Members:
        given: dict[ReferenceClass, ClassSummary] = {}
        cautions: list[Caution] = []
        for each in self._given:
            found, about = self._summary(each, year)
            cautions.extend(about)
            if found is not None:
                given[each] = found
        if self._given and not given and not self._is_default:
            names = ", ".join(each.name for each in self._given)
            raise UsageError("forecast.reference_empty", name=names, year=year)
        general = generic_summary(year, *GENERIC[self._transform])
        if not given:
            cautions.append(Caution("forecast.caution_generic_only", {"year": year}))
        elif self._are_general:
            cautions.insert(0, Caution("forecast.caution_general_classes", {"classes": tuple(given)}))
        share, caution = GENERAL_SHARE, "forecast.caution_general_share"
        if self._are_general:
            share, caution = UNCHOSEN_SHARE, UNCHOSEN
        weighted = shared_weights(tuple(given.values()), general, share)
        if given and self._transform == "log":
            cautions.append(Caution(caution))
        elif given:
            # On other scales the general class is a guess, for want of any other.
            weighted = tuple((found, 1 / len(given)) for found in given.values())
        return Members(weighted, tuple(given), tuple(cautions))

    def _summary(self, each: ReferenceClass, year: int) -> tuple[ClassSummary | None, list[Caution]]:
        found = each.summary_at(year, self._transform)
        cautions = []
        if found is None and each.since is not None:
            found = each.from_year(None).summary_at(year, self._transform)
            cautions = [Caution("forecast.caution_all_years", {"reference": each, "year": each.since})]
        if found is None and self._as_of is None and not self._is_default:
            found = each.summary_at(None, self._transform)
            cautions = [Caution("forecast.caution_class_later", {"reference": each, "year": year})]
        if found is None:
            return None, [Caution("forecast.caution_class_empty", {"reference": each, "year": year})]
        if found.years_known < FEW_YEARS:
            fields = {"reference": each, "years": found.years_known}
            cautions.append(Caution("forecast.caution_few_years", fields))
        return found, cautions
