"""A whole that was not published but all of whose parts were."""

from decimal import Decimal

import pytest
from goals_cases import observed, town

from lcanalysis.intake.derive import derive_totals

TOTAL = {
    "name": "counties", "kind": "identity", "indicator": "revenue", "total": {"entity": "copper", "area": "town"},
    "parts": [{"entity": "copper", "area": "east"}, {"entity": "copper", "area": "west"}],
}  # fmt: skip


def part(area, printed, **changes):
    fields = {"area": area, "cell": f"{area[0].upper()}2"} | changes
    unit = fields.pop("unit", "亿元")
    return observed("revenue", "copper", "2018", printed, unit, **fields)


def test_the_whole_is_the_sum_of_its_parts_with_the_sum_of_their_rounding():
    (whole,) = derive_totals(town(totals=[TOTAL]), [part("east", "12.5"), part("west", "30")])
    assert (whole.value, whole.lower, whole.upper) == (Decimal("42.5"), Decimal("41.95"), Decimal("43.05"))
    assert (whole.status, whole.area, whole.period) == ("derived", "town", "2018")
    assert whole.cell == "E2;W2"


@pytest.mark.parametrize(
    "rows",
    [
        [part("east", "12.5")],
        [part("east", "12.5"), part("west", "30", unit="万元")],
        [part("east", "12.5"), part("west", "30", scope="group")],
        [part("east", "12.5"), part("west", "30", status="at_least")],
        [part("east", "12.5"), part("west", "30"), part("town", "41")],
    ],
    ids=["a part missing", "unlike units", "unlike scopes", "a bound", "the whole is published"],
)
def test_nothing_is_added_up_that_does_not_make_up_the_whole(rows):
    assert derive_totals(town(totals=[TOTAL]), rows) == ()


def test_parts_that_are_only_some_of_the_whole_are_not_added_up():
    rows = [part("east", "12.5"), part("west", "30")]
    assert derive_totals(town(totals=[TOTAL | {"kind": "bound"}]), rows) == ()
    assert derive_totals(town(totals=[TOTAL | {"kind": "scope"}]), rows) == ()
