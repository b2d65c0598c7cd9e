"""The R&D page's words and tables: the same numbers in both languages, each with its cells."""

import re
from pathlib import Path

import nbformat
import pytest

import lcanalysis
from lcanalysis.exhibits import RESULTS_MIME, Quantity, Statement, Table
from lcanalysis.stories import research, research_tables, scorecard_charts

ROOT = Path(__file__).parent.parent
GOAL_PCT = 3.0


def with_goal(make):
    def made(plan, lang):
        return make(plan, lang, GOAL_PCT)

    made.__name__ = f"{make.__module__.rpartition('.')[2]}.{make.__name__}"
    return made


STATEMENTS = [
    with_goal(research.answer),
    with_goal(research.averages),
    research.city,
]
TABLES = [
    with_goal(research_tables.spending),
    with_goal(research_tables.intensity),
]
CHARTS = [with_goal(scorecard_charts.spending), with_goal(scorecard_charts.intensity)]


def name_of(make):
    return make.__name__


@pytest.fixture(scope="module")
def plan():
    return lcanalysis.load(ROOT / "data")


def results(shown):
    bundle = shown._repr_mimebundle_()
    return (bundle[0] if isinstance(bundle, tuple) else bundle)[RESULTS_MIME]


def numbers_in(text):
    bare = re.sub(r"(?<![\d.])20\d\d(?!\d|\.\d)", " ", text.replace(",", ""))
    return set(re.findall(r"\d+(?:\.\d+)?", bare))


@pytest.mark.parametrize("make", [*STATEMENTS, *TABLES, *CHARTS], ids=name_of)
def test_both_languages_show_the_same_numbers(plan, make):
    assert results(make(plan, "zh")) == results(make(plan, "en"))


@pytest.mark.parametrize("make", STATEMENTS, ids=name_of)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_of_a_sentence_is_a_quantity_with_a_trace(plan, make, lang):
    shown: Statement = make(plan, lang)
    known = {quantity.digits(lang).replace(",", "").lstrip("-\N{MINUS SIGN}") for quantity in shown.quantities}
    assert numbers_in(shown.text) - known == set()
    assert [quantity.key for quantity in shown.quantities if not quantity.trace] == []


@pytest.mark.parametrize("make", [*STATEMENTS, *TABLES], ids=name_of)
def test_one_key_never_stands_for_two_numbers(plan, make):
    seen: dict[str, Quantity] = {}
    for quantity in make(plan, "zh").quantities:
        assert seen.setdefault(quantity.key, quantity).result() == quantity.result()


@pytest.mark.parametrize("make", [*STATEMENTS, *TABLES], ids=name_of)
def test_the_english_page_holds_no_chinese(plan, make):
    assert re.findall(r"[\u4e00-\u9fff]+", make(plan, "en")._repr_mimebundle_()["text/plain"]) == []


def test_the_rd_answer_gives_the_plans_arithmetic(plan):
    text = research.answer(plan, "zh", GOAL_PCT).text
    # 278329 over 24179510 万元; 3% of 2417.95 亿元; 386689 to 276732 万元 at the four firms with both years.
    for number in (
        "1.15%",
        "1.85个百分点",
        "72.54亿元",
        "44.71亿元",
        "38.67亿元",
        "27.67亿元",
        "下降28.4%",
        "63.3%",
        "1.16%",
    ):
        assert number in text
    assert "信发集团有限公司减少6.96亿元" in text


def test_a_goal_below_the_latest_intensity_is_said_to_be_exceeded(plan):
    assert "高0.15个百分点" in research.answer(plan, "zh", 1.0).text


def test_the_province_follows_from_the_citys_figures_with_rounding(plan):
    text = research.city(plan, "zh").text
    assert "1.11%（计入修约为1.10%～1.12%）" in text


def test_contributions_in_the_table_add_up_to_the_total(plan):
    table: Table = research_tables.spending(plan, "zh", GOAL_PCT)
    *firms, total = table.rows
    for column in (1, 2, 3, 5, 6):
        assert abs(sum(row[column].value for row in firms) - total[column].value) < 1e-15


def test_the_checks_pass_on_the_plan(plan):
    research.require_sound(plan, GOAL_PCT)


def test_of_a_plan_without_rd_figures_it_says_so_in_words(plan):
    bare = lcanalysis.Plan(plan.data, plan.definition, (), plan.goals, plan.findings)
    assert "研发" in research.answer(bare, "zh", GOAL_PCT).text


@pytest.mark.parametrize("name", ["research"])
def test_the_notebooks_are_thin_and_well_formed(name):
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.source for cell in code if re.search(r"^\s*(def|for|while)\b", cell.source, re.MULTILINE)] == []
    assert all(len(cell.source.splitlines()) <= 10 for cell in code)
    tags = [tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])]
    assert tags.count("lang-zh") == tags.count("lang-en")
    assert tags.count("parameters") == 1


