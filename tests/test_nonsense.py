"""Declarations and figures of the right form that cannot be meant: each is told by `clean`, at its line or cell."""

import json
import re
import shutil
from dataclasses import dataclass

import pytest
from runner_project import ROOT

import lcanalysis
from lcanalysis import cli
from lcanalysis.cleaning import clean
from lcanalysis.errors import FaultsError, RunPlanError
from lcanalysis.files.regular_files import sha256_of
from lcanalysis.runner.run_plan import load_run_plan

PUBLISHED = "development_plan/2019-11"
PLAN, GOALS, OUTCOMES = "plan.yml", "goals.yml", "outcomes.yml"
PRODUCTION, HEADLINE, INTENSITY = (f"{PUBLISHED}/{name}.csv" for name in ("production", "headline", "rd_intensity"))
SOURCE = f"{PRODUCTION}.source.yml"
FAULT, NOTICE = "fault", "notice"


@dataclass(frozen=True)
class Piece:
    """One piece of nonsense: `old` of a file becomes `new`, and `clean` tells `key` at the line that holds `at`, or the cell."""

    file: str
    old: str
    new: str
    key: str
    at: str = ""
    how: str = FAULT

    @property
    def where(self):
        return self.at or self.new


YEAR_2018 = '本期（2018）: {indicator: output, period: "2018"}'
GROWTH = "output_yoy: {zh: 产量同比, en: 'output, year on year', dimension: ratio, growth_of: output}"
FIRM = "huitong: {kind: firm, zh: 汇通集团, en: Huitong Group}"
CUT = """
breaks:
  - {indicator: output, entity: alumina, period: "2018", reason: {zh: 甲, en: a}, source: {zh: 乙, en: b}}
  - {indicator: outputs, entity: alumina, period: "2018", reason: {zh: 甲, en: a}, source: {zh: 乙, en: b}}
caps:"""

