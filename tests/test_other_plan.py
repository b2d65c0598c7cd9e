"""Another place, another industry, monthly figures: a folder of data and no code."""

import json
import re
import shutil

import pytest
from adding_cases import ROOT, write_2019
from run_in_process import run as run_notebook
from sent_files import write_xlsx

import lcanalysis
from lcanalysis import cli
from lcanalysis.cleaning import clean
from lcanalysis.cleaning.additions.add_table import Sent, add, look_at
from lcanalysis.errors import UsageError
from lcanalysis.forecasting.goal_odds import scorecard_with_odds
from lcanalysis.forecasting.plan_forecast import predict_indicator
from lcanalysis.goals.within_year import year_so_far
from lcanalysis.runner.request import Request
from lcanalysis.runner.suite import brief

TEA = ROOT / "plans" / "tea-2025"


@pytest.fixture
def tea(tmp_path):
    shutil.copytree(TEA, tmp_path / "tea")
    return tmp_path / "tea"


@pytest.fixture(scope="module")
def edition(tmp_path_factory, warm_place):
    """The edition of the other plan, forecast by the general classes of the package."""
    folder = tmp_path_factory.mktemp("other")
    shutil.copytree(TEA, folder / "tea")
    with pytest.MonkeyPatch.context() as here:
        here.setenv("XDG_RUNTIME_DIR", str(warm_place))
        made = brief(Request(folder / "tea", folder / "editions"))
    return made.folder


def test_it_is_cleaned_audited_and_judged_without_code(tea):
    cleaned = clean(tea)
    assert {finding.kind for finding in cleaned.findings} == {"agrees", "identity"}
    plan = lcanalysis.load(tea)
    assert plan.observation("output", "tea", "2020-01--06").value == 7610
    assert plan.observation("output", "green_tea", "2020-04").value == 2950
    assert plan.series("output", "tea").to_dict() == {2019: 11420.0, 2020: 11850.0}
    verdicts = scorecard_with_odds(plan).set_index("goal")["verdict"]
    assert verdicts.to_dict() == {
        "tea_growth": "base_year", "industry_growth": "base_year", "industry_revenue": "base_year", "brands": "no_data",
    }  # fmt: skip


def test_without_a_choice_general_classes_stand_in_and_a_forecast_says_so(tea, capsys):
    clean(tea)
    odds = scorecard_with_odds(lcanalysis.load(tea)).set_index("goal")["probability"].dropna()
    assert set(odds.index) == {"tea_growth", "industry_growth", "industry_revenue"}
    with pytest.raises(SystemExit) as left:
        cli.main(["forecast", "revenue", "--data", str(tea), "--lang", "en"])
    assert left.value.code == 0
    assert "general ones stand in" in capsys.readouterr().out


@pytest.mark.slow
def test_its_own_run_plan_makes_an_edition_in_which_no_run_failed_and_no_page_is_empty(edition):
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    assert {run["id"] for run in manifest["runs"]} == {
        "briefing",
        "scorecard",
        "revenue-tea_industry-8",
        "revenue-tea_industry",
        "output-tea",
        "production",
        "audit",
    }
    assert {run["status"] for run in manifest["runs"]} == {"done"}
    assert {run["language"] for run in manifest["runs"]} == {"zh", "en"}
    for run in manifest["runs"]:
        page = (edition / f"{run['id']}.{run['language']}.html").read_text(encoding="utf-8")
        assert "茶" in page or "tea" in page
        assert page.count("<table") + page.count("<figure") >= 1
        # A heading is followed by something to read before the next one.
        body = re.sub(r"<details[\s\S]*?</details>", "", page[page.index("<main") : page.index("</main>")])
        assert re.findall(r"</h2>\s*<h[12]", body) == []


@pytest.mark.slow
def test_its_pages_speak_of_nothing_that_is_the_bundled_plans(edition):
    of_the_other = re.compile("聊城|Liaocheng|电解|refined copper|alumina output|信发|Xinfa|深加工|processing ratio")
    for path in sorted(edition.glob("*.html")):
        page = re.sub(
            r"<(style|svg|script)[\s\S]*?</\1>|<details[\s\S]*?</details>", "", path.read_text(encoding="utf-8")
        )
        assert of_the_other.findall(re.sub(r"<[^>]+>", " ", page)) == [], path.name


