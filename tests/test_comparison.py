"""What changed between two editions, and nothing else."""

import csv
import json
import re
import subprocess
import sys
from decimal import Decimal

import pytest
from comparison_cases import HEADLINE, samples, write_kept
from hypothesis import given
from hypothesis import strategies as st

from lcanalysis.briefing.comparison.changes import compare
from lcanalysis.briefing.comparison.kept_edition import DamagedEditionError, read_edition
from lcanalysis.briefing.comparison.naming import NumberNames
from lcanalysis.briefing.comparison.report import (
    apart_text,
    comparison_json,
    comparison_page,
    comparison_text,
    value_text,
)
from lcanalysis.briefing.number_comparison import is_same
from lcanalysis.errors import UsageError


@pytest.fixture
def compared(tmp_path):
    """Return a function that compares the sample with itself after a change."""

    def after(change=lambda results, basis: None, *, keeps_basis=True, **manifest):
        old, new = samples(), samples()
        change(*new)
        bases = (old[1], new[1]) if keeps_basis else (None, None)
        one = write_kept(tmp_path / "2019-11", old[0], bases[0])
        other = write_kept(tmp_path / "2020-11", new[0], bases[1], **manifest)
        return compare(read_edition(one), read_edition(other))

    return after


def by_key(found):
    return {change.key: change for change in found.changes}


def test_an_edition_has_not_changed_from_itself(compared):
    found = compared()
    assert found.changes == found.runs == ()
    assert "Nothing changed" in comparison_text(found, "en")
    assert "没有任何变化" in comparison_page(found, "zh")


def test_a_changed_verdict_is_told_in_words_with_its_mark(compared):
    def change(results, _):
        results["scorecard"]["verdict/cluster_revenue"]["value"] = "behind"

    (found,) = compared(change).changes
    assert (found.group, found.kind, found.name["en"]) == ("verdict", "changed", "Revenue of the cluster")
    assert [value_text(shown, "zh") for shown in (found.old, found.new)] == ["▲快于预期", "▼滞后"]
    assert found.apart is None


def test_probabilities_and_rates_differ_by_percentage_points(compared):
    def change(results, _):
        results["scorecard"]["scorecard/cluster_revenue/probability"]["value"] = "61"
        results["scorecard"]["scorecard/cluster_revenue/required"]["value"] = "5.41"
        results["revenue"]["revenue/cluster/2018/margin_change"]["value"] = "0.6"

    found = by_key(compared(change))
    odds, rate, points = (
        found[key]
        for key in (
            "scorecard/cluster_revenue/probability",
            "scorecard/cluster_revenue/required",
            "revenue/cluster/2018/margin_change",
        )
    )
    assert [(one.group, one.apart, one.apart_unit) for one in (odds, rate, points)] == [
        ("probability", Decimal(-4), "个百分点"),
        ("growth", Decimal("0.13"), "个百分点"),
        ("other", Decimal("1.0"), "个百分点"),
    ]
    assert [apart_text(one, "zh") for one in (odds, rate)] == ["-4个百分点", "+0.13个百分点"]
    assert apart_text(points, "en") == "+1.0 percentage points"


@pytest.mark.parametrize(
    ("old", "new", "told", "apart"),
    [
        ("65", "64.81", None, ""),
        ("64.81", "66.10", None, ""),
        ("64.81", "68.20", ("65%", "70%"), "+5 percentage points"),
        ("97.30", "81.00", ("above 95%", "80%"), ""),
        ("3.10", "1.20", None, ""),
    ],
)
def test_editions_are_compared_by_what_readers_are_told_of_a_probability(tmp_path, old, new, told, apart):
    key, folders = "scorecard/cluster_revenue/probability", []
    for name, value, form in (("old", old, {}), ("new", new, {"form": "probability"})):
        results, basis = samples()
        results["scorecard"][key] |= {"value": value, **form}
        folders.append(write_kept(tmp_path / name, results, basis))
    changes = compare(*map(read_edition, folders)).changes
    assert len(changes) == (told is not None)
    for change in changes:
        assert (value_text(change.old, "en"), value_text(change.new, "en")) == told
        assert (apart_text(change, "en"), change.new.value) == (apart, new)