OF_THE_PLAN = [
    Piece(PLAN, 'base_period: "2018"\n  due', 'base_period: "0000"\n  due', "faults.field_no_year", 'base_period: "0000"'),
    Piece(PLAN, 'due_period: "2022"', 'due_period: "0000"', "faults.field_no_year"),
    Piece(PLAN, 'due_period: "2022"', 'due_period: "9999"', "faults.field_no_year"),
    Piece(PLAN, 'due_period: "2022"', 'due_period: "2099"', "meaning.due_too_late"),
    Piece(PLAN, 'due_period: "2022"', 'due_period: "2018"', "meaning.due_before_base"),
    Piece(PLAN, 'base_period: "2018"\n  due', 'base_period: "2020"\n  due', "meaning.after_publication", 'base_period: "2020"'),
    Piece(PLAN, '  published_on: "2019-11"\n  area', '  published_on: "0019-11"\n  area', "faults.field_no_year", "0019-11"),
    Piece(PLAN, "id: liaocheng-nonferrous-2019-2022", "id: ../x", "faults.field_no_code"),
    Piece(PLAN, "id: liaocheng-nonferrous-2019-2022", "id: nul.txt", "faults.field_no_code"),
    Piece(PLAN, "title_zh: 聊城市有色金属及", 'title_zh: "\\u202e" #', "faults.field_unseen", "title_zh"),
    Piece(PLAN, "publisher_en: City of Liaocheng", 'publisher_en: " "', "faults.field_empty"),
    Piece(PLAN, "- name: production", "- name: =cmd|A0", "faults.field_no_code"),
    Piece(PLAN, "- name: rd_spending", "- name: production", "meaning.name_twice", "- name: production\n    title_zh: 部分"),
    Piece(PLAN, f"file: {PRODUCTION}", "file: ../../../etc/passwd", "faults.field_no_raw_file"),
    Piece(PLAN, f"file: {PRODUCTION}", "file: production.csv", "faults.field_no_raw_file"),
    Piece(PLAN, f"file: {PRODUCTION}", "file: development_plan/今年/production.csv", "faults.field_no_raw_file"),
    Piece(PLAN, YEAR_2018, YEAR_2018.replace('"2018"', '"2016"'), "meaning.heading_of_other_period"),
    Piece(PLAN, YEAR_2018, YEAR_2018.replace('"2018"', '"2017"'), "meaning.column_twice", "同期（2017）"),
    Piece(PLAN, YEAR_2018, YEAR_2018.replace("（2018）", ""), "intake.column_missing", f"{PRODUCTION} 1"),
    Piece(PLAN, '同比±%: {indicator: output_yoy, period: "2018"', '同比±%: {indicator: output_yoy, period: "2016"', "meaning.column_of_other_period"),
    Piece(PLAN, '2018年: {indicator: rd_spending, period: "2018"}', '2018年: {indicator: rd_spending, period: "2020"}', "meaning.after_publication"),
    Piece(PLAN, "rows: {column: 产品名称, kind: product}", "rows: {column: 产品名称, kind: prodcut}", "intake.unknown_reference"),
    Piece(PLAN, "output: {zh: 产量, en: output, dimension: mass}", "output: {zh: 产量, en: output, dimension: mass, growth_of: output}", "meaning.indicator_circle"),
    Piece(PLAN, GROWTH, GROWTH.replace("growth_of: output", "growth_of: output_yoy"), "meaning.indicator_circle"),
    Piece(PLAN, "output: {zh: 产量, en: output, dimension: mass}", "output: {zh: 产量, en: output, dimension: mass, growth_of: output_yoy}", "meaning.indicator_circle"),
    Piece(PLAN, "ratio_of: [rd_spending, revenue]", "ratio_of: [rd_intensity, revenue]", "meaning.indicator_circle"),
    Piece(PLAN, "ratio_of: [rd_spending, revenue]", "ratio_of: [revenue, revenue]", "meaning.ratio_of_same"),
    Piece(PLAN, "ratio_of: [rd_spending, revenue]", "ratio_of: [output, revenue]", "meaning.ratio_of_unlike"),
    Piece(PLAN, "dimension: ratio, ratio_of: [output, capacity]", "dimension: mass, ratio_of: [output, capacity]", "meaning.ratio_is_no_ratio"),
    Piece(PLAN, GROWTH, GROWTH.replace("ratio", "mass"), "meaning.growth_is_no_ratio"),
    Piece(PLAN, "dimension: items, unit: 件}\n  patent_grants", "dimension: items, unit: 吨}\n  patent_grants", "meaning.unfit_unit", "unit: 吨}"),
    Piece(PLAN, "proxy: [copper_products]", "proxy: [copper]", "meaning.proxy_circle"),
    Piece(PLAN, "copper_products: {kind: product, zh", "copper_products: {kind: product, proxy: [copper], zh", "meaning.proxy_circle"),
    Piece(PLAN, "leading firms, is_defined", "leading firms, members: [leading_firms], is_defined", "meaning.members_circle"),
    Piece(PLAN, "leading firms, is_defined", "leading firms, members: [xinfa, huitong, xinfa], is_defined", "meaning.part_twice"),
    Piece(PLAN, FIRM, FIRM.replace("kind: firm", "kind: fimr"), "meaning.kind_misspelt"),
    Piece(PLAN, "cluster: {kind: segment", "cluster: {kind: sgement", "meaning.kind_misspelt"),
    Piece(PLAN, FIRM, FIRM.replace("zh: 汇通集团", 'zh: "\\u200b"'), "faults.field_unseen"),
    Piece(PLAN, FIRM, FIRM.replace("zh: 汇通集团", 'zh: "汇通\\u200b集团"'), "faults.field_unseen"),
    Piece(PLAN, FIRM, FIRM.replace("zh: 汇通集团", 'zh: "汇通\\u202e集团"'), "faults.field_unseen"),
    Piece(PLAN, FIRM, FIRM.replace("zh: 汇通集团", 'zh: "汇通\\a集团"'), "faults.field_unseen"),
    Piece(PLAN, FIRM, FIRM.replace("zh: 汇通集团", 'zh: "\\u3000"'), "faults.field_empty"),
    Piece(PLAN, "  xinyuan: {", '  "=cmd|A0": {', "faults.field_no_code"),
    Piece(PLAN, "  xinyuan: {", "  a/b: {", "faults.field_no_code"),
    Piece(PLAN, "  office: {zh", "  CON: {zh", "faults.field_no_code"),
    Piece(PLAN, "kind: identity            # the parts", "kind: idenity            # the parts", "faults.field_not_one_of"),
    Piece(PLAN, "- {entity: refined_copper, area: liaocheng}", "- {entity: ten_nonferrous, area: liaocheng}", "meaning.whole_is_part"),
    Piece(PLAN, "- {entity: refined_copper, area: liaocheng}", "- {entity: primary_aluminium, area: liaocheng}", "meaning.part_twice", "- {entity: primary_aluminium, area: liaocheng}\n  - name: districts"),
    Piece(PLAN, "products: aluminium_products, smelted: primary_aluminium", "products: primary_aluminium, smelted: primary_aluminium", "meaning.ratio_of_same"),
    Piece(PLAN, 'level: "158"', 'level: "0"', "faults.field_not_above_zero"),
    Piece(PLAN, 'level: "158"', 'level: "-158"', "faults.field_not_above_zero"),
    Piece(PLAN, 'level: "158"\n    unit: 万吨', 'level: "158"\n    unit: 万顿', "intake.unknown_reference", "unit: 万顿"),
    Piece(PLAN, 'level: "158"\n    unit: 万吨', 'level: "158"\n    unit: 亿元', "meaning.unfit_unit", 'unit: 亿元\n    published_on: "2022-05"'),
    Piece(PLAN, "- entity: alumina\n", "- entity: alumnia\n", "intake.unknown_reference", "- entity: alumnia"),
    Piece(PLAN, 'level: "158"', 'level: "185"', "meaning.not_in_quotation", how=NOTICE),
    Piece(PLAN, "\ncaps:", CUT, "intake.unknown_reference", "indicator: outputs"),
    Piece(PLAN, "red_rises:", "red_rise:", "faults.field_misspelt"),
]  # fmt: skip