@pytest.mark.slow
def test_with_a_third_year_every_page_that_tells_of_outputs_tells_the_newest(tmp_path, warm):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    add(tmp_path / "data", Sent(write_2019(tmp_path / "2019年产量.xlsx"), "2020-03"))
    made = brief(Request(tmp_path / "data", tmp_path / "editions", only=("[aps]*",)))
    assert made.folder.name == "2020-03"
    pages = {path.name: path.read_text(encoding="utf-8") for path in made.folder.glob("*.html")}
    assert "<span>2017年</span></th>" in pages["production.zh.html"]
    assert re.search("2019年，15种产品的产量全部增长", pages["production.zh.html"])
    assert "0.849 in 2019" in pages["scorecard.en.html"]
    results = json.loads((made.folder / "results.json").read_text(encoding="utf-8"))
    revised = results["audit"]["findings/open/revision/output/aluminium_alloy/liaocheng/2018/2020-03/after"]
    assert (revised["value"], revised["trace"]) == ("1220.00", ["added/2020-03/2019年产量.xlsx [Sheet1] C10"])
    assert "to 1,220.00 tonnes, published March 2020" in re.sub("<[^>]+>", "", pages["audit.en.html"])
    text = json.dumps(results, ensure_ascii=False)
    assert "development_plan/2019-11/production.csv" in text  # what the later table is held against


@pytest.fixture
def before_the_year(tea):
    """The plan as it was when it was published: no figure of the year under way."""
    text = (tea / "raw" / "plan.yml").read_text(encoding="utf-8")
    added = re.compile(r'  - name: "[^"]*2021-[^"]*"\n(?:    .*\n)+')
    assert len(added.findall(text)) == 2
    (tea / "raw" / "plan.yml").write_text(added.sub("", text), encoding="utf-8")
    shutil.rmtree(tea / "raw" / "示例市茶产业运行情况")
    clean(tea)
    return tea


def told(folder, indicator="output", entity="tea"):
    given = {"data": str(folder), "indicator": indicator, "entity": entity, "target_year": 2025}
    made = [exhibit.to_json() for _, exhibit in run_notebook("indicator.ipynb", **given)]
    return {(one["id"], lang): one.get(lang, {}).get("markdown", "") for one in made for lang in ("zh", "en")}


def test_its_quarters_alone_add_up_to_the_year_so_far_and_say_what_the_rest_must_bring(tea):
    found = year_so_far(lcanalysis.load(tea), "output", "tea")
    assert found.months.index.tolist() == ["2021-01--03", "2021-01--06", "2021-01--09"]
    assert found.months["this"].map(lambda one: one.value).tolist() == [1450, 8010, 10960]
    shown = told(tea)
    zh, en = (shown["so_far", lang] for lang in ("zh", "en"))
    assert "2021年1—9月茶叶产量为10960吨，同比增长5.2%" in zh
    assert "其余月份须为1364吨。上年其余月份为1430吨，下降不超过4.6%即可" in zh
    assert (
        "a fall of no more than 4.6% suffices. Given these months, the probability that the year reaches it is about"
        in en
    )
    assert "和2021年1—9月的数据" in shown["answer", "zh"]


def test_what_the_months_brought_narrows_the_year_and_is_never_taken_back(before_the_year):
    running = predict_indicator(lcanalysis.load(TEA), "output", "tea", 2025)
    alone = predict_indicator(lcanalysis.load(before_the_year), "output", "tea", 2025)
    assert (running.running.so_far, alone.running) == (10960, None)
    low, high = running.interval(80, 2021)
    assert alone.interval(80, 2021)[0] < low < 10960 / 0.879 < high < alone.interval(80, 2021)[1]
    assert running.quantile(0.001, 2021) > 10960


@pytest.mark.parametrize(
    ("notebook", "given", "zh", "en"),
    [
        ("production.ipynb", {}, "2021年1—9月，4种产品的产量全部增长，增速最高的是红茶（增长7.2%），最低的是白茶（增长4.2%）。",
         "In January to September 2021, output rose for all 4 products, from black tea (up 7.2%) to white tea (up 4.2%)."),
        ("briefing.ipynb", {"segment": "tea_industry"}, "2021年1—9月茶产业营业收入为34.9亿元，同比增长8.7%。",
         "In January to September 2021 revenue of the tea industry was 3.49 billion yuan, up 8.7% on the year."),
    ],
)  # fmt: skip
def test_production_and_briefing_have_one_sentence_of_the_year_under_way_and_none_before_it(
    before_the_year, notebook, given, zh, en
):
    def answer(folder):
        made = run_notebook(notebook, data=str(folder), **given)
        return next(one.to_json() for _, one in made if one.id == "answer")

    said = answer(TEA)
    assert (said["zh"]["markdown"].count("2021年1—9月"), said["en"]["markdown"].count("January to September 2021")) == (
        1,
        1,
    )
    assert zh in said["zh"]["markdown"]
    assert en in said["en"]["markdown"]
    assert "2021年" not in answer(before_the_year)["zh"]["markdown"]


