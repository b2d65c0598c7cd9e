"""The ledger of goals: where each stands, and how every edition judged it."""

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from comparison_cases import write_kept

from lcanalysis.briefing.ledger import current_table, history_table, ledger_page, ledger_workbook, read_history
from lcanalysis.errors import FaultsError

ROOT = Path(__file__).parent.parent
PLAN = "liaocheng-nonferrous-2019-2022"


def edition(out, name, verdict="faster", latest="813.90", period="2018", plan=PLAN, no_data="smart_factories"):
    """An edition as far as the ledger reads it: its manifest and its results."""
    results = {
        "verdict/cluster_revenue": {"value": verdict, "unit": "", "trace": []},
        f"scorecard/cluster_revenue/latest/{period}": {"value": latest, "unit": "亿元", "trace": []},
        "scorecard/cluster_revenue/required": {"value": "5.28", "unit": "%", "trace": []},
        "scorecard/cluster_revenue/probability": {"value": "65", "unit": "%", "trace": []},
        f"verdict/{no_data}": {"value": "no_data", "unit": "", "trace": []},
    }
    write_kept(out / name, {"scorecard": results}, None, plan=plan, vintages=[name])


def test_a_goals_history_runs_over_the_editions_of_its_plan_oldest_first(tmp_path):
    edition(tmp_path, "2020-11", "behind", "820.00", "2019")
    edition(tmp_path, "2019-11")
    edition(tmp_path, "2019-12", plan="another")
    (tmp_path / "notes").mkdir()
    found = [one for one in read_history(tmp_path, PLAN) if one.goal == "cluster_revenue"]
    assert [(one.edition, one.verdict, one.latest, one.period) for one in found] == [
        ("2019-11", "faster", Decimal("813.90"), "2018"),
        ("2020-11", "behind", Decimal("820.00"), "2019"),
    ]
    assert (found[0].required, found[0].required_unit, found[0].probability_pct) == (Decimal("5.28"), "%", 65)
    assert read_history(tmp_path / "nowhere", PLAN) == ()


def test_editions_that_cannot_be_read_are_all_named(tmp_path):
    for name in ("2019-11", "2020-11"):
        edition(tmp_path, name)
    (tmp_path / "2019-11/results.json").write_text("{", encoding="utf-8")
    (tmp_path / "2020-11/manifest.json").write_text("[]", encoding="utf-8")
    with pytest.raises(FaultsError) as refused:
        read_history(tmp_path, PLAN)
    assert len(refused.value.faults) == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_goal_stands_in_the_ledger_with_who_may_provide_figures_and_what_is_due(plan, lang):
    rows = current_table(plan).shown(lang)["rows"]
    assert len(rows) == 34
    words = " ".join(cell["text"] for cell in rows[1])
    expected = {
        "zh": ("市工信局原材料产业科", "未注明", "813.90", "60", "基期，尚不评价", "2019年数据"),
        "en": ("Bureau of Industry", "Not stated", "813.90", "60", "base year", "2019, to"),
    }
    assert all(word in words for word in expected[lang])


def test_history_rows_of_one_goal_stand_together(plan, tmp_path):
    edition(tmp_path, "2019-11")
    edition(tmp_path, "2020-11")
    rows = history_table(plan, read_history(tmp_path, PLAN)).shown("zh")["rows"]
    assert [row[1]["text"] for row in rows] == ["2019年11月", "2020年11月"] * 2


def test_a_goal_that_was_taken_out_since_keeps_its_history_under_its_code(plan, tmp_path):
    edition(tmp_path, "2019-11", no_data="gone")
    assert history_table(plan, read_history(tmp_path, PLAN)).shown("zh")["rows"][-1][0]["text"] == "Gone"


def test_page_and_workbook_hold_both_tables_and_no_time(plan, tmp_path):
    edition(tmp_path, "2019-11")
    history = read_history(tmp_path, PLAN)
    for lang in ("zh", "en"):
        page = ledger_page(plan, history, lang)
        assert page == ledger_page(plan, history, lang)
        assert page.count("<table ") == 2
        assert "default-src" in page
    content = ledger_workbook(plan, history)
    assert content == ledger_workbook(plan, history)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["台账", "历期评价", "Ledger", "Editions"]
    numbers = [cell.value for row in book["台账"].iter_rows(min_row=3, max_row=3) for cell in row]
    assert 813.9 in numbers
    assert 60 in numbers


def test_an_edition_of_bilingual_exhibits_is_read_by_its_keys(tmp_path):
    results = {
        "scorecard/cluster_revenue/verdict": {"value": "behind", "unit": "", "trace": []},
        "scorecard/cluster_revenue/latest": {"value": "820.0", "unit": "亿元", "trace": ["a.csv E3"]},
        "scorecard/cluster_revenue/required_growth": {"value": "5.41", "unit": "%", "trace": []},
        "scorecard/cluster_revenue/probability": {"value": "61", "unit": "%", "trace": []},
        "reasons/cluster_revenue/latest": {"value": "820.0", "unit": "亿元", "trace": ["a.csv E3"]},
        "reasons/cluster_revenue/period": {"value": "2019", "unit": "", "trace": []},
        "reasons/cluster_revenue/verdict": {"value": "behind", "unit": "", "trace": []},
        "scorecard/rd_intensity/verdict": {"value": "behind", "unit": "", "trace": []},
        "scorecard/rd_intensity/required_points": {"value": "0.46", "unit": "个百分点", "trace": []},
        "scorecard/smart_factories/verdict": {"value": "no_data", "unit": "", "trace": []},
    }
    write_kept(tmp_path / "2020-11", {"scorecard": results}, None, plan=PLAN, vintages=["2020-11"])
    found = {one.goal: one for one in read_history(tmp_path, PLAN)}
    assert list(found) == ["cluster_revenue", "rd_intensity", "smart_factories"]
    one = found["cluster_revenue"]
    assert (one.verdict, one.latest, one.unit, one.period) == ("behind", Decimal("820.0"), "亿元", "2019")
    assert (one.required, one.required_unit, one.probability_pct, one.trace) == (
        Decimal("5.41"),
        "%",
        61,
        ("a.csv E3",),
    )
    assert (found["rd_intensity"].required_unit, found["smart_factories"].latest) == ("个百分点", None)
