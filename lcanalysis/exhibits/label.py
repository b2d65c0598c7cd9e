"""A word on a page that stands for a code, such as a verdict: kept by key, so that editions can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Label:
    """One coded word shown to a reader.

    `key` names it the same way in every language and edition, such as ``verdict/cluster_revenue``; `code` is
    what is kept, `words` what the page shows; `trace` lists the raw cells that it follows from.
    """

    key: str
    code: str
    words: str
    trace: tuple[str, ...] = ()

    def result(self) -> dict[str, Any]:
        """Return the entry of ``results.json``: the code, with no unit, and the trace."""
        return {"value": self.code, "unit": "", "trace": list(self.trace)}
