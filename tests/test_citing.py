"""Each figure is cited with its own publisher and document, whatever plan it is shown for; and `add` records who that is."""

import io
import shutil
from pathlib import Path

import openpyxl
import pytest
import yaml
from notebook_exhibits import Page
from run_in_process import run as run_notebook
from sent_files import write_csv

import lcanalysis
from lcanalysis import cli
from lcanalysis.briefing.ledger import current_table, history_table, ledger_page, ledger_workbook
from lcanalysis.cleaning import clean
from lcanalysis.cleaning.additions.add_table import Sent, add, look_at
from lcanalysis.intake.citing import cite, sources

ROOT = Path(__file__).parent.parent
FOLDER = "development_plan/2019-11"
NBS = {
    "publisher_zh": "国家统计局",
    "publisher_en": "NBS",
    "document_zh": "2018年统计公报",
    "document_en": "Communiqué of 2018",
}
OWN = "City of Liaocheng, Development plan of the nonferrous-metals and metal-processing cluster of Liaocheng, 2019 to 2022"
FOREIGN = "NBS, Communiqué of 2018"


def publish(data, file, fields):
    """Let the record of a raw file say that somebody else published it."""
    path = data / "raw" / FOLDER / f"{file}.source.yml"
    record = yaml.safe_load(path.read_text(encoding="utf-8")) | fields
    path.write_text(yaml.safe_dump(record, allow_unicode=True), encoding="utf-8")


@pytest.fixture
def data(tmp_path):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    publish(tmp_path / "data", "production.csv", NBS)
    clean(tmp_path / "data")
    return tmp_path / "data"


def test_figures_are_cited_by_the_records_of_their_files_and_each_source_once(data):
    plan = lcanalysis.load(data)
    output = plan.observation("output", "alumina", "2018")
    revenue = plan.observation("revenue", "cluster", "2018")
    assert cite(plan, [output], "en") == FOREIGN
    assert cite(plan, [output], "zh") == "国家统计局《2018年统计公报》"
    assert cite(plan, [revenue, output, *output.addresses], "en") == f"{OWN}; {FOREIGN}"
    assert cite(plan, [output], "en", with_plan=True) == f"{OWN}; {FOREIGN}"
    assert cite(plan, ["goals.yml cluster_revenue"], "en") == OWN
    assert cite(plan, ["reference/national_revenue"], "en") == ""
    assert cite(plan, [output], "en", with_tables=True) == (
        f"{FOREIGN}: Output of nonferrous metals and metal products, 2018"
    )


def test_several_documents_of_one_publisher_stand_in_brackets(data):
    publish(data, "production.csv", {"document_zh": "年鉴2019；公报", "document_en": "yearbook 2019; bulletin"})
    plan = lcanalysis.load(data)
    assert cite(plan, [plan.observation("output", "alumina", "2018")], "zh") == "国家统计局（年鉴2019；公报）"


def test_the_sources_of_what_is_shown_are_found_in_tables_columns_and_lists_of_it(data):
    plan = lcanalysis.load(data)
    output = lcanalysis.series(plan, "output", "alumina")
    for shown in (output, output.to_frame("value"), list(output), list(output.iloc[-1].trace.machine)):
        assert sources(plan, shown).text("en") == FOREIGN
    assert sources(plan, [None]) is None


def test_pages_charts_and_tables_name_the_publishers_of_what_they_show(data):
    shown = [
        one
        for _, one in [
            *run_notebook("scorecard.ipynb", data=str(data)),
            *run_notebook("briefing.ipynb", data=str(data)),
        ]
    ]
    sources = {one.id: one.source.text("en") for one in reversed(shown) if one.kind == "table" and one.source}
    (foot,) = (one.shown("en")["markdown"] for one in shown if one.id == "foot")
    both = [*(sources[name] for name in ("scorecard", "stand_ins", "products")), foot.partition("**Method:**")[0]]
    assert [source for source in both if FOREIGN not in source or OWN not in source] == []
    made = {one.id: one for _, one in run_notebook("production.ipynb", lang="en", data=str(data))}
    assert made["outputs"].shown("en")["foot"][0].startswith(f"Source: {FOREIGN}: ")
    assert made["growth"].shown("en")["source"].startswith(f"{FOREIGN}: ")
    _, others = (one for one in shown if one.id == "scorecard")
    assert others.source.text("en") == OWN
    assert f"Source: {FOREIGN}: " in Page("audit.ipynb", data).text("rates/output_yoy", "en")
    (changes,) = (one for one in shown if one.id == "changes")
    assert FOREIGN in changes.in_language("en").source, "a section of the plan would claim them for it"
    (chart,) = (one for one in shown if one.id == "required")
    assert OWN in chart.in_language("en").source


def test_the_ledger_and_its_workbook_name_them(data):
    plan = lcanalysis.load(data)
    assert FOREIGN in current_table(plan).source.text("en")
    assert history_table(plan, ()).source.text("en") == OWN
    assert "NBS" in ledger_page(plan, (), "en")
    book = openpyxl.load_workbook(io.BytesIO(ledger_workbook(plan, ())))
    feet = [[row[0].value for row in sheet.iter_rows()] for sheet in book.worksheets]
    assert [any("NBS" in str(one) or "国家统计局" in str(one) for one in foot) for foot in feet] == [
        True, False, True, False,
    ]  # fmt: skip


def test_the_data_package_lists_the_sources(data):
    package = yaml.safe_load((data / "processed" / "datapackage.json").read_text(encoding="utf-8"))
    assert [one["title"].partition("：")[0] for one in package["sources"]] == ["聊城市", "国家统计局"]


# Who published a file that is taken in.