def test_of_one_product_whose_months_alone_are_known_the_sentence_is_its_level(before_the_year, tmp_path):
    rows = [["茶类", "1—9月"], ["绿茶", "7100"]]
    add(
        before_the_year,
        Sent(write_xlsx(tmp_path / "2021年.xlsx", rows, above=["2021年1—9月茶叶产量", "单位：吨"]), "2021-10"),
    )
    answer = next(one for _, one in run_notebook("production.ipynb", data=str(before_the_year)) if one.id == "answer")
    assert "2021年1—9月绿茶产量为7100吨。" in answer.plain("zh")
    assert "In January to September 2021 output of green tea was 7,100 tonnes." in answer.plain("en")


def test_months_of_a_year_after_one_that_is_not_known_say_nothing_of_its_level(tea, tmp_path):
    rows = [["茶类", "1—9月", "上年同期"], ["茶叶", "11250", "10960"]]
    path = write_xlsx(tmp_path / "2022年.xlsx", rows, above=["2022年1—9月茶叶产量", "单位：吨"])
    add(tea, Sent(path, "2022-10"))
    shown = told(tea)
    assert "2022年1—9月茶叶产量为11250吨" in shown["so_far", "zh"]
    assert "由此看来" not in shown["so_far", "zh"]
    assert "2021年1—9月的数据" in shown["answer", "zh"]


def test_before_its_year_was_under_way_the_page_tells_of_no_months_of_it(before_the_year):
    shown = told(before_the_year)
    assert "2021年1—" not in shown["answer", "zh"]
    assert "可能性" not in shown["so_far", "zh"]
    assert "2020年1—6月茶叶产量为7610吨" in shown["so_far", "zh"]


def test_a_wrong_name_of_a_run_is_met_with_those_that_there_are_and_nothing_is_written(tea, tmp_path):
    for is_cleaned, of_a_goal in ((True, "output-tea, "), (False, "")):
        with pytest.raises(UsageError) as refused:
            brief(Request(tea, tmp_path / "editions", only=("outputt",)))
        said = refused.value.text("en")
        assert f"revenue-tea_industry, {of_a_goal}production, audit" in said
        if is_cleaned:
            shutil.rmtree(tea / "processed")
    assert not (tea / "processed").exists()
    assert not list((tmp_path / "editions").glob("2*"))


def test_a_table_by_months_goes_in_with_each_month_and_the_months_up_to_june(tea, tmp_path):
    rows = [["茶类", "3月", "4月", "5月", "6月", "1—6月"], ["茶叶", "1400", "4000", "1800", "650", "7900"]]
    path = write_xlsx(tmp_path / "2021年各月.xlsx", rows, above=["2021年各月茶叶产量", "单位：吨"])
    found = look_at(tea, Sent(path, "2021-07"))
    assert ([one.text("en") for one in found.faults], found.questions) == ([], ())
    assert [one.figure.period for one in found.changes] == ["2021-03", "2021-04", "2021-05", "2021-06", "2021-01--06"]
    add(tea, Sent(path, "2021-07"))
    assert lcanalysis.load(tea).observation("output", "tea", "2021-01--06").value == 7900


def test_a_quarter_alone_goes_in_as_that_quarter_and_its_table_is_titled_by_it(tea, tmp_path):
    rows = [["茶类", "本期", "同期", "同比±%"], ["茶叶", "6400", "6250", "2.4"]]
    path = write_xlsx(tmp_path / "二季度.xlsx", rows, above=["2021年二季度茶叶产量", "单位：吨"])
    found = look_at(tea, Sent(path, "2021-07"))
    assert ([one.text("en") for one in found.faults], found.questions) == ([], ())
    add(tea, Sent(path, "2021-07"))
    plan = lcanalysis.load(tea)
    assert plan.observation("output", "tea", "2020-04--06").value == 6250
    added = next(table for table in plan.definition.tables if table.name == "production_2021-04--06")
    assert (added.title_zh, added.title_en) == (
        "2021年二季度茶叶产量",
        "Output of tea, the second quarter of 2021 (an invented example)",
    )
    assert look_at(tea, Sent(path, "2021-07")).taken_in


def test_a_table_that_two_of_the_plans_tables_could_be_is_taken_where_both_read_it_alike(tea, tmp_path):
    rows = [["茶类", "四季度"], ["茶叶", "1500"]]
    path = write_xlsx(tmp_path / "四季度.xlsx", rows, above=["2021年茶叶产量情况", "单位：吨"])
    found = look_at(tea, Sent(path, "2022-01"))
    assert ([one.text("en") for one in found.faults], found.questions) == ([], ())
    assert [one.figure.period for one in found.changes] == ["2021-10--12"]


def test_the_command_writes_the_form_of_a_table(tea, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    clean(tea)
    with pytest.raises(SystemExit) as left:
        cli.main(["template", "monthly_output", "--year", "2021", "--data", "tea", "--lang", "en"])
    assert left.value.code == 0
    assert "monthly_output-2021.xlsx" in capsys.readouterr().out
    assert (tmp_path / "monthly_output-2021.xlsx").is_file()
