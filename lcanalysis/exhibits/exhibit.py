"""The mark that all exhibits share: they show HTML, text, and the numbers on them for machines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Protocol, runtime_checkable

from lcanalysis.exhibits.label import Label
from lcanalysis.exhibits.quantity import KeyedQuantity

RESULTS_MIME: Final = "application/vnd.lcanalysis.results+json"
"""MIME type under which an executed notebook keeps the numbers its outputs show."""


@runtime_checkable
class Exhibit(Protocol):
    """An object that a notebook cell ends with and a page shows."""

    def _repr_mimebundle_(self, **_wanted: Any) -> Any: ...


def results_of(quantities: Iterable[KeyedQuantity | Label]) -> dict[str, dict[str, Any]]:
    """Return the numbers of an exhibit by key, as ``results.json`` holds them."""
    return {quantity.key: quantity.result() for quantity in quantities}
