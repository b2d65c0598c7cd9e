"""Where a change comes from: the goals, published figures and files of the plan folder that differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from lcanalysis.briefing.comparison.kept_edition import GROUPS, KeptEdition

GOALS: Final = "goals.yml"


@dataclass(frozen=True, slots=True)
class ChangedInputs:
    """What differs between the inputs of two editions.

    `cells` are the addresses of goals and figures that differ, as traces name them, and `same` those that do not;
    `files` the files of the plan folder, by path from ``raw``; `groups` how many entries of each group of the
    manifest differ.
    """

    cells: frozenset[str]
    same: frozenset[str]
    files: tuple[str, ...]
    groups: Mapping[str, int]

    def behind(self, trace: Iterable[str]) -> tuple[str, ...]:
        """Return the addresses of a trace that differ: cells where they are known, files otherwise."""
        addresses = addresses_of(trace)
        known = [address for address in addresses if address in self.cells]
        unsettled = [address for address in addresses if address not in self.same]
        return tuple(known or [address for address in unsettled if self._is_in_changed_file(address)])

    def _is_in_changed_file(self, address: str) -> bool:
        # A reference class is named without what its files end in.
        return any(address.partition(" ")[0] in {name, name.partition(".")[0]} for name in self.files)


def addresses_of(trace: Iterable[str]) -> tuple[str, ...]:
    """Return the single addresses of a trace, in order, each once.

    >>> addresses_of(["headline.csv E3; headline.csv E4", "goals.yml", "headline.csv E3"])
    ('headline.csv E3', 'headline.csv E4', 'goals.yml')
    """
    return tuple(dict.fromkeys(address for entry in trace for address in entry.split("; ")))


def changed_inputs(old: KeptEdition, new: KeptEdition) -> ChangedInputs:
    """Return what differs between the inputs of two editions."""
    cells: set[str] = set()
    places: set[str] = set()
    for group in ("figures", "goals"):
        before, after = (_by_place(each.basis.get(group, {})) for each in (old, new))
        places |= before.keys() | after.keys()
        cells |= {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
    if any(cell.startswith(GOALS) for cell in cells):
        cells.add(GOALS)
    groups = {group: _changed(old.manifest.get(group, {}), new.manifest.get(group, {})) for group in GROUPS}
    files = sorted(dict.fromkeys(_from_raw(name) for name in groups["data"] if "/raw/" in f"/{name}"))
    return ChangedInputs(
        frozenset(cells),
        frozenset(places - cells),
        tuple(files),
        {group: len(names) for group, names in groups.items()},
    )


def _by_place(entries: Mapping[str, Any]) -> dict[str, Any]:
    return {entry["trace"]: entry.get("asks", (entry.get("value"), entry.get("unit"))) for entry in entries.values()}


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def _from_raw(name: str) -> str:
    """Return a file of the plan folder by its path from ``raw``; the plan folder's own name may be any."""
    parts = PurePosixPath(name).parts
    return "/".join(parts[parts.index("raw") + 1 :])