LEVEL = 'value: "1000", unit: 亿元'
DUE = f'{LEVEL}, base_period: "2018", due_period: "2022"'
OF_GOALS = [
    Piece(GOALS, LEVEL, 'value: "1200", unit: 亿元', "meaning.not_in_quotation", how=NOTICE),
    Piece(GOALS, LEVEL, 'value: "1000", unit: 万元', "meaning.not_in_quotation", how=NOTICE),
    Piece(GOALS, LEVEL, 'value: "-1000", unit: 亿元', "meaning.goal_negative"),
    Piece(GOALS, 'comparison: at_least, value: "10", unit: 家', 'comparison: at_least, value: "10.5", unit: 家', "intake.count_not_whole"),
    Piece(GOALS, 'value: "6", value_upper: "8"', 'value: "6", value_upper: "8.5"', "intake.count_not_whole"),
    Piece(GOALS, 'comparison: at_least, value: "10", unit: 家', 'comparison: at_least, value: "-4", unit: 家', "meaning.goal_negative"),
    Piece(GOALS, 'value: "85"', 'value: "250"', "meaning.goal_share"),
    Piece(GOALS, 'value: "90"', 'value: "-5"', "meaning.goal_share"),
    Piece(GOALS, "entity: cluster, kind: level", "entity: cluster, kind: share", "meaning.kind_of_other_unit"),
    Piece(GOALS, "entity: cluster, kind: level", "entity: cluster, kind: count", "meaning.kind_of_other_unit"),
    Piece(GOALS, "entity: cluster, kind: level", "entity: cluster, kind: levle", "faults.field_not_one_of"),
    Piece(GOALS, 'comparison: about, value: "5"', 'comparison: aboot, value: "5"', "faults.field_not_one_of"),
    Piece(GOALS, 'comparison: about, value: "5"', 'comparison: about, value: "-100"', "meaning.goal_growth"),
    Piece(GOALS, 'comparison: about, value: "5"', 'comparison: about, value: "-120"', "meaning.goal_growth"),
    Piece(GOALS, 'comparison: about, value: "5"', 'comparison: about, value: "100000"', "meaning.goal_growth"),
    Piece(GOALS, 'comparison: about, value: "5"', 'comparison: about, value: "7"', "meaning.not_in_quotation", how=NOTICE),
    Piece(GOALS, "indicator: revenue, entity: copper, kind: growth", "indicator: revenue_yoy, entity: copper, kind: growth", "meaning.growth_of_growth"),
    Piece(GOALS, DUE, DUE.replace("2022", "9999"), "faults.field_no_year"),
    Piece(GOALS, DUE, DUE.replace("2022", "2099"), "meaning.due_too_late"),
    Piece(GOALS, DUE, DUE.replace("2022", "0000"), "faults.field_no_year"),
    Piece(GOALS, 'base_period: "2018", due_period: "2022", binding: unstated, responsible: [guanxian]', 'base_period: "2018-01", due_period: "2018-12", binding: unstated, responsible: [guanxian]', "meaning.growth_within_a_year"),
    Piece(GOALS, "goal: cluster_revenue", "goal: ../x", "faults.field_no_code"),
    Piece(GOALS, "goal: cluster_revenue", 'goal: "=cmd|A0"', "faults.field_no_code"),
    Piece(GOALS, "goal: cluster_revenue", "goal: aux", "faults.field_no_code"),
    Piece(GOALS, "quotation: 主营业务收入过1000亿元", 'quotation: "\\u200b"', "faults.field_unseen"),
    Piece(GOALS, "responsible: [chiping], quotation: 电解铝", "responsible: [chipnig], quotation: 电解铝", "intake.goal_unknown_code"),
]  # fmt: skip

