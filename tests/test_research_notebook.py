"""The R&D notebook: the plan's arithmetic, and sentences that are true of plans of other shapes."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from made_plans import HARD, Figure, Made, write
from page_numbers import in_singles, singles_of
from run_in_process import run

from lcanalysis.charts import BilingualChart
from lcanalysis.cleaning import clean
from lcanalysis.exhibits import BilingualExhibit

ROOT = Path(__file__).parent.parent
GROUPS = {"backbone_firms": ("mill", "forge", "foundry")}


def exhibits(data, **parameters):
    return {one.id: one for _, one in run("research.ipynb", lang="zh", data=str(data), **parameters)}


@pytest.fixture(scope="module")
def page():
    return exhibits(ROOT / "data")


@pytest.fixture
def texts(tmp_path):
    def made(plan, **parameters):
        clean(write(plan, tmp_path / "plan"))
        shown = exhibits(tmp_path / "plan", **parameters)
        return {lang: {name: one.plain(lang) for name, one in shown.items()} for lang in ("zh", "en")}

    return made


def firms(*vintages, due=2025):
    """Return a plan of three firms: in each vintage entries such as ``mill spending 2020 50``, in 万元 unless said."""

    def figure(entry):
        entity, what, year, printed, *unit = entry.split()
        indicator = {"spending": "rd_spending", "intensity": "rd_intensity"}.get(what, what)
        return Figure(indicator, entity, year, printed, unit[0] if unit else "%" if what == "intensity" else "万元")

    return Made(
        2020, due, tuple((f"{2021 + at}-03", tuple(map(figure, entries))) for at, entries in enumerate(vintages)),
        segments={"cluster": ()}, groups=GROUPS,
    )  # fmt: skip


BOTH = ["mill spending 2019 60", "mill spending 2020 50", "mill revenue 2020 2000"]


def test_everything_shown_carries_both_languages_and_each_number_its_sources(page):
    assert all(isinstance(one, BilingualExhibit) for one in page.values())
    assert sum(isinstance(one, BilingualChart) for one in page.values()) == 2
    assert [key for one in page.values() for key, number in one.results().items() if not number["trace"]] == []


def test_the_answer_gives_the_plans_arithmetic(page):
    text = page["answer"].markdown("zh")
    # 278329 over 24179510 万元; 3% of 2417.95 亿元; 386689 to 276732 万元 at the four firms with both years.
    for number in ("1.15%", "1.85个百分点", "72.54亿元", "44.71亿元", "38.67亿元", "27.67亿元", "63.3%", "1.16%"):
        assert number in text
    assert "下降28.4%；其中信发集团有限公司减少6.96亿元" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["answer", "averages", "city"])
def test_every_number_of_a_sentence_is_a_quantity(page, name, lang):
    numbers = page[name].results().values()
    known = {size for one in numbers for size in singles_of(one["value"], one["unit"] if lang == "en" else "")}
    text = re.sub(r"(?<![\d.])20\d\d(?!\d|\.\d)", " ", in_singles(page[name].markdown(lang)).replace(",", ""))
    assert set(map(Decimal, re.findall(r"\d+(?:\.\d+)?", text))) - known == set()


def test_the_parameter_moves_gap_need_and_the_firms_that_reach_it():
    found = exhibits(ROOT / "data", goal_pct=1.0)
    assert "比1%的目标高0.15个百分点" in found["answer"].markdown("zh")
    assert "已多出3.65亿元" in found["answer"].markdown("zh")
    assert "3家已达到1%" in found["averages"].markdown("zh")
    assert "达到1%所需投入" in found["intensity"].plain("zh")
    assert "年均提高" not in found["answer"].markdown("zh")


def test_the_province_follows_from_the_citys_figures_with_rounding(page):
    assert "1.11%（计入修约为1.10%～1.12%）" in page["city"].markdown("zh")
    assert page["city"].results()["city/apart"]["unit"] == "个百分点"


def test_contributions_in_the_table_add_up_to_the_growth_of_the_total(page):
    numbers = page["spending"].results()
    for column, step in (("change", 1), ("contribution", Decimal("0.3"))):
        values = {key.split("/")[1]: Decimal(one["value"]) for key, one in numbers.items() if key.endswith(column)}
        assert abs(sum(values.values()) - 2 * values["backbone_firms"]) < step
    assert (
        numbers["spending/backbone_firms/contribution"]["value"] == numbers["spending/backbone_firms/growth"]["value"]
    )


def test_a_plan_without_figures_says_so(texts):
    found = texts(HARD["nothing published"])
    assert "没有公布骨干企业的研发投入和营业收入" in found["zh"]["answer"]
    assert found["zh"].keys() == {"answer", "spending", "city"}


def test_one_firm_of_one_year_has_no_change_and_no_averages(texts):
    found = texts(HARD["firms with one year of research"])
    assert "the backbone firms (1 firm) spent 2.50%" in found["en"]["answer"]
    assert "没有企业公布了相邻两年的研发投入" in found["zh"]["spending"]
    assert "averages" not in found["zh"]


def test_spending_that_did_not_change_has_no_share(texts):
    found = texts(HARD["firms with two years of research, all alike"])
    assert "没有变化。" in found["zh"]["answer"]
    assert "合计\t70\t70\t0\t0.0\t0.0" in found["zh"]["spending"]


def test_a_firm_that_is_new_in_the_table_is_no_growth_and_the_firms_with_both_years_are_told_alone(texts):
    found = texts(firms([*BOTH, "forge spending 2020 40", "forge revenue 2020 500"]))
    assert "有两年数据的1家企业研发投入由2019年的60.00万元变为2020年的50.00万元，下降16.7%。" in found["zh"]["answer"]
    assert "只计这1家，2020年研发强度为2.50%。" in found["zh"]["answer"]
    assert "2020年2家" in found["zh"]["answer"]


def test_a_gap_of_a_year_leaves_no_change(texts):
    found = texts(firms(["mill spending 2018 60", "mill spending 2020 50", "mill revenue 2020 2000"]))
    assert "没有企业公布了相邻两年的研发投入" in found["zh"]["spending"]
    assert "变为" not in found["zh"]["answer"]


def test_a_revised_year_takes_the_place_of_the_earlier_one(texts):
    later = ["mill spending 2020 48", "mill spending 2021 72", "mill revenue 2021 2400"]
    found = texts(firms(BOTH, later))
    assert "由2020年的48.00万元变为2021年的72.00万元，增长50.0%。" in found["zh"]["answer"]
    assert "2021年1家backbone firms的研发强度为3.00%，恰为目标3%。" in found["zh"]["answer"]
    assert "达到3%需投入72.00万元。" in found["zh"]["answer"]


def test_other_units_are_told_in_hundred_millions_where_they_are_large(texts):
    found = texts(firms(["mill spending 2020 2.5 亿元", "mill revenue 2020 100 亿元", "forge spending 2020 40",
                         "forge revenue 2020 500"]))  # fmt: skip
    assert "研发投入合计2.50亿元，营业收入100.05亿元" in found["zh"]["answer"]
    assert "单位" not in found["zh"]["intensity"]
    assert "2020年骨干企业研发强度与达标所需投入 (万元)" in found["zh"]["intensity"]


def test_a_first_year_without_spending_has_no_growth(texts):
    found = texts(firms(["mill spending 2019 0", "mill spending 2020 50", "mill revenue 2020 2000"]))
    assert "由2019年的0.00万元变为2020年的50.00万元；" not in found["zh"]["answer"]
    assert "变为2020年的50.00万元。" in found["zh"]["answer"]
    assert "Mill\t0\t50\t50\t100.0" in found["zh"]["spending"]


def test_a_firm_with_nothing_but_its_intensity_stands_in_the_table_but_not_in_the_total(texts):
    found = texts(firms([*BOTH, "forge intensity 2020 4.1"]))
    assert "Forge\t—\t—\t4.1\t—\t—" in found["zh"]["intensity"]
    assert "2020年1家" in found["zh"]["answer"]


def test_firms_that_move_either_way_name_the_one_in_the_direction_of_the_total(texts):
    found = texts(firms([*BOTH, "forge spending 2019 20", "forge spending 2020 26", "forge revenue 2020 500"]))
    assert "下降5.0%；其中mill减少10万元。" in found["zh"]["answer"]


def test_in_the_due_year_no_yearly_step_is_told(texts):
    entries = ["mill spending 2020 50", "mill spending 2021 60", "mill revenue 2021 2400"]
    found = texts(firms(entries, due=2021))
    assert "还差12.00万元" in found["zh"]["answer"]
    assert "年均提高" not in found["zh"]["answer"]