BODY = [["产品名称", "本期", "同期"], ["铜材", "22.62", "21.96"], ["铝材", "140.43", "136.34"]]
ABOVE = ["2019年主要产品产量", "单位：万吨"]


@pytest.fixture
def plain(tmp_path):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path / "data"


def recorded(data):
    (record,) = (data / "raw").rglob("2020-03/*.source.yml")
    held = yaml.safe_load(record.read_text(encoding="utf-8"))
    return held["publisher_zh"], held["publisher_en"], held["document_zh"]


@pytest.fixture
def run(plain, capsys, monkeypatch):
    monkeypatch.chdir(plain.parent)
    monkeypatch.setenv("LCANALYSIS_LANG", "en")

    def command(*arguments):
        with pytest.raises(SystemExit) as left:
            cli.main(["add", *map(str, arguments), "--published-on", "2020-03", "--yes"])
        said = capsys.readouterr()
        return left.value.code, said.out, said.err

    return command


CNIA = ("中国有色金属工业协会", "China Nonferrous Metals Industry Association")


@pytest.mark.parametrize(
    ("above", "below", "arguments", "publisher"),
    [
        (ABOVE, [], [], ("聊城市", "City of Liaocheng")),
        (ABOVE, [], ["--publisher", "国家统计局"], ("国家统计局", "National Bureau of Statistics")),
        (ABOVE, [], ["--publisher", "Some Association"], ("Some Association", "Some Association")),
        (ABOVE, [], ["--source", "cnia"], CNIA),
        (ABOVE, [], ["--source", "国家统计局年度数据"], ("国家统计局", "National Bureau of Statistics")),
        (ABOVE, ["资料来源：中国有色金属工业协会"], [], CNIA),
        (ABOVE, ["数据来源：某某市统计局"], [], ("某某市统计局", "某某市统计局")),
        (["国家统计局 2019年主要产品产量", "单位：万吨"], [], [], ("国家统计局", "National Bureau of Statistics")),
        (ABOVE, ["Source: NBS"], [], ("国家统计局", "National Bureau of Statistics")),
        ([*ABOVE, "填报单位（盖章）：聊城市工业和信息化局"], [], [], ("聊城市工业和信息化局",) * 2),
        (ABOVE, ["填报单位：市经信局（章） 填表人：张三"], [], ("市经信局",) * 2),
        (ABOVE, ["填报单位：市工信局", "数据来源：国家统计局"], [], ("国家统计局", "National Bureau of Statistics")),
        (ABOVE, ["填报单位：（盖章）"], [], ("聊城市", "City of Liaocheng")),
        (ABOVE, ["资料来源：中国有色金属工业协会"], ["--publisher", "海关总署"], ("海关总署", "General Administration of Customs")),
    ],
)  # fmt: skip
def test_the_publisher_is_whom_command_or_sheet_name_else_that_of_the_table_continued(
    run, plain, tmp_path, above, below, arguments, publisher
):
    file = write_csv(tmp_path / "a.csv", BODY, above=above, below=below)
    code, out, err = run(file, *arguments)
    assert (code, err) == (0, "")
    assert recorded(plain)[:2] == publisher
    assert publisher[1] in out


@pytest.mark.parametrize(
    ("below", "arguments"),
    [
        (["资料来源：《某某年鉴2020》"], []),
        (["数据来源：各县（市、区）"], []),
        ([], ["--source", "某某省有色金属协会年报"]),
        (["资料来源：国家统计局"], ["--source", "cnia"]),
    ],
)
def test_without_a_terminal_a_publisher_in_doubt_is_refused_and_not_taken_for_the_plans_own(
    run, plain, tmp_path, below, arguments
):
    file = write_csv(tmp_path / "a.csv", BODY, above=ABOVE, below=below)
    code, _, err = run(file, *arguments)
    assert code == 3
    assert "--publisher" in err
    assert not (plain / "raw" / "added").exists()


def test_the_table_of_another_publisher_is_continued_by_that_publisher(data, tmp_path):
    file = write_csv(tmp_path / "a.csv", BODY, above=ABOVE)
    add(data, Sent(file, "2020-03"))
    assert recorded(data)[:2] == ("国家统计局", "NBS")


def test_the_document_that_the_sheet_names_is_recorded(plain, tmp_path):
    file = write_csv(tmp_path / "a.csv", BODY, above=ABOVE, below=["资料来源：国家统计局《2019年统计公报》"])
    add(plain, Sent(file, "2020-03"))
    assert recorded(plain) == ("国家统计局", "National Bureau of Statistics", "2019年统计公报")


@pytest.mark.parametrize("rows", [BODY, [["指标", "单位", "2019年"], ["营业收入", "亿元", "842.1"]]])
def test_the_document_that_a_person_names_is_that_of_the_figures_whatever_form_the_sheet_has(plain, tmp_path, rows):
    title = "2019年主要产品产量（万吨）" if rows is BODY else "2019年产业集群主要指标"
    file = write_csv(tmp_path / "a.csv", rows, above=[title])
    add(plain, Sent(file, "2020-03", source="2019年度经济运行报告"))
    plan = lcanalysis.load(plain)
    (figure,) = [one for one in plan.records if one.vintage == "2020-03" and one.period == "2019"][:1]
    assert "《2019年度经济运行报告》" in cite(plan, [figure], "zh")


def test_the_date_of_publication_that_the_sheet_states_is_that_of_the_file(plain, tmp_path):
    file = write_csv(tmp_path / "a.csv", BODY, above=[*ABOVE, "发布时间：2020-03-15", "打印日期：2020-04-01"])
    assert look_at(plain, Sent(file, "")).published_on == "2020-03-15"
    assert look_at(plain, Sent(file, "2020-05")).published_on == "2020-05"
    assert add(plain, Sent(file, "")).files[0] == "added/2020-03-15/a.csv"