OF_OUTCOMES = [
    Piece(OUTCOMES, 'period: "2019", value: "29.6"', 'period: "0000", value: "29.6"', "faults.field_no_year"),
    Piece(OUTCOMES, 'period: "2019", value: "29.6"', 'period: "2021", value: "29.6"', "intake.outcome_too_early"),
    Piece(OUTCOMES, 'is: exact, unit: 万吨, published_on: "2026"', 'is: exatc, unit: 万吨, published_on: "2026"', "faults.field_not_one_of"),
    Piece(OUTCOMES, 'value: "1000", is: above, unit: 亿元', 'value: "1000", is: above, unit: 万吨', "meaning.unfit_outcome"),
    Piece(OUTCOMES, 'value: "1000", is: above, unit: 亿元', 'value: "-3", is: above, unit: 家', "meaning.count_negative"),
    Piece(OUTCOMES, 'value: "1000", is: above, unit: 亿元', 'value: "10.5", is: above, unit: 家', "intake.count_not_whole"),
    Piece(OUTCOMES, "entity: ten_nonferrous, year: 2025", "entity: ten_nonferrous, year: 9999", "meaning.forecast_too_late"),
    Piece(OUTCOMES, "entity: ten_nonferrous, year: 2025", "entity: ten_nonferous, year: 2025", "intake.outcome_unknown"),
    Piece(OUTCOMES, "outcome: gdp_2019", "outcome: ../gdp", "faults.field_no_code"),
]  # fmt: skip

OF_FIGURES = [
    Piece(PRODUCTION, "47.3,43.18", "-47.3,43.18", "meaning.negative", "B"),
    Piece(PRODUCTION, "43.18,9.54", "43.18,-109.54", "meaning.falls_below_zero", "D"),
    Piece(PRODUCTION, "43.18,9.54", "43.18,-100", "meaning.fell_by_all", "D", NOTICE),
    Piece(PRODUCTION, "43.18,9.54", "43.18,95400", "meaning.grew_hugely", "D", NOTICE),
    Piece(INTENSITY, "140000,0.73%", "140000,250%", "meaning.share_above_all", "E", NOTICE),
    Piece(INTENSITY, "140000,0.73%", "140000,-5%", "meaning.negative", "E"),
    Piece(HEADLINE, "131家,家,above_scale,规模以上企业131家", "10.5家,家,above_scale,规模以上企业10.5家", "intake.count_not_whole", "E"),
    Piece(HEADLINE, "131家,家,above_scale,规模以上企业131家", "-4家,家,above_scale,规模以上企业-4家", "meaning.negative", "E"),
    Piece(HEADLINE, "cluster,liaocheng,2018,131", "cluster,liaocheng,2020,131", "meaning.after_publication", "D"),
    Piece(HEADLINE, "cluster,liaocheng,2018,131", "cluster,liaocheng,0000,131", "meaning.no_such_year", "D"),
    Piece(HEADLINE, "revenue_yoy,cluster,liaocheng,2018,增长14.9%,%,above_scale,同比增长14.9%", "revenue_yoy,cluster,liaocheng,2018,下降114.9%,%,above_scale,同比下降114.9%", "meaning.falls_below_zero", "E"),
    Piece(SOURCE, "publisher_en: City of Liaocheng", 'publisher_en: "\\u200f"', "faults.field_unseen"),
    Piece(SOURCE, "publisher_en: City of Liaocheng", 'publisher_en: " "', "faults.field_empty"),
    Piece(SOURCE, 'published_on: "2019-11"', 'published_on: "9999-11"', "faults.field_no_year"),
]  # fmt: skip
PIECES = [*OF_THE_PLAN, *OF_GOALS, *OF_OUTCOMES, *OF_FIGURES]


