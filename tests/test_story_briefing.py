"""The one-page briefing: what is wrong stands on it by name, the gravest first, and is asked for."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import lcanalysis
from lcanalysis.stories.briefing import Briefing

ROOT = Path(__file__).parent.parent
PARTS = ["verdict", "problems", "advice"]


@pytest.fixture(scope="module")
def plan():
    return lcanalysis.load(ROOT / "data")


def with_value(plan, indicator, entity, value):
    """Return the plan with another published figure."""
    value, step = Decimal(value), Decimal("0.005")
    return replace(
        plan,
        records=tuple(
            replace(row, value=value, lower=value - step, upper=value + step)
            if (row.indicator, row.entity, row.period) == (indicator, entity, "2018")
            else row
            for row in plan.records
        ),
    )


@pytest.mark.parametrize("part", PARTS)
def test_both_languages_give_the_same_numbers(plan, part):
    zh, en = (getattr(Briefing(plan, lang, "cluster"), part)() for lang in ("zh", "en"))
    assert [(one.key, one.result()) for one in zh.quantities] == [(one.key, one.result()) for one in en.quantities]


def test_a_figure_that_contradicts_its_table_stands_first_among_the_problems_and_is_asked_for(plan):
    assert "矛盾" not in Briefing(plan, "zh", "cluster").problems().text.partition("\n")[0]
    turned = with_value(plan, "output_yoy", "alumina", "-2.36")
    story = Briefing(turned, "zh", "cluster")
    said = story.problems()
    first, *_ = said.text.splitlines()
    assert first == "- 氧化铝2018年产量同比公布为-2.36%，由其他公布数据得2.3600%，二者矛盾，需要核实。"
    assert {str(one.value) for one in said.quantities} >= {"-2.36", "2.3600"}
    assert "1项与公布数据相矛盾" in story.verdict().text
    assert "核对1处与其他公布数据矛盾的数字" in story.advice().text
    english = Briefing(turned, "en", "cluster").problems().text.splitlines()[0]
    assert "published as −2.36%, while other published figures give 2.3600%" in english


def test_every_number_in_a_problem_is_among_its_quantities(plan):
    asked = set(map(Decimal, plan.goals["value"].dropna().astype(str)))
    for changed in (plan, with_value(plan, "output_yoy", "gold", "15.6"), with_value(plan, "firms", "cluster", "99")):
        for lang in ("zh", "en"):
            said = Briefing(changed, lang, "cluster").problems()
            known = {abs(Decimal(one.result()["value"])) for one in said.quantities}
            words = re.sub(r"(?<![\d.,])20\d\d(?![\d.,]*\d)|^- ", " ", said.text, flags=re.MULTILINE)
            numbers = {Decimal(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", words)}
            assert numbers - known - asked == set(), said.text
