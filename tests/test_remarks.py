"""`clean` holds remarks to their form, their figures and the plan's own text, each at its line."""

import shutil
from pathlib import Path

import pytest

from lcanalysis.cleaning import clean
from lcanalysis.errors import FaultsError
from lcanalysis.plan_document import PlanDocument

ROOT = Path(__file__).parent.parent


@pytest.fixture
def data(tmp_path):
    return shutil.copytree(ROOT / "data", tmp_path / "data")


def change(data, before, after, file="plan.yml"):
    """Replace a passage of a declaration once, and return the line that it stands in."""
    path = data / "raw" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(before) >= 1
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return text[: text.index(before)].count("\n") + 1


def keys_of(notices):
    return [(one.key, one.place.row) for one in notices]


def test_the_plans_own_remarks_and_goals_stand_word_for_word_in_its_text(data):
    assert [one for one in clean(data).notices if one.key.startswith("meaning.not_in_text")] == []


def test_a_quotation_that_the_text_does_not_have_is_told_at_its_line(data):
    line = change(data, "quotation: 集聚建设三大园区", "quotation: 集聚建设四大园区")
    [notice] = clean(data).notices
    assert (notice.key, notice.place.row) == ("meaning.not_in_text", line)
    assert "四大园区" in notice.text("zh")
    assert "does not have this quotation" in notice.text("en")


def test_a_goals_quotation_that_the_text_does_not_have_is_told_at_its_line(data):
    line = change(data, "quotation: 培育打造10家标杆智能工厂", "quotation: 培育打造10家示范智能工厂", "goals.yml")
    assert keys_of(clean(data).notices) == [("meaning.not_in_text", line)]


def test_without_the_text_no_quotation_can_be_looked_up(data):
    change(data, "  text: development_plan/2019-11/plan.md", "  # no text")
    change(data, "quotation: 集聚建设三大园区", "quotation: 集聚建设四大园区")
    cleaned = clean(data)
    assert cleaned.notices == ()
    assert not [one for one in cleaned.findings if one.rule.startswith("text_")]


def test_a_remark_whose_figure_is_gone_is_told_and_left_out(data):
    change(data, 'revenue: {indicator: revenue_yoy, entity: cluster, period: "2018"}',
           'revenue: {indicator: revenue_yoy, entity: cluster, period: "2016"}')  # fmt: skip
    cleaned = clean(data)
    assert [one.key for one in cleaned.notices] == ["meaning.remark_without_figure"]
    assert "remark/cause_of_falling_research" not in {one.finding for one in cleaned.findings}


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("{revenue:abs}，利润", "{turnover:abs}，利润", "intake.remark_not_filled"),
        ("{revenue:abs}，利润", "{revenue:twice}，利润", "intake.remark_not_filled"),
        ("{revenue:abs}，利润", "{}，利润", "intake.remark_not_filled"),
        ("{revenue:abs}，利润", "若干，利润", "intake.remark_not_filled"),  # a number in one language only
        ("name: name_of_the_eco_park", "name: name_of_chiping", "intake.remark_twice"),
        ("indicator: revenue_yoy, entity: cluster, period", "indicator: turnover, entity: cluster, period", "intake.unknown_reference"),
        ("certainty: open", "certainty: surely", None),
        ("text: development_plan/2019-11/plan.md", "text: development_plan/2019-11/none.md", None),
    ],
)  # fmt: skip
def test_a_remark_that_cannot_be_meant_is_refused_at_its_line(data, before, after, key):
    change(data, before, after)
    with pytest.raises(FaultsError) as refused:
        clean(data)
    assert refused.value.faults
    if key:
        assert {one.key for one in refused.value.faults} == {key}
    assert all(one.text(lang) for one in refused.value.faults for lang in ("zh", "en"))


def test_a_text_that_was_edited_is_refused(data):
    with (data / "raw/development_plan/2019-11/plan.md").open("a", encoding="utf-8") as text:
        text.write("补记。")
    with pytest.raises(FaultsError) as refused:
        clean(data)
    assert [one.key for one in refused.value.faults] == ["intake.file_edited"]


@pytest.mark.parametrize(
    ("quotation", "is_held"),
    [
        ("力争深加工年均增幅5%左右", True),  # across a line's end, with a space, in another width
        ("力争深加工年均增幅５％左右", True),
        ("力争…过1000亿元", True),
        ("过1000亿元…力争", False),  # in another order
        ("力争深加工年均增幅8%左右", False),
        ("", True),
    ],
)
def test_a_quotation_is_looked_up_without_spaces_and_widths(quotation, is_held):
    document = PlanDocument("**目标** 力争深加工年均\n\n增幅 5%左右，主营业务收入过1000亿元。")
    assert document.holds(quotation) is is_held
