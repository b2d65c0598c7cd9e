import csv
import gettext
import json
import os
import re
import shutil
import subprocess
import sys
from decimal import Decimal

import pytest
from babel.messages.pofile import read_po
from runner_project import ROOT, make_project, write_notebook

from lcanalysis import cli
from lcanalysis.auditing.certainty import CERTAINTIES
from lcanalysis.cli.click_words import CATALOGUES
from lcanalysis.safe_text import display_width

GOAL = (
    'lang: str = "zh"  # language {zh, en}\ndata: str = "data"  # plan folder\n'
    "goal_growth_pct: float = 5.0  # [%] goal for annual growth {0..30}\n"
)


@pytest.fixture
def project(tmp_path, monkeypatch):
    make_project(tmp_path, "languages: [zh, en]\nruns:\n  - {id: a, notebook: a.ipynb}\n", a="1")
    write_notebook(tmp_path / "notebooks" / "goal.ipynb", parameters=GOAL)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LCANALYSIS_LANG", "en")
    return tmp_path


@pytest.fixture
def run(project, capsys):
    """Run a command line and return its exit code, output and messages."""

    def command(*arguments):
        with pytest.raises(SystemExit) as left:
            cli.main(list(arguments))
        said = capsys.readouterr()
        return left.value.code, said.out, said.err

    return command