def test_a_changed_figure_is_told_once_with_its_cell_and_the_pages_that_show_it(compared):
    def change(results, basis):
        results["revenue"]["revenue/cluster/liaocheng/2018"]["value"] = "823.9"
        basis["figures"]["revenue/cluster/liaocheng/2018"]["value"] = "823.9"
        results["revenue"]["revenue/cluster/2022/low_90"]["value"] = "630.28"

    figure, forecast = compared(change).changes
    assert (figure.group, figure.name["zh"], figure.apart, figure.apart_unit) == (
        "figure", "产业集群营业收入（2018年）", Decimal("10.0"), "亿元",
    )  # fmt: skip
    assert (figure.because, figure.runs) == ((f"{HEADLINE} E3",), ("revenue",))
    # What is forecast names only reference classes in its trace; the figure that it is of has changed.
    assert (forecast.name["zh"], forecast.because) == (
        "营业收入，产业集群，2022年，90%预测区间下端",
        (f"{HEADLINE} E3",),
    )


def test_a_figure_that_stayed_is_not_why_although_its_file_changed(compared):
    def change(results, _):
        number = results["scorecard"]["scorecard/cluster_revenue/probability"]
        number |= {"value": "61", "trace": [f"{HEADLINE} E3", "reference/city_secondary"]}

    data = {f"data/raw/{name}": "1" for name in (HEADLINE, "reference/city_secondary.csv")}
    (odds,) = compared(change, data=data).changes
    assert odds.because == ("reference/city_secondary",)


def test_a_changed_goal_is_told_as_it_is_worded_and_is_why_its_probability_changed(compared):
    def change(results, basis):
        goal = basis["goals"]["cluster_revenue"]
        goal |= {"wanted": {"zh": "超过1100亿元", "en": "above 1,100"}, "values": ["1100"]}
        goal["asks"][2] = "1100"
        results["scorecard"]["goal/cluster_revenue/value"]["value"] = "1100"
        results["scorecard"]["scorecard/cluster_revenue/probability"]["value"] = "44"

    goal, odds = compared(change).changes
    assert (goal.key, goal.apart, goal.runs) == ("cluster_revenue", Decimal(100), ("scorecard",))
    assert [value_text(shown, "zh") for shown in (goal.old, goal.new)] == ["超过1000亿元", "超过1100亿元"]
    assert odds.because == ("goals.yml cluster_revenue",)


def test_a_goal_without_a_number_and_what_the_office_writes_are_told_when_their_words_change(compared):
    def change(_, basis):
        basis["qualitative"]["alliance"]["text"] = dict.fromkeys(("zh", "en"), "建立铝加工和板材产业联盟")
        basis["written"]["cluster_revenue/reasons"]["text"]["zh"] = "铜铝价格下跌"
        basis["written"]["alliance/measures"] = basis["written"]["cluster_revenue/reasons"] | {
            "name": {"zh": "建立产业联盟：措施", "en": "An industry alliance: measures"}
        }

    found = compared(change)
    told = {key: (one.group, one.kind, value_text(one.new, "zh")) for key, one in by_key(found).items()}
    assert told == {
        "alliance": ("goal", "changed", "建立铝加工和板材产业联盟"),
        "cluster_revenue/reasons": ("written", "changed", "铜铝价格下跌"),
        "alliance/measures": ("written", "added", "铜铝价格下跌"),
    }
    assert "单位填写的内容2项" in comparison_text(found, "zh")
    assert "What the office writes" in comparison_page(found, "en")


def test_texts_are_no_news_where_an_edition_of_an_earlier_version_does_not_keep_them(compared):
    def change(_, basis):
        del basis["qualitative"], basis["written"]

    assert compared(change).changes == ()


def test_a_finding_that_came_changed_or_went_is_told_and_one_that_agrees_is_not(compared):
    key = "growth/revenue/cluster/2018"

    def settle(_, basis):
        basis["findings"][key] |= {"severity": "info", "kind": "agrees", "text": {"zh": "一致。", "en": "It agrees."}}

    (gone,) = compared(settle).changes
    assert (gone.group, gone.kind, gone.note["en"]) == ("finding", "removed", "It agrees.")

    (vanished,) = compared(lambda _, basis: basis["findings"].pop(key)).changes
    assert vanished.note["zh"] == "此前：公布14.9%，复算14.8%。"

    def come(_, basis):
        basis["findings"]["other"] = basis["findings"][key] | {"kind": "conflict"}
        basis["findings"]["fine"] = basis["findings"][key] | {"kind": "agrees", "severity": "info"}

    (new,) = compared(come).changes
    assert (new.key, new.kind, new.because) == ("other", "added", ())

    def move(_, basis):
        basis["findings"][key]["recomputed"] = "14.7"

    (moved,) = compared(move).changes
    assert "rounding; its numbers changed" in comparison_text(compared(move), "en")
    assert moved.kind == "changed"


