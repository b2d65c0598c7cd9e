"""What a number follows from: published cells, parameters, goals, reference classes, assumptions.

A trace has two forms. The machine form is a sorted tuple of text, as ``results.json`` keeps it; `Trace.words` says the
same to a reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from lcanalysis.wording import say

CELL: Final = "cell"
PARAMETER: Final = "parameter"
GOAL: Final = "goal"
REFERENCE: Final = "reference"
MODEL: Final = "model"
ASSUMPTION: Final = "assumption"
# How the machine form of each kind begins; a cell is written as its file and address alone.
PREFIXES: Final = {
    PARAMETER: "parameter ",
    GOAL: "goals.yml ",
    REFERENCE: "reference/",
    MODEL: "forecast/",
    ASSUMPTION: "assumption ",
}
_RANKS: Final = {kind: at for at, kind in enumerate(PREFIXES)}


class Source(NamedTuple):
    """One thing that a number follows from.

    `kind` is cell, parameter, goal, reference, model or assumption; `name` says which one: the file and address of a
    cell, the name of a parameter, a goal, a reference class or a model, the text of an assumption.
    """

    kind: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Source:
        """Return the source whose machine form is `text`; what has no known prefix is a cell.

        >>> Source.parse("goals.yml cluster_revenue")
        Source(kind='goal', name='cluster_revenue')
        >>> Source.parse("plan/2019-11/headline.csv E3").kind
        'cell'
        """
        for kind, prefix in PREFIXES.items():
            if text.startswith(prefix) and len(text) > len(prefix):
                return cls(kind, text[len(prefix) :])
        return cls(CELL, text)

    @property
    def machine(self) -> str:
        """The machine form, from which `parse` makes the same source."""
        return PREFIXES.get(self.kind, "") + self.name

    def words(self, lang: str) -> str:
        """Return the source as a reader of `lang` would name it.

        >>> Source(PARAMETER, "target_year").words("zh"), Source(GOAL, "cluster_revenue").words("en")
        ('参数target_year', 'goal cluster_revenue')
        """
        return say(f"quantities.source_{self.kind}", lang, name=self.name)


def _order(source: Source) -> tuple[int, str]:
    """Order sources for a reader: cells first, then as the kinds stand above."""
    return _RANKS.get(source.kind, -1), source.name


class Trace(AbstractSet[Source]):
    """An immutable set of sources, in a fixed order.

    Sets of sources are united with ``|`` and compared as sets are; a source is looked for by itself or by its machine
    form.

    >>> trace = Trace(["headline.csv E4"]) | Trace(["parameter target_year", "headline.csv E3"])
    >>> trace.machine
    ('headline.csv E3', 'headline.csv E4', 'parameter target_year')
    >>> "headline.csv E3" in trace, trace.words("en")
    (True, 'headline.csv E3, headline.csv E4, parameter target_year')
    """

    __slots__ = ("_sources",)

    def __init__(self, sources: Iterable[Source | str] = ()) -> None:
        self._sources = frozenset(one if isinstance(one, Source) else Source.parse(one) for one in sources)

    @classmethod
    def of_all(cls, traces: Iterable[Trace]) -> Trace:
        """Return the union of many traces."""
        made = cls()
        made._sources = frozenset().union(*(one._sources for one in traces))  # noqa: SLF001 - its own
        return made

    def __contains__(self, source: object) -> bool:
        return (Source.parse(source) if isinstance(source, str) else source) in self._sources

    def __iter__(self) -> Iterator[Source]:
        return iter(sorted(self._sources, key=_order))

    def __len__(self) -> int:
        return len(self._sources)

    def __hash__(self) -> int:
        return hash(self._sources)

    def __repr__(self) -> str:
        return f"Trace({list(self.machine)!r})"

    @property
    def machine(self) -> tuple[str, ...]:
        """The sources as sorted text, as ``results.json`` keeps them."""
        return tuple(sorted(source.machine for source in self._sources))

    def words(self, lang: str) -> str:
        """Return the sources as a list in words of `lang`; empty without a source."""
        joint = "、" if lang == "zh" else ", "
        return joint.join(source.words(lang) for source in self)

    def __reduce__(self) -> tuple[type[Trace], tuple[tuple[str, ...]]]:
        return Trace, (self.machine,)