def put(data, piece):
    """Put a piece of nonsense into a plan, and return the place at which it is to be told: file, row and column."""
    path = data / "raw" / piece.file
    text = path.read_text(encoding="utf-8")
    assert text.count(piece.old) == 1, (piece.old, text.count(piece.old))
    text = text.replace(piece.old, piece.new)
    path.write_text(text, encoding="utf-8")
    if piece.file.endswith(".csv"):
        record = path.with_name(f"{path.name}.source.yml")
        said = re.sub(r"sha256: \w+", f"sha256: {sha256_of(path)}", record.read_text(encoding="utf-8"))
        record.write_text(said, encoding="utf-8")
        return piece.file, row_of(text, piece.new), ord(piece.at) - ord("A") + 1
    if piece.at.startswith(PUBLISHED):
        file, _, row = piece.at.partition(" ")
        return file, int(row), 0
    return piece.file, row_of(text, piece.where), 0


def row_of(text, part):
    assert part in text, part
    return text[: text.index(part)].count("\n") + 1


def told(data, how=FAULT):
    """Clean; return what it refused, or what it took in and told."""
    if how == NOTICE:
        return clean(data).notices
    with pytest.raises(FaultsError) as refused:
        clean(data)
    assert refused.value.exit_code == 3
    return refused.value.faults


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: f"{piece.key}: {piece.new[:60]}")
def test_a_piece_of_nonsense_is_told_at_its_line_or_cell(data, piece):
    where = put(data, piece)
    found = told(data, piece.how)
    assert (piece.key, *where) in [(one.key, one.place.file, one.place.row, one.place.column) for one in found]
    for lang in ("zh", "en"):
        lines = [one.text(lang) for one in found]
        assert not [line for line in lines if not line.isprintable() or "meaning." in line or "faults." in line]


def test_there_are_more_pieces_than_anybody_has_thought_of_so_far():
    assert len(PIECES) > 100
    assert {piece.file.rpartition(".")[2] for piece in PIECES} == {"yml", "csv"}


TOGETHER = (
    'due_period: "2022"', "ratio_of: [rd_spending, revenue]", "proxy: [copper_products]", 'level: "158"', "47.3,43.18",
    FIRM, YEAR_2018, 'value: "85"', "goal: cluster_revenue", 'value: "90"', "outcome: gdp_2019", "cluster,liaocheng,2018,131",
    "  office: {zh", "kind: identity            # the parts", "red_rises:",
)  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nonsense_of_all_files_is_told_at_once_and_nothing_changes(data, lang, capsys):
    before = {path.name: path.read_bytes() for path in (data / "processed").iterdir()}
    pieces = [next(piece for piece in PIECES if piece.old == old and piece.how == FAULT) for old in TOGETHER]
    for piece in pieces:
        put(data, piece)
    with pytest.raises(SystemExit) as left:
        cli.main(["clean", "--data", str(data), "--lang", lang])
    assert left.value.code == 3
    assert {piece.key for piece in pieces} <= {one.key for one in told(data)}
    lines = capsys.readouterr().err.splitlines()
    for piece in pieces:
        assert any(line.startswith(piece.file) for line in lines), piece.file
    assert {path.name: path.read_bytes() for path in (data / "processed").iterdir()} == before


def test_a_misspelt_word_is_told_with_the_word_that_was_meant(data):
    for old, new, near in (
        ("cluster: {kind: segment", "cluster: {kind: sgement", "segment"),
        ("kind: bound               # some parts", "kind: buond               # some parts", "bound"),
        ("red_rises:", "red_rise:", "red_rises"),
    ):
        put(data, Piece(PLAN, old, new, ""))
        assert near in " ".join(one.text("en") for one in told(data))


def test_a_plan_may_have_kinds_of_its_own(data):
    put(data, Piece(PLAN, FIRM, FIRM.replace("kind: firm", "kind: port"), ""))
    assert clean(data).notices == ()


