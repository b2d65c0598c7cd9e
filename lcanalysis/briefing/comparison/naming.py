"""What a number is called: its key in words of the language, and the group that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final, Literal

from lcanalysis.briefing.comparison.input_changes import GOALS
from lcanalysis.periods import is_period, period_in_words
from lcanalysis.units import PERCENT, PERCENTAGE_POINT
from lcanalysis.wording import LANGUAGES, headed, load_catalogue, say

Words = Mapping[str, str]

_INTERVAL: Final = re.compile(r"[1-9][05]")
_NUMBERED: Final = re.compile(r"(?P<what>[a-z_]+?)_?(?P<number>[0-9]+)(?:_pct)?")
_GROWTH: Final = ("growth", "yoy", "required", "needed", "actual")
# The first parts of keys that tell the page, not the thing.
_PAGES: Final = frozenset(
    {"verdict", "scorecard", "goal", "briefing", "research", "production", "audit", "forecast", "contribution"}
)
_WORDS: Final = ("changes.part_", "goals.verdict_", "cli.kind_", "forecast.method_", "forecast.domain_")
"""What the catalogues may have behind these to call a part of a key, the first first."""
_ALL_YEARS: Final = "_all_years"
TABLE: Final = "table/"
"""What a basis puts before the name of a published table, which may be a code as well."""
ANSWER: Final = "answer"
"""The exhibit that holds the answer of a page."""
_LEAD: Final = {"answer": 0, "verdict": 0, "scorecard": 0, "goal": 0, "briefing": 2}


@dataclass(frozen=True, slots=True)
class NumberNames:
    """The names that two editions give to codes, goals and figures; where both have one, that of the newer.

    Without a basis, as in editions of earlier versions, codes stand for themselves.
    """

    codes: Mapping[str, Words]
    goals: Mapping[str, Words]
    area: str
    places: Mapping[str, int] = field(repr=False)

    @classmethod
    def of(cls, old: Mapping[str, Any], new: Mapping[str, Any]) -> NumberNames:
        """Return the names of both editions' bases."""
        goals = {**old.get("goals", {}), **new.get("goals", {})}
        ordered = (*new.get("goals", {}), *goals, *new.get("figures", {}), *old.get("figures", {}))
        return cls(
            codes={**old.get("names", {}), **new.get("names", {})},
            goals={code: goal["name"] for code, goal in goals.items()},
            area=str((new or old).get("plan", {}).get("area", "")),
            places={key: at for at, key in enumerate(dict.fromkeys(ordered))},
        )

    def called(self, key: str, number: Mapping[str, Any]) -> Words:
        """Return what an edition calls a number; one of version 0.1 says so only by its key."""
        name = number.get("name")
        return name if isinstance(name, dict) else self.name(key)

    def group(
        self, key: str, unit: str, trace: Sequence[str] = ()
    ) -> Literal["verdict", "probability", "growth", "other"]:
        """Return the group of a number by what its key and trace say; published figures, goals and findings are no numbers.

        Probabilities by single reference class, and those of the sensitivity page, count among the others: they
        tell how sure the first can be.
        """
        *_, last = parts = key.split("/")
        if "verdict" in {parts[0], last}:
            return "verdict"
        is_of_classes = parts[0] == ANSWER and any(address.startswith("reference/") for address in trace)
        is_probability = last == "probability" or last.startswith("odds") or is_of_classes
        if unit == PERCENT and is_probability and parts[0] != "sensitivity":
            return "probability"
        if unit in {PERCENT, PERCENTAGE_POINT} and parts[0] not in {"audit", "backtest", "sensitivity"}:
            return "growth" if any(word in last for word in _GROWTH) and "_after_" not in last else "other"
        return "other"

    def rank(self, key: str) -> tuple[int, int, str]:
        """Return what changes of a group are put in order by: the page's weight, the plan's own order, the key."""
        parts = key.split("/")
        last = len(self.places)
        goal = self.places.get(key, min((self.places.get(part, last) for part in parts), default=last))
        return _LEAD.get(parts[0], 1), goal, key

    def name(self, key: str) -> Words:
        """Return what a number is called: its key's parts in words, as far as they have some.

        Behind ``@`` stands the file of another place where it is printed.
        """
        key, _, file = key.partition("@")
        found: dict[str, str] = {}
        for lang in LANGUAGES:
            parts = [part for at, part in enumerate(key.split("/")) if part != self.area or not at]
            if parts[0] in _PAGES and any(part in self.goals or part in self.codes for part in parts[1:]):
                parts = parts[1:]
            words = dict.fromkeys(self._part(part, lang) for part in parts)  # counts are called so at both ends
            found[lang] = headed(say("changes.list_comma", lang).join(words))
            if file:
                table = self._part(PurePosixPath(file).stem, lang)
                found[lang] = say("changes.printed_in", lang, name=found[lang], table=table)
        return found

    def subject(self, key: str) -> Words:
        """Return what a published figure is called: whose, of what, in which period."""
        parts = key.split("/")
        if len(parts) != 4:
            return self.name(key)
        indicator, entity, area, period = parts
        found: dict[str, str] = {}
        for lang in LANGUAGES:
            who, what = self._code(entity, lang), self._code(indicator, lang).partition(" (")[0]
            where = "" if area == self.area else self._code(area, lang)
            key = "changes.figure_of_area" if where else "changes.figure"
            found[lang] = headed(say(key, lang, who=who, what=what, where=where, period=self._part(period, lang)))
        return found

    def finding(self, key: str, subject: str) -> Words:
        """Return what a finding is about."""
        if subject.startswith("//"):
            return {lang: say("changes.finding_of_text", lang) for lang in LANGUAGES}
        return self.subject(subject) if subject.count("/") == 3 else self.name(subject or key)

    def goal_places(self, key: str) -> tuple[str, ...]:
        """Return where the goals stand that a key names: what is said of a goal follows from it."""
        return tuple(f"{GOALS} {part}" for part in key.split("/") if part in self.goals)

    def code(self, key: str, value: str, unit: str) -> Words:
        """Return a verdict in words, with its mark; nothing for a number, or for a code that has no words."""
        if unit or not (key.startswith("verdict/") or key.endswith("/verdict")):
            return {}
        words = _known("goals.verdict_", value)
        return {
            lang: say("goals.marked", lang, mark=say(f"goals.mark_{value}", lang), verdict=text)
            for lang, text in words.items()
        }

    def _code(self, code: str, lang: str) -> str:
        return self.codes[code][lang] if code in self.codes else code

    def _part(self, part: str, lang: str) -> str:
        if part in self.goals:
            return self.goals[part][lang]
        if part in self.codes:
            return self._code(part, lang)
        words = next(filter(None, (_known(stem, part) for stem in _WORDS)), self.codes.get(f"{TABLE}{part}"))
        if words:
            return words[lang]
        of_recent = part.removesuffix(_ALL_YEARS)
        if of_recent in self.codes and of_recent != part:
            return say("changes.all_years", lang, name=self._code(of_recent, lang))
        return _numbered(part, lang)


def _numbered(part: str, lang: str) -> str:
    """Return a part of a key that holds a number in words: a period, an interval, a rate; another as it stands."""
    if is_period(part):
        return period_in_words(part, lang)
    if _INTERVAL.fullmatch(part):
        return say("changes.interval", lang, number=part)
    found = _NUMBERED.fullmatch(part)
    if found and _known("changes.numbered_", found["what"], number=found["number"]):
        return say(f"changes.numbered_{found['what']}", lang, number=found["number"])
    return part


def finding_kind(kind: str) -> Words:
    """Return the kind of a finding in words."""
    return _known("cli.kind_", kind)


def was_said(text: Words) -> Words:
    """Return what is said no longer, marked as such."""
    return {lang: say("changes.was_said", lang, text=text[lang]) for lang in LANGUAGES}


def _known(stem: str, name: str, **values: object) -> Words:
    """Return the phrase that `stem` and `name` key together, by language; nothing if there is none."""
    key = f"{stem}{name}"
    if key not in load_catalogue(stem.partition(".")[0], "zh"):
        return {}
    return {lang: say(key, lang, **values) for lang in LANGUAGES}
