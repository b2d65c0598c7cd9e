"""What the office writes beside the goals: read, checked at its line, shown in both languages, kept by every rerun."""

from pathlib import Path

import pytest
from intake_cases import GOALS, write_plan_folder

import lcanalysis as lc
from lcanalysis.cleaning import clean
from lcanalysis.errors import DeclarationError, FaultsError
from lcanalysis.goals.written import load_written, written_table

WRITTEN = """\
# 单位填写
written:
  - goal: revenue
    reasons: 订单减少
    measures: |
      组织产销对接。
      每季度调度。
    measures_en: Matching orders and capacity
    written_on: "2020-03"
"""


def folder(tmp_path: Path, written: str = WRITTEN) -> Path:
    data = write_plan_folder(tmp_path, goals=GOALS)
    (data / "raw" / "assessment.yml").write_text(written, encoding="utf-8")
    return data


def test_what_is_written_stands_beside_its_goal_and_the_rest_is_blank(tmp_path):
    data = folder(tmp_path)
    clean(data)
    table = written_table(lc.load(data))
    assert list(table.index) == ["revenue", "growth"]
    reasons, measures = table.loc["revenue", ["reasons", "measures"]]
    assert (reasons.text("zh"), reasons.text("en")) == ("订单减少", "订单减少")
    assert (measures.text("zh"), measures.text("en")) == (
        "组织产销对接。\n每季度调度。",
        "Matching orders and capacity",
    )
    assert table.loc["revenue", ["progress", "written_on"]].tolist() == ["", "2020-03"]
    assert table.loc["growth"].tolist() == ["", "", "", ""]


@pytest.mark.parametrize("written", ["{}\n", "written:\n", "written: []\n"])
def test_a_file_with_nothing_in_it_is_all_blanks(tmp_path, written):
    data = folder(tmp_path, written)
    clean(data)
    assert set(written_table(lc.load(data)).to_numpy().flat) == {""}


def test_a_plan_without_the_file_or_without_goals_has_blanks_or_no_rows(tmp_path):
    data = write_plan_folder(tmp_path, goals="goals: []\n")
    clean(data)
    assert load_written(data) == ()
    assert written_table(lc.load(data)).empty


def test_no_rerun_changes_what_was_written(tmp_path):
    data = folder(tmp_path)
    before = (data / "raw" / "assessment.yml").read_bytes()
    for value in ("1000", "1100"):
        goals = data / "raw" / "goals.yml"
        goals.write_text(GOALS.replace("1000", value), encoding="utf-8")
        clean(data)
        assert written_table(lc.load(data)).loc["revenue", "written_on"] == "2020-03"
    assert (data / "raw" / "assessment.yml").read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new", "row", "words"),
    [
        ("goal: revenue", "goal: revenues", 3, "goals.yml has no goal revenues; the nearest is revenue"),
        ("    written_on", "  - goal: revenue\n    written_on", 9, "the goal revenue was written about in row 3 already"),
        ("    measures: |\n      组织产销对接。\n      每季度调度。\n", "", 5, "measures_en is written, measures is not"),
        ('"2020-03"', '"2020-13"', 9, "written.revenue.written_on: found '2020-13'"),
        ("reasons: ", "reason: ", 4, "the field written.revenue.reason is not known; the nearest is reasons"),
        ("reasons: 订单减少", "reasons: ''", 4, "written.revenue.reasons must not be empty"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_line_when_the_data_are_cleaned(tmp_path, old, new, row, words):
    assert old in WRITTEN
    data = folder(tmp_path, WRITTEN.replace(old, new, 1))
    with pytest.raises(FaultsError) as raised:
        clean(data)
    faults = [fault.text("en") for fault in raised.value.faults]
    assert [fault for fault in faults if fault.startswith(f"assessment.yml row {row}") and words in fault], faults
    assert all("assessment.yml 第" in fault.text("zh") for fault in raised.value.faults)


def test_faults_of_the_goals_and_of_what_is_written_are_told_together(tmp_path):
    data = folder(tmp_path, WRITTEN.replace("reasons: ", "reason: "))
    (data / "raw" / "goals.yml").write_text(GOALS.replace("unit: 亿元", "unit: 亿圆"), encoding="utf-8")
    with pytest.raises(FaultsError) as raised:
        clean(data)
    assert {fault.place.file for fault in raised.value.faults} == {"goals.yml", "assessment.yml"}


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "written: [\n", "5\n", "[]\n", "written: {}\n"])
def test_a_file_of_another_form_is_a_fault_and_no_crash(tmp_path, text):
    with pytest.raises(DeclarationError) as raised:
        load_written(folder(tmp_path, text))
    assert [fault.place.file for fault in raised.value.faults] == ["assessment.yml"]