def test_profit_may_be_negative_where_the_plan_says_so_and_its_growth_is_free_then(data):
    loss = "-17.8亿元,亿元,above_scale,利润-17.8亿元"
    put(data, Piece(HEADLINE, "17.8亿元,亿元,above_scale,利润17.8亿元", loss, "", "E"))
    put(
        data, Piece(HEADLINE, "下降7.1%,%,above_scale,同比下降7.1%", "下降207.1%,%,above_scale,同比下降207.1%", "", "E")
    )
    assert clean(data).notices == ()
    put(data, Piece(PLAN, "dimension: money, may_be_negative: true", "dimension: money", ""))
    assert {one.key for one in told(data)} == {"meaning.negative", "meaning.falls_below_zero"}
    assert all("may_be_negative: true" in one.text("zh") for one in told(data))


def test_a_ratio_that_may_exceed_100_percent_is_not_told(data):
    put(data, Piece(INTENSITY, "140000,0.73%", "140000,250%", "", "E"))
    put(
        data,
        Piece(PLAN, "ratio_of: [rd_spending, revenue]}", "ratio_of: [rd_spending, revenue], may_exceed_100: true}", ""),
    )
    assert clean(data).notices == ()


@pytest.mark.parametrize("plan", [ROOT / "data", ROOT / "plans" / "tea-2025"], ids=["bundled", "tea"])
def test_of_a_sound_plan_nothing_is_told(tmp_path, plan):
    shutil.copytree(plan, tmp_path / "data")
    assert clean(tmp_path / "data").notices == ()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_to_be_looked_at_stands_below_the_counts_and_in_the_data(data, lang, capsys):
    file, row, _ = put(data, OF_GOALS[0])
    for options in ((), ("--json",)):
        with pytest.raises(SystemExit) as left:
            cli.main(["clean", "--data", str(data), "--lang", lang, *options])
        assert left.value.code == 0
        said = capsys.readouterr().out
        if options:
            [notice] = json.loads(said)["notices"]
            assert (notice["key"], set(notice)) == ("meaning.not_in_quotation", {"place", "key", "text"})
            assert notice["text"].startswith(notice["place"])
        else:
            assert said.splitlines()[-1].startswith(f"{file} {'第' if lang == 'zh' else 'row '}{row}")
            assert "1200亿元" in said


@pytest.mark.parametrize(
    ("old", "new", "key", "at"),
    [
        ("id: scorecard", "id: ../x", "runner.bad_name", "id: ../x"),
        ("id: scorecard", "id: nul", "runner.bad_name", "id: nul"),
        ("languages: [zh, en]", "languages: [zh, zh]", "runner.language_twice", "languages:"),
        ("languages: [zh, en]", "languages: [zh, ne]", "faults.field_not_one_of", "languages:"),
        ("formats: [html, docx, xlsx]", "formats: [html, dcox, xlsx]", "faults.field_not_one_of", "formats:"),
        ('edition: "{vintage}"', 'edition: "../{vintage}"', "runner.bad_edition", "edition:"),
        ("notebook: scorecard.ipynb", "notebok: scorecard.ipynb", "faults.field_misspelt", "notebok:"),
    ],
)
def test_nonsense_in_a_run_plan_is_refused_at_its_line_before_anything_runs(tmp_path, old, new, key, at):
    text = (ROOT / "notebooks" / "suite.yml").read_text(encoding="utf-8")
    path = tmp_path / "suite.yml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RunPlanError) as refused:
        load_run_plan(path, ROOT / "notebooks")
    assert (key, row_of(path.read_text(encoding="utf-8"), at)) in [
        (one.key, one.place.row) for one in refused.value.faults
    ]


AFTER = (["scorecard"], ["audit"], ["forecast", "revenue"], ["ledger"], ["requests"])


def ran(data, out):
    """Type every command after `clean`; return those that were refused, with what they said."""
    found = {}
    for command in AFTER:
        more = ["--out", str(out)] if command == ["ledger"] else []
        try:
            cli.main([*command, *more, "--data", str(data), "--lang", "en"])
        except SystemExit as left:
            if left.code:
                found[" ".join(command)] = left.code
    return found


@pytest.mark.parametrize("piece", [one for one in PIECES if one.how == NOTICE], ids=lambda piece: piece.new[:60])
def test_what_is_taken_in_with_a_notice_is_refused_by_no_later_command(data, piece, tmp_path):
    put(data, piece)
    clean(data)
    assert lcanalysis.load(data).records
    assert ran(data, tmp_path / "out") == {}