def findings(project):
    with (project / "data" / "processed" / "findings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_audit_json_is_findings_csv_with_numbers_as_numbers(run, project):
    code, out, _ = run("audit", "--json")
    printed, rows = json.loads(out), findings(project)
    assert code == 0
    assert [list(row) for row in printed] == [list(row) for row in rows]
    numbers = ("published", "recomputed", "lower", "upper", "discrepancy")
    for row, exact in zip(printed, rows, strict=True):
        assert {name: row[name] for name in row if name not in numbers} == {
            name: exact[name] for name in exact if name not in numbers
        }
        for name in numbers:
            assert (row[name] is None) == (exact[name] == "")
            if row[name] is not None:
                assert Decimal(str(row[name])) == Decimal(exact[name])


def test_audit_prints_what_does_not_agree_and_counts_all(run, project):
    rows = sorted(findings(project), key=lambda row: CERTAINTIES.index(row["certainty"]))
    unlike = [row for row in rows if row["severity"] != "info"]
    code, out, _ = run("audit", "--lang", "zh")
    assert code == 0
    assert [line.strip() for line in out.splitlines() if line.startswith("    ")] == [row["text_zh"] for row in unlike]
    total = re.fullmatch(r"核查结果共(\d+)项：(\d+)项相符，(\d+)项需注意（(.*)）。", out.splitlines()[0])
    assert [int(count) for count in total.groups()[:3]] == [len(rows), len(rows) - len(unlike), len(unlike)]
    assert sum(int(count) for count in re.findall(r"\d+", total[4])) == len(unlike)
    assert any(
        line.endswith("← development_plan/2019-11/production.csv D9（第9行，同比±%）") for line in out.splitlines()
    )
    assert "(row" not in out
    everything = run("audit", "--all", "--lang", "en")[1]
    assert [line.strip() for line in everything.splitlines() if line.startswith("    ")] == [
        row["text_en"] for row in rows
    ]


def test_the_scorecard_of_a_plan_without_goals_says_where_they_belong(tmp_path, run):
    folder = shutil.copytree(ROOT / "data", tmp_path / "no_goals")
    (folder / "raw" / "goals.yml").write_text("goals: []\n", encoding="utf-8")
    code, out, _ = run("scorecard", "--data", str(folder), "--lang", "en")
    assert (code, "raw/goals.yml" in out) == (0, True)


def test_scorecard_prints_each_goal_with_its_verdict(run):
    code, out, _ = run("scorecard", "--json")
    goals = json.loads(out)
    assert code == 0
    assert len(goals) == 34
    first = goals[0]
    assert (first["goal"], first["value"], first["value_upper"], first["verdict"]) == (
        "cluster_growth",
        5.0,
        None,
        "base_year",
    )
    text = run("scorecard", "--lang", "zh")[1].splitlines()
    assert text[0] == "共34项目标：基期，尚不评价5项；未设数值，不评价2项；尚无数据27项。"
    assert text[2].split() == ["目标", "最新公布", "今后所需", "实现可能性"]
    assert text[4] == "基期，尚不评价"
    # As published: neither 1.2% nor 813.90.
    assert text[6].split()[:3] == ["产业集群营业收入：超过1000亿元（2022年）", "813.9亿元（2018）", "年均5.3%"]
    assert [line.split()[1:3] for line in text if "研发强度" in line] == [["1.15%（2018）", "年均0.46个百分点"]]
    assert text[-1] == "另有29项目标没有数据或未设数值，加--all列出。"
    everything = run("scorecard", "--all", "--lang", "zh")[1].splitlines()
    assert sum("（2022年）" in line for line in everything) == len(goals)


def test_forecast_answers_with_intervals_probabilities_and_required_growth(run):
    code, out, _ = run("forecast", "revenue", "--goal", "0.05", "--goal", "8%", "--to", "2022", "--json")
    answer = json.loads(out)
    assert code == 0
    assert (answer["indicator"], answer["entity"], answer["unit"]) == ("revenue", "cluster", "亿元")
    assert (answer["kind"], answer["origin"], answer["year"], answer["last_value"]) == ("scenario", 2018, 2022, 813.9)
    assert [goal["growth"] for goal in answer["goals"]] == [0.05, 0.08]
    five, eight = (goal["probability"] for goal in answer["goals"])
    assert 0 < eight < five < 1
    (required,) = answer["required_growth"]
    assert required["level"] == 1000.0
    assert required["growth"] == pytest.approx((1000 / 813.9) ** 0.25 - 1)
    widths = [interval["upper"] - interval["lower"] for interval in answer["intervals"]]
    assert widths == sorted(widths)
    assert {level["year"] for level in answer["quantiles"]} == {2019, 2020, 2021, 2022}
    text = run("forecast", "revenue", "--goal", "0.05", "--lang", "zh")[1]
    assert text.startswith("情景：产业集群营业收入")
    assert [part in text for part in ("50% 预测区间", "80% 预测区间", "90% 预测区间")] == [True, True, False]
    assert "置信" not in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("forecast", "revenues"), "no figures of revenues were published; there are "),
        (("forecast", "revenue", "--entity", "copper"), "no revenue of copper was published; there are "),
        (("forecast", "revenue", "--goal", "5"), "write a rate with its unit, --goal 5%"),
        (("forecast", "revenue", "--goal", "fast"), "--goal 5%"),
        (("forecast", "revenue", "--goal", "-100%"), "--goal -100%"),
        (("forecast", "revenue", "--to", "2010"), "2010"),
        (("forecast", "revenue", "--reference", "none"), "none"),
        (("forecast", "revenue", "--as-of", "soon"), "soon"),
        (("forecast", "revenue", "--shrinkage", "3"), "between 0 and 2"),
        (("forecast", "revenue", "--tail", "0"), "at least 1"),
        (("forecast", "revenue", "--break", "2018"), "break in 2018"),
        (("forecast", "revenue", "--scale", "odd"), "odd"),
        (("audit", "--data", "nowhere"), "nowhere"),
        (("audit", "--lang", "de"), "de"),
        (("brief", "--edition", "a/b"), "cannot name a folder"),
        (("brief", "--only", "x*"), "no run matches x*; there are a"),
        (("params", "notebooks/none.ipynb"), "no such notebook"),
        (("nonsense",), "nonsense"),
    ],
)
def test_bad_arguments_exit_2_and_say_what_to_do(run, arguments, words):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_the_assumptions_of_a_forecast_are_told_and_change_its_answer(run):
    plain, capped = (
        json.loads(run("forecast", "revenue", *more, "--to", "2022", "--json")[1]) for more in ((), ("--cap", "900"))
    )
    assert (plain["assumptions"]["cap"], capped["assumptions"]["cap"]) == (None, 900.0)
    assert plain["intervals"][-1]["upper"] > 900 >= capped["intervals"][-1]["upper"]