def test_numbers_that_came_or_went_are_told_apart_from_changes(compared):
    def change(results, _):
        results["revenue"]["revenue/cluster/2023/low_90"] = results["revenue"].pop("revenue/cluster/2022/low_90")

    found = compared(change)
    assert {change.key: change.kind for change in found.changes} == {
        "revenue/cluster/2022/low_90": "removed",
        "revenue/cluster/2023/low_90": "added",
    }
    assert "622.63亿元 → —  (不再有)" in comparison_text(found, "zh")


def test_of_a_run_that_came_went_or_failed_only_its_name_is_told(compared):
    def change(results, _):
        results["audit"] = {"audit/count": {"value": "3", "unit": "项", "trace": []}}
        del results["revenue"]

    found = compared(change)
    assert found.changes == ()
    assert [(run.run, run.kind) for run in found.runs] == [("audit", "added"), ("revenue", "removed")]
    failed = compared(lambda results, _: results.pop("revenue"), failed=("revenue",))
    assert [(run.run, run.kind) for run in failed.runs] == [("revenue", "failed")]
    assert "现在没有完成，数字无从比较：revenue页" in comparison_text(failed, "zh")


def test_a_number_moved_to_another_page_neither_came_nor_went(compared):
    def change(results, _):
        results["scorecard"]["revenue/cluster/2022/low_90"] = results["revenue"].pop("revenue/cluster/2022/low_90")

    assert compared(change).changes == ()


@pytest.mark.parametrize(
    ("value", "unit"), [("813.90", "亿元"), ("814", "亿元"), ("8139000", "万元"), ("813.9", "亿元")]
)
def test_other_digits_or_another_unit_are_no_change(compared, value, unit):
    def change(results, basis):
        for number in (results["revenue"], basis["figures"]):
            number["revenue/cluster/liaocheng/2018"] |= {"value": value, "unit": unit}

    assert compared(change).changes == ()


def test_without_a_basis_the_numbers_are_compared_and_called_by_their_keys(compared):
    def change(results, _):
        results["revenue"]["revenue/cluster/liaocheng/2018"]["value"] = "823.9"

    (found,) = compared(change, keeps_basis=False).changes
    assert (found.group, found.name["en"]) == ("other", "Revenue, cluster, liaocheng, 2018")


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [
        ("revenue/cluster/2022/odds/cities", "营业收入，产业集群，2022年，实现的可能性，城市", "cities"),
        ("revenue/cluster/2022/odds/cities_all_years", "营业收入，产业集群，2022年，实现的可能性，城市（全部年份）", "cities (all years)"),
        ("revenue/cluster/liaocheng/2018@plan/2019-11/headline.csv", "营业收入，产业集群，2018年（见主要指标）", "(as printed in: Headline figures)"),
        ("revenue/cluster/liaocheng/2018/2019-11", "营业收入，产业集群，2018年，2019年11月", "2018, November 2019"),
        ("audit/totals/parts/2018/upper", "合计，各部分之和，2018年，上限", "upper end"),
        ("backtest/naive/2/covers_80", "回测，不变（随机游走），2，80%区间的覆盖率", "coverage of the 80% interval"),
        ("sensitivity/cluster/2022/range/least", "敏感性，产业集群，2022年，可能性范围，最低", "range of the probability, lowest"),
    ],
)  # fmt: skip
def test_a_number_is_called_by_the_words_that_plan_pages_and_catalogues_have_for_its_key(key, zh, en):
    named = {
        "cities": ("城市", "cities"),
        "table/headline": ("主要指标", "Headline figures"),
        "parts": ("各部分之和", "the sum"),
    }
    codes = {code: dict(zip(("zh", "en"), words, strict=True)) for code, words in named.items()}
    cluster = {"cluster": {"zh": "产业集群", "en": "the cluster"}, "revenue": {"zh": "营业收入", "en": "revenue"}}
    name = NumberNames.of({}, {"names": codes | cluster, "plan": {"area": "liaocheng"}}).name(key)
    assert name["zh"] == zh
    assert name["en"].endswith(en)


def test_names_of_another_plan_are_shown_as_text(compared):
    hostile = "<script>alert(1)</script>&\u202e"

    def change(results, basis):
        basis["goals"]["cluster_revenue"]["name"] = {"zh": hostile, "en": hostile}
        results["scorecard"]["verdict/cluster_revenue"]["value"] = hostile

    page = comparison_page(compared(change), "zh")
    assert "<script>" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;&amp;") == 2


