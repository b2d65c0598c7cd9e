"""A check and what it found, and what an examination is asked to look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from lcanalysis.wording import say

State = Literal["ok", "note", "fault"]


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of one thing.

    `state` is "ok", "note" (the briefings are made all the same) or "fault" (they are not, or not rightly). `key` names
    the sentence of the catalogue `doctor` that says what was found; unless all is well, `key` with `_todo` behind it says
    what to do. `fields` are those of both.

    >>> check = Check("fork", "note", "no_fork")
    >>> check.text("en"), check.todo("zh")
    ('this system cannot fork: each run starts a process of its own, which takes longer', '无需处理')
    """

    name: str
    state: State
    key: str
    fields: dict[str, Any] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """Return what was found, in `lang`."""
        return say(f"doctor.{self.key}", lang, **self.fields)

    def todo(self, lang: str) -> str:
        """Return what to do, in `lang`; nothing if all is well."""
        return "" if self.state == "ok" else say(f"doctor.{self.key}_todo", lang, **self.fields)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: the plan folder, where editions lie, and the address of a Dask scheduler if there is one."""

    data: Path = Path("data")
    out: Path = Path("editions")
    scheduler: str | None = None