def test_params_lists_what_a_notebook_takes(run):
    code, out, _ = run("params", "notebooks/goal.ipynb", "--json")
    assert code == 0
    assert [list(entry) for entry in json.loads(out)] == [["name", "type", "unit", "range", "default", "help"]] * 3
    assert json.loads(out)[2] == {
        "name": "goal_growth_pct",
        "type": "float",
        "unit": "%",
        "range": "0..30",
        "default": 5.0,
        "help": "goal for annual growth",
    }
    lines = run("params", "notebooks/goal.ipynb", "--lang", "zh")[1].splitlines()
    assert lines[0].split() == ["名称", "类型", "单位", "取值", "默认值", "说明"]
    assert display_width(lines[0][: lines[0].index("类型")]) == lines[3].index("float")


def test_clean_says_what_it_wrote_and_lists_every_fault_in_the_language_asked_for(run, project):
    assert run("clean", "--lang", "en")[:2] == (
        0,
        "processed/ is unchanged: 131 observations, 34 goals and 51 without a number, 63 findings\n",
    )
    (project / "data" / "processed" / "goals.csv").write_text("", encoding="utf-8")
    assert json.loads(run("clean", "--json")[1])["is_changed"] is True
    table = project / "data" / "raw" / "development_plan" / "2019-11" / "production.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("207.81", "about 208").replace("47.3", "over 47"), encoding="utf-8")
    code, _, err = run("clean", "--lang", "zh")
    assert code == 3
    assert "production.csv 第2行 第2列" in err
    assert "production.csv 第3行 第2列" in err


def test_an_unexpected_fault_is_one_line_and_a_way_to_see_more(run, monkeypatch):
    def fail(_data):
        raise RuntimeError("broken\ninside")

    monkeypatch.setattr("lcanalysis.plan.load", fail)
    code, _, err = run("audit")
    assert code == 1
    hint = "(run again with the environment variable LCANALYSIS_TRACEBACK=1 for details)"
    assert err == f"something went wrong: RuntimeError: broken {hint}\n"
    monkeypatch.setenv("LCANALYSIS_TRACEBACK", "1")
    assert "Traceback (most recent call last)" in run("audit")[2]


