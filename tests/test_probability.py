"""A probability is kept exactly and told to readers to the nearest five percent, and beyond 5 and 95 as a bound."""

from fractions import Fraction

import pytest
from pandas import DataFrame, Index

from lcanalysis import Quantity, probability, words
from lcanalysis.charts.tidy import digits, shown
from lcanalysis.exhibits import probability_range, table
from lcanalysis.wording import LANGUAGES


def slow_text(pct: Fraction, lang: str) -> str:
    """Return what is told, by looking through all that may be."""
    if pct < 5 or pct > 95:
        return {"zh": ("低于5%", "高于95%"), "en": ("below 5%", "above 95%")}[lang][pct > 95]
    return f"{min(range(5, 100, 5), key=lambda step: (abs(step - pct), -step))}%"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_share_is_told_as_the_nearest_step_or_as_a_bound(lang):
    for parts in range(401):
        pct = Fraction(parts, 4)
        found = probability(Quantity(pct, "%"))
        assert found.text(lang) == slow_text(pct, lang) == f"{found.digits(lang)}%"
        assert float(found.result()["value"]) == float(pct)


def test_what_is_told_is_the_same_in_a_sentence_a_table_and_a_chart():
    for share, zh, en in ((0.648, "约65%", "about 65%"), (0.02, "低于5%", "below 5%"), (0.999, "高于95%", "above 95%")):
        odds = probability(share, "reference/mix")
        said = words("{odds:about}", "{odds:about}", odds=odds)
        assert (said.text("zh"), said.text("en")) == (zh, en)
        frame = DataFrame({"probability": [odds]}, index=Index(["first"], name="goal"), dtype=object)
        made = table("t", frame, title=words("表", "Table"))
        assert made.shown("en")["rows"][0][1]["text"] == en.removeprefix("about ").removesuffix("%")
        assert shown(odds, "%", "zh") == zh.removeprefix("约")
        assert digits(odds, "%", "zh") == zh.removeprefix("约").removesuffix("%")


def test_it_keeps_its_sources_its_digits_and_its_kind():
    odds = probability(0.648123, "reference/mix").because("goals.yml growth").shown(0)
    assert odds.text("en") == "65%"
    assert odds.result() == {
        "value": "64.81", "unit": "%", "trace": ["goals.yml growth", "reference/mix"], "form": "probability",
    }  # fmt: skip
    assert type(odds / 2) is Quantity


def test_a_range_of_one_told_number_is_that_number_and_keeps_both_ends():
    found = probability_range(low=probability(0.63), high=probability(0.66))
    assert (found.text("zh"), found.text("en")) == ("65%", "65%")
    assert [float(number) for _, number in found.numbers()] == [63, 66]
    assert probability_range("n", low=probability(0.01), high=probability(0.66)).text("zh") == "低于5～65"
