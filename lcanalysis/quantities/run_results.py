"""The numbers of other runs as quantities, for a notebook that builds on them."""

from __future__ import annotations

from decimal import Decimal

from lcanalysis.needed_runs import is_number, shown_by
from lcanalysis.number_format import printed_decimals
from lcanalysis.quantities.quantity import Quantity


def results(run: str) -> dict[str, Quantity | str]:
    """Return what another run showed, by key: numbers as quantities with what they follow from, verdicts as codes.

    A quantity has the digits that the run showed, and stands for all values that print so. In the run plan, the run that
    asks lists the other under `needs`, and is redone when these numbers change. Outside of the suite, set
    ``LCANALYSIS_RESULTS`` to the folder of an edition.

    Raises
    ------
    UsageError
        If no such folder is named, or it holds no numbers of that run.
    """
    found: dict[str, Quantity | str] = {}
    for key, entry in shown_by(run).items():
        if not is_number(entry):
            found[key] = entry["value"]
            continue
        value = Decimal(entry["value"])
        decimals = printed_decimals(value)
        half = Decimal(5).scaleb(-decimals - 1)
        found[key] = Quantity(
            value,
            str(entry["unit"]),
            entry.get("trace", ()),
            bounds=(value - half, value + half),
            decimals=decimals,
            key=f"{run}/{key}",
        )
    return found