def test_a_console_that_lacks_chinese_gets_marks_and_json_is_always_utf8(project):
    environment = os.environ | {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    line = [sys.executable, "-m", "lcanalysis", "scorecard", "--lang", "zh"]
    text = subprocess.run(line, env=environment, capture_output=True, check=True)
    assert b"?" in text.stdout
    answer = subprocess.run([*line, "--json"], env=environment, capture_output=True, check=True)
    assert "亿元" in answer.stdout.decode("utf-8")


def test_help_and_usage_errors_do_not_wait_for_the_scientific_libraries():
    code = (
        "import sys\nfrom lcanalysis import cli\n"
        "try:\n    cli.main(['brief', '--help'])\nexcept SystemExit as left:\n    assert left.code == 0\n"
        "heavy = {'pandas', 'numpy', 'matplotlib', 'papermill', 'nbformat', 'statsmodels', 'tqdm'}\n"
        "assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=ROOT)


def test_a_command_reads_no_markdown_and_looks_for_unreachable_objects_seldom_and_not_as_it_ends(project):
    code = (
        "import atexit, gc, sys\nfrom lcanalysis import cli\n"
        "atexit.register(lambda: print(gc.get_freeze_count() > 50_000, gc.get_threshold()[0] > 10_000, 'markdown_it' in sys.modules))\n"
        "cli.main(['ledger', '--json'])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "True True False"


def test_a_reader_that_stops_early_is_no_fault(project):
    line = f"{sys.executable} -m lcanalysis scorecard --json | head -c 10"
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=True)  # noqa: S602
    assert (len(done.stdout), done.stderr) == (10, "")


def test_help_stands_in_the_readers_language(project):
    environment = os.environ | {"LCANALYSIS_LANG": "zh"}
    line = [sys.executable, "-m", "lcanalysis", "--help"]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, encoding="utf-8", check=True)
    assert "生成一期简报" in done.stdout


ENGLISH = re.compile(
    r"\b(usage|options?|commands?|try|error|no|such|invalid|missing|got|requires?|default|show)\b", re.IGNORECASE
)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("clean", "--jsno"), "错误：没有'--jsno'这个选项。 是否指'--json'？"),
        (("breif",), "错误：没有'breif'这个命令。 是否指'brief'？"),
        (("brief", "--jobs", "many"), "错误：'--jobs'的值有误：'many'不是有效的数（integer）。"),
        (("diff",), "错误：缺少参数 'OLD'."),
        (("brief", "more"), "错误：多出参数：more"),
        (("forecast", "revenue", "--scale", "x"), "'x'不在可选值之中："),
    ],
)
def test_what_click_says_of_bad_arguments_is_said_in_chinese_to_who_asks_for_it(run, arguments, words):
    code, _, err = run(*arguments, "--lang=zh")
    assert code == 2
    assert words in err
    usage, *rest = err.splitlines()
    assert usage.startswith("用法: lcanalysis ")
    assert ENGLISH.findall("".join(rest)) == []
    code, _, err = run(*arguments, "--lang=en")
    assert code == 2
    assert err.startswith("Usage: lcanalysis ")
    assert not re.search("[\u4e00-\u9fff]", err)


def test_clicks_own_words_are_compiled_from_the_text_beside_them():
    paths = sorted(CATALOGUES.rglob("*.po"))
    assert paths
    for path in paths:
        with path.open("rb") as text, path.with_suffix(".mo").open("rb") as compiled:
            said, spoken = read_po(text), gettext.GNUTranslations(compiled)
        for message in said:
            if isinstance(message.id, tuple):
                assert tuple(spoken.ngettext(*message.id, number) for number in (1, 2)) == tuple(message.string)
            elif message.id:
                assert spoken.gettext(message.id) == message.string


def test_clicks_modules_and_the_environment_are_left_as_they_were(run, monkeypatch):
    monkeypatch.setenv("LANGUAGE", "fr")
    before = {name: dict(vars(module)) for name, module in sys.modules.items() if name.startswith("click.")}
    folder = gettext.bindtextdomain("messages")
    assert "缺少参数" in run("diff", "--lang=zh")[2]
    assert os.environ["LANGUAGE"] == "fr"
    assert gettext.bindtextdomain("messages") == folder
    for name, held in before.items():
        assert all(held[one] is thing for one, thing in vars(sys.modules[name]).items() if one in {"_", "ngettext"})


def test_help_in_chinese_holds_no_english_of_clicks(project):
    for command, preferred in (((), "zh"), (("brief",), "zh"), (("forecast", "--lang", "zh"), "en")):
        done = subprocess.run(
            [sys.executable, "-m", "lcanalysis", *command, "--help"],
            env={**os.environ, "LCANALYSIS_LANG": preferred}, capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        assert "用法: lcanalysis" in done.stdout
        assert ENGLISH.findall(re.sub(r"--[a-z-]+|\[[A-Z]+\]|lcanalysis.*|COMMAND", "", done.stdout)) == []


def test_every_command_of_the_contract_answers_in_json_where_it_prints_results():
    assert set(cli.program.commands) == {
        "add", "audit", "brief", "clean", "collect", "diff", "doctor", "forecast", "ledger", "new", "params",
        "requests", "scorecard", "template",
    }  # fmt: skip
    for name, command in cli.program.commands.items():
        options = {option for parameter in command.params for option in parameter.opts}
        assert "--lang" in options
        assert ("--json" in options) == (name not in {"new", "template"})
