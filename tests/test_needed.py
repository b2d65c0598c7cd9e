"""What another run showed: quantities with their digits, bounds and traces, verdicts as codes."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest

import lcanalysis as lc
from lcanalysis.errors import UsageError
from lcanalysis.needed_runs import FOLDER

SHOWN = {
    "answer/chance": {
        "value": "65",
        "unit": "%",
        "trace": ["headline.csv E3", "reference/mix"],
        "name": {"zh": "…", "en": "…"},
    },
    "scorecard/cluster_revenue/latest": {"value": "-813.90", "unit": "亿元", "trace": ["headline.csv E3"]},
    "scorecard/cluster_revenue/verdict": {"value": "faster", "unit": "", "trace": []},
}


@pytest.fixture
def edition(tmp_path, monkeypatch):
    (tmp_path / "results.json").write_text(json.dumps({"one": SHOWN}), encoding="utf-8")
    monkeypatch.setenv(FOLDER, str(tmp_path))


def test_a_number_of_another_run_is_a_quantity_with_its_digits_and_its_trace(edition):
    found = lc.results("one")
    latest = found["scorecard/cluster_revenue/latest"]
    assert (latest.text("zh"), latest.trace.machine) == ("-813.90亿元", ("headline.csv E3",))
    assert (latest.bounds.lower, latest.bounds.upper) == (Fraction("-813.905"), Fraction("-813.895"))
    assert found["answer/chance"].result() == {
        name: SHOWN["answer/chance"][name] for name in ("value", "unit", "trace")
    }


def test_a_verdict_is_its_code_and_no_number(edition):
    assert lc.results("one")["scorecard/cluster_revenue/verdict"] == "faster"
    assert lc.numbers_of("one") == {
        "answer/chance": Decimal(65),
        "scorecard/cluster_revenue/latest": Decimal("-813.90"),
    }


def test_one_number_read_twice_is_one_input(edition):
    one, again = (lc.results("one")["scorecard/cluster_revenue/latest"] for _ in range(2))
    assert (one - again).bounds.lower == (one - again).bounds.upper == 0


def test_a_run_that_the_edition_does_not_have_is_told_by_name(edition):
    with pytest.raises(UsageError, match="two"):
        lc.results("two")
