"""Which reference classes an answer rests on, which stand beside it for contrast, and why there may be none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lcanalysis.exhibits import Words, words, words_from
from lcanalysis.forecasting.reference import MIX, list_references, load_reference, load_references
from lcanalysis.forecasting.reference_class import ReferenceClass
from lcanalysis.plan import Plan

NO_CLASSES = "no_classes"
CLASSES_TOO_NEW = "classes_too_new"
ALL_YEARS = "_all_years"


@dataclass(frozen=True)
class ClassChoice:
    """The reference classes of a question about a plan.

    `reference` is the name of a class, or ``mix`` for all recommended ones; `known_year` is the last year whose growth
    may be used.
    """

    plan: Plan
    reference: str = MIX
    known_year: int = 0

    @cached_property
    def used(self) -> tuple[ReferenceClass, ...]:
        """The classes that the answer rests on.

        Raises `UsageError` if there is no such class, or none is recommended.
        """
        return load_references(self.reference, self.plan.data)

    @cached_property
    def contrasts(self) -> tuple[ReferenceClass, ...]:
        """The classes beside it: the others, and those of all years where only recent ones are used."""
        names = [name for name in list_references(self.plan.data) if name not in {each.name for each in self.used}]
        others = tuple(load_reference(name, self.plan.data) for name in names)
        return (*others, *(each.from_year(None) for each in self.used if each.since is not None))

    @cached_property
    def why_none(self) -> str:
        """Why there is no class to judge by; empty if there are.

        ``no_classes``: the folder holds neither the one asked for nor a recommended one; ``classes_too_new``: one of them
        has nothing of the years that were known.
        """
        held = list_references(self.plan.data)
        if self.reference not in held and not any(source.recommended for source in held.values()):
            return NO_CLASSES
        every = (
            each.growths(1, self.known_year) or each.from_year(None).growths(1, self.known_year) for each in self.used
        )
        return "" if all(every) else CLASSES_TOO_NEW

    def key(self, reference: ReferenceClass) -> str:
        """Return the name of a class in either language; of one whose years are all looked at beside the recent ones, another."""
        is_whole = reference.since is None and any(each.name == reference.name for each in self.used)
        has_recent = any(each.name == reference.name and each.since is not None for each in self.used)
        return f"{reference.name}{ALL_YEARS}" if is_whole and has_recent else reference.name

    def title(self, reference: ReferenceClass) -> Words:
        """Return the title of a class."""
        title = words_from(reference.title)
        is_whole = self.key(reference) != reference.name
        return words("{title}，全部年份", "{title}, all years", title=title) if is_whole else title

    def sources(self) -> list[Words]:
        """Return where the classes used come from."""
        return [words_from(each.source.source) for each in self.used if each.source is not None]

    def notes(self) -> Iterator[Words]:
        """Yield why each class used is comparable."""
        for each in self.used:
            if each.source is not None:
                yield words(
                    "{title}：{why}", "{title}: {why}", title=self.title(each), why=words_from(each.source.comparable)
                )