def test_json_tells_every_change_with_words_of_both_languages(compared):
    def change(results, _):
        results["scorecard"]["scorecard/cluster_revenue/probability"]["value"] = "61"

    document = comparison_json(compared(change))
    assert document["counts"]["probability"] == sum(document["counts"].values()) == 1
    (one,) = document["changes"]
    assert one == {
        "group": "probability",
        "kind": "changed",
        "key": "scorecard/cluster_revenue/probability",
        "name": {"zh": "产业集群营业收入，实现的可能性", "en": "Revenue of the cluster, probability"},
        "old": {"value": 65.0, "unit": "%", "text": {"zh": "65%", "en": "65%"}},
        "new": {"value": 61.0, "unit": "%", "text": {"zh": "61%", "en": "61%"}},
        "change": -4.0,
        "change_unit": "个百分点",
        "trace": [f"{HEADLINE} E3"],
        "because": [],
        "runs": ["scorecard"],
        "also": [],
        "note": {},
    }


def test_editions_of_unlike_plans_are_not_compared(tmp_path):
    one, other = write_kept(tmp_path / "a"), write_kept(tmp_path / "b", plan="heze")
    with pytest.raises(UsageError, match="heze"):
        compare(read_edition(one), read_edition(other))


def alter(folder, name, content):
    (folder / name).write_bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("manifest.json", b"{", "not the manifest"),
        ("manifest.json", b'{"edition": "a"}', "not the manifest"),
        ("results.json", b"{}", "altered afterwards"),
        ("basis.json", b"\xff", "altered afterwards"),
    ],
)
def test_a_damaged_edition_is_a_fault_of_the_data_that_names_its_file(tmp_path, name, content, said):
    folder = write_kept(tmp_path / "a")
    alter(folder, name, content)
    with pytest.raises(DamagedEditionError) as caught:
        compare(read_edition(folder), read_edition(folder))
    assert caught.value.exit_code == 3
    assert name in caught.value.text("en")
    assert said in caught.value.text("en")


@pytest.mark.parametrize("name", ["../index.html", "/etc/passwd", "a/../../b", "..", "", "a\\..\\b", "c:b", "a\0b"])
@pytest.mark.parametrize("where", ["edition", "output", "run"])
def test_an_edition_whose_manifest_leads_out_of_its_folder_is_refused(tmp_path, name, where):
    run = {"id": name, "notebook": "n.ipynb", "language": "zh", "status": "done"}
    spoilt = {"edition": {"edition": name}, "output": {"outputs": {name: "0"}}, "run": {"runs": [run]}}
    with pytest.raises(DamagedEditionError, match="manifest"):
        read_edition(write_kept(tmp_path / "a", **spoilt[where]))


def test_numbers_without_their_fields_are_a_fault_of_the_data(tmp_path):
    folder = write_kept(tmp_path / "a", {"scorecard": {"key": {"value": "1"}}})
    with pytest.raises(DamagedEditionError, match="results"):
        compare(read_edition(folder), read_edition(folder))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda results, _: results["revenue"]["revenue/cluster/2022/low_90"].update(value=622.63),
        lambda results, _: results.update(revenue=[]),
        lambda _, basis: basis.pop("goals"),
        lambda _, basis: basis["figures"].update(x={"value": "1"}),
        lambda _, basis: basis["names"].update(x="y"),
    ],
)
def test_contents_of_another_kind_are_a_fault_of_the_data(tmp_path, spoil):
    spoilt = samples()
    spoil(*spoilt)
    one, other = write_kept(tmp_path / "a"), write_kept(tmp_path / "b", *spoilt)
    with pytest.raises(DamagedEditionError):
        compare(read_edition(one), read_edition(other))


DIGITS = st.decimals(-1000, 1000, places=2).map(str)


@given(DIGITS, DIGITS, st.integers(0, 3))
def test_two_values_are_one_number_if_and_only_if_their_rounding_intervals_meet(one, other, places):
    coarse = f"{Decimal(other):.{places}f}"
    half = [Decimal(1).scaleb(-digits) / 2 for digits in (2, places)]
    ends = [(Decimal(value) - reach, Decimal(value) + reach) for value, reach in zip((one, coarse), half, strict=True)]
    meet = ends[0][0] <= ends[1][1] and ends[1][0] <= ends[0][1]
    assert is_same(one, coarse, "亿元", "亿元") == (Decimal(one) == Decimal(coarse) if places == 2 else meet)


@given(
    st.dictionaries(st.sampled_from(["a", "b", "c"]), DIGITS), st.dictionaries(st.sampled_from(["a", "b", "c"]), DIGITS)
)
def test_what_is_told_is_exactly_what_differs(tmp_path_factory, before, after):
    folder = tmp_path_factory.mktemp("editions")

    def edition(name, numbers):
        results = {"run": {key: {"value": value, "unit": "亿元", "trace": []} for key, value in numbers.items()}}
        return read_edition(write_kept(folder / name, results, None))

    found = compare(edition("one", before), edition("two", after))
    told = {change.key: (change.kind, change.apart) for change in found.changes}
    # The slow way round: every key by itself.
    wanted = {}
    for key in before.keys() | after.keys():
        if key not in before or key not in after:
            wanted[key] = ("added" if key in after else "removed", None)
        elif Decimal(before[key]) != Decimal(after[key]):
            wanted[key] = ("changed", Decimal(after[key]) - Decimal(before[key]))
    assert told == wanted


def run(*arguments):
    command = [sys.executable, "-m", "lcanalysis", "diff", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, encoding="utf-8")


def test_the_command_prints_text_or_json_and_writes_a_page(tmp_path):
    results, basis = samples()
    results["scorecard"]["verdict/cluster_revenue"]["value"] = "behind"
    one, other = write_kept(tmp_path / "a"), write_kept(tmp_path / "b", results, basis)
    page = tmp_path / "pages" / "changes.html"
    text = run(one, other, "--lang", "zh", "--page", page)
    assert (text.returncode, page.read_text(encoding="utf-8").count("▼滞后")) == (0, 1)
    assert "▲快于预期 → ▼滞后" in text.stdout
    answer = run(one, other, "--json")
    assert json.loads(answer.stdout)["counts"]["verdict"] == 1
    assert run(one, tmp_path, "--lang", "en").returncode == 2
    alter(other, "results.json", b"")
    damaged = run(one, other, "--lang", "en")
    assert (damaged.returncode, damaged.stdout) == (3, "")
    assert "results.json is not what manifest.json says" in damaged.stderr


def test_the_answer_needs_no_scientific_library():
    code = (
        "import sys\n"
        "from lcanalysis.briefing.archive import write_archive\n"
        "from lcanalysis.briefing.comparison.report import comparison_page\n"
        "print({'numpy', 'pandas', 'matplotlib', 'nbformat', 'pydantic'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def named(value, unit="%", trace=()):
    return {
        "value": value,
        "unit": unit,
        "trace": list(trace),
        "name": {"zh": "可能性为…", "en": "The probability is …"},
    }


def test_a_number_with_a_name_is_told_by_it_and_only_compared_with_that_of_its_own_page(tmp_path):
    of_class = ["reference/mix"]
    one = {"a": {"answer/chance": named("65", trace=of_class)}, "b": {"answer/chance": named("40", trace=of_class)}}
    two = {"a": {"answer/chance": named("66", trace=of_class)}, "b": {}}
    before, after = (
        read_edition(write_kept(tmp_path / name, results, None)) for name, results in (("1", one), ("2", two))
    )
    changes = {change.runs: change for change in compare(before, after).changes}
    assert {runs: (one.kind, one.group, one.name["en"]) for runs, one in changes.items()} == {
        ("a",): ("changed", "probability", "The probability is …"),
        ("b",): ("removed", "probability", "The probability is …"),
    }


def test_numbers_of_version_0_1_are_compared_under_their_present_keys_and_others_not_at_all(tmp_path):
    former = {
        "revenue/cluster/2022/odds": {"value": "65", "unit": "%", "trace": []},
        "revenue/cluster/2022/unheard_of": {"value": "1", "unit": "%", "trace": []},
    }
    now = {"answer/of_goal": named("66"), "paths/2019/5": named("854.60", "亿元")}
    folders = [write_kept(tmp_path / "1", {"run": former}, None), write_kept(tmp_path / "2", {"run": now}, None)]
    before, after = map(read_edition, folders)
    after.manifest["runs"] = [{**run, "notebook": "notebooks/revenue.ipynb"} for run in after.manifest["runs"]]
    (change,) = compare(before, after).changes
    assert (change.key, change.old.value, change.new.value) == ("answer/of_goal", "65", "66")


def test_every_line_of_the_former_keys_is_a_regular_expression_with_a_key_that_takes_its_groups():
    from lcanalysis.briefing.comparison.former_keys import FOLDER

    for path in FOLDER.glob("*.csv"):
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        assert head == "former,key"
        for line in lines:
            former, key = next(csv.reader([line]))
            assert max(map(int, re.findall(r"\\(\d)", key)), default=0) <= re.compile(former).groups, line
