"""The next year's table goes in whole, or nothing changes: shown, asked about, kept as a vintage, refused with addresses."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from decimal import Decimal

import openpyxl
import pexpect
import pytest
import yaml
from adding_cases import ALLOY, ROOT, contents, rows_of_2019, write_2019
from sent_files import write_csv, write_docx, write_xlsx

import lcanalysis
from lcanalysis import cli
from lcanalysis.cleaning import clean
from lcanalysis.cleaning.additions import transaction
from lcanalysis.cleaning.additions.add_table import Sent, add, look_at
from lcanalysis.cleaning.additions.marked_copy import marked_bytes
from lcanalysis.errors import FaultsError, UsageError
from lcanalysis.files.regular_files import sha256_of
from lcanalysis.intake.citing import cite

MARCH = "2020-03"
KEPT = "raw/added/2020-03/2019年产量.xlsx"


@pytest.fixture
def data(tmp_path):
    (tmp_path / "work").mkdir()
    shutil.copytree(ROOT / "data", tmp_path / "work" / "data")
    return tmp_path / "work" / "data"


@pytest.fixture
def table(tmp_path):
    return write_2019(tmp_path / "2019年产量.xlsx")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every file name is text")
def test_a_file_whose_name_is_no_text_is_taken_in(run, data, table):
    named = table.rename(table.parent / os.fsdecode(b"\xb2\xfa\xc1\xbf.xlsx"))
    code, out, _ = run("add", "--yes", "--json", "--published-on", MARCH, named)
    assert (code, json.loads(out)["files"] != []) == (0, True)
    (record,) = (data / "raw" / "added").rglob("*.source.yml")
    held = yaml.safe_load(record.read_text(encoding="utf-8"))
    assert held["document_zh"] == "2019年有色金属及金属深加工产业产品产量"


def test_a_document_that_nobody_names_is_cited_by_the_title_of_its_table_and_not_by_its_file(run, data, table):
    assert run("add", table, "--published-on", MARCH, "--yes")[0] == 0
    plan = lcanalysis.load(data)
    cited = {
        lang: cite(plan, [f"{KEPT.removeprefix('raw/')} [Sheet1] B4"], lang, with_tables=True) for lang in ("zh", "en")
    }
    assert cited == {
        "zh": "聊城市《2019年有色金属及金属深加工产业产品产量》",
        "en": "City of Liaocheng, Output of nonferrous metals and metal products, 2019",
    }


@pytest.fixture
def run(data, capsys, monkeypatch):
    """Run a command line beside the plan folder and return its exit code, output and messages."""
    monkeypatch.chdir(data.parent)
    monkeypatch.setenv("LCANALYSIS_LANG", "en")

    def command(*arguments):
        with pytest.raises(SystemExit) as left:
            cli.main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return left.value.code, said.out, said.err

    return command


def test_what_was_understood_is_shown_with_old_and_new_and_address_before_anything_is_written(run, data, table):
    before = contents(data)
    code, out, err = run("add", table, "--published-on", MARCH)
    assert code == 2
    assert "--yes" in err
    assert contents(data) == before
    alloy = next(line for line in out.splitlines() if line.startswith("Aluminium alloy") and "2018" in line)
    assert alloy.split() == [
        "Aluminium", "alloy", "2018", "122.00", "tonnes", "1,220.00", "tonnes", "revised", "+1,098.00",
        "tonnes", "[Sheet1]", "C10",
    ]  # fmt: skip
    assert "45 figures: 30 new, 14 the same, 1 revised" in out
    assert "注：2018年数据为核实数。" in out


def test_a_table_read_exactly_goes_in_unchanged_with_its_hash_and_entry_and_is_cleaned(run, data, table):
    before = contents(data)
    code, out, _ = run("add", table, "--published-on", MARCH, "--source", "2019年统计年报", "--yes")
    assert code == 0
    kept = data / "raw" / "2019年统计年报" / "2020-03" / "2019年产量.xlsx"
    assert kept.read_bytes() == table.read_bytes()
    record = yaml.safe_load(kept.with_name(f"{kept.name}.source.yml").read_text(encoding="utf-8"))
    assert (record["sha256"], record["document_zh"]) == (sha256_of(table), "2019年统计年报")
    after = contents(data)
    assert {name for name in after if after[name] != before.get(name)} == {
        "raw/plan.yml", "processed/observations.csv", "processed/findings.csv", "processed/datapackage.json",
        "raw/2019年统计年报/2020-03/2019年产量.xlsx", "raw/2019年统计年报/2020-03/2019年产量.xlsx.source.yml",
    }  # fmt: skip
    entry = yaml.safe_load(after["raw/plan.yml"])["tables"][-1]
    assert (entry["name"], entry["continues"], entry["sheet"], entry["header_rows"]) == (
        "production_2019", "production", "Sheet1", [3, 3],
    )  # fmt: skip
    assert entry["columns"]["同比±%"] == {"indicator": "output_yoy", "period": "2019", "unit": "%"}
    assert lcanalysis.load(data).series("output", "alumina").to_dict() == {2017: 430.09, 2018: 440.24, 2019: 453.45}
    assert not clean(data).is_changed
    assert "2019年统计年报/2020-03/2019年产量.xlsx" in out


def test_every_line_of_plan_yml_stays_and_the_entry_alone_is_new(data, table):
    before = (data / "raw" / "plan.yml").read_bytes().splitlines(keepends=True)
    add(data, Sent(table, MARCH))
    after = (data / "raw" / "plan.yml").read_bytes().splitlines(keepends=True)
    start = after.index(b"  - name: production_2019\n")
    added = len(after) - len(before)
    assert after[:start] + after[start + added :] == before


def test_a_restated_figure_is_kept_in_both_vintages_the_newer_is_used_and_the_change_is_a_finding(data, table):
    add(data, Sent(table, MARCH))
    plan = lcanalysis.load(data)
    both = [row for row in plan.records if (row.indicator, row.entity, row.period) == ("output", ALLOY, "2018")]
    assert [(row.vintage, row.value) for row in both] == [
        ("2019-11", Decimal("122.00")),
        ("2020-03", Decimal("1220.00")),
    ]
    assert plan.observation("output", ALLOY, "2018").value == Decimal("1220.00")
    finding = plan.findings.set_index("kind").loc["revision"]
    assert (finding["published"], finding["recomputed"]) == (1220.0, 122.0)
    assert "2019年产量.xlsx [Sheet1] C10" in finding["place"]
    assert "production.csv B8" in finding["place"]


def test_the_same_contents_change_nothing_under_any_name(run, data, table, tmp_path):
    add(data, Sent(table, MARCH))
    before = contents(data)
    again = shutil.copy(table, tmp_path / "copy of it.xlsx")
    for file in (table, again):
        code, out, _ = run("add", file, "--published-on", "2020-05", "--yes")
        assert code == 0
        assert "taken in before (added/2020-03/2019年产量.xlsx)" in out
    assert contents(data) == before


def test_the_same_name_with_other_contents_is_another_vintage_the_last_of_which_is_used(data, table):
    add(data, Sent(table, MARCH))

    def correct(rows):
        rows[3][1:] = ["450.00", "440.24", "2.22"]

    corrected = write_2019(table, correct)
    found = look_at(data, Sent(corrected, MARCH))
    assert {(one.figure.entity, one.effect) for one in found.changes if one.effect != "same"} == {
        ("alumina", "revised")
    }
    added = add(data, Sent(corrected, MARCH))
    assert added.files[0] == "added/2020-03.2/2019年产量.xlsx"
    plan = lcanalysis.load(data)
    assert plan.observation("output", "alumina", "2019").value == Decimal("450.00")
    assert plan.findings["finding"].str.contains("revision/output/alumina/liaocheng/2019/2020-03.2").any()


def test_an_older_publication_is_kept_and_not_used(data, table):
    found = look_at(data, Sent(table, "2019-05"))
    assert found.count("older") == 1
    add(data, Sent(table, "2019-05"))
    assert lcanalysis.load(data).observation("output", ALLOY, "2018").value == Decimal("122.00")


def rename(rows):
    rows[2][0] = "电解铜材料"


def spoil(rows):
    rename(rows)
    rows[3][1], rows[5][2] = "约450", "=HYPERLINK(1)"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_terminal_what_needs_an_answer_is_refused_all_at_once_with_addresses(run, data, tmp_path, lang):
    before = contents(data)
    code, _, err = run("add", write_2019(tmp_path / "a.xlsx", spoil), "--yes", "--lang", lang)
    assert code == 3
    assert [line.split(" ", 2)[2][:2] for line in err.splitlines() if line.startswith("a.xlsx [Sheet1]")] == [
        "A5",
        "B6",
        "C8",
    ]
    assert "refined_copper" in err
    assert contents(data) == before


def test_a_dry_run_says_what_would_be_and_writes_nothing(run, data, table):
    before = contents(data)
    code, out, _ = run("add", table, "--published-on", MARCH, "--dry-run")
    assert (code, contents(data)) == (0, before)
    assert "nothing was written" in out


def test_json_has_every_figure_with_what_it_meets(run, data, table):
    before = contents(data)
    code, out, _ = run("add", table, "--published-on", MARCH, "--json", "--dry-run")
    assert (code, contents(data)) == (0, before)
    shown = json.loads(out)
    alloy = next(one for one in shown["changes"] if (one["entity"], one["period"]) == (ALLOY, "2018"))
    assert (alloy["old"], alloy["new"], alloy["effect"], alloy["cell"]) == (122.0, 1220.0, "revised", "[Sheet1] C10")
    assert len(shown["changes"]) == 3 * (len(rows_of_2019()) - 1)
    run("add", table, "--published-on", MARCH, "--json", "--yes")
    assert "raw/added/2020-03/2019年产量.xlsx" in contents(data)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--published-on", "March"], "March"),
        (["--table", "nothing"], "nothing"),
        (["--published-on", "2020-13"], "2020-13"),
    ],
)
def test_what_a_person_says_of_a_file_is_checked_first(run, data, table, arguments, said):
    before = contents(data)
    code, _, err = run("add", table, "--yes", *arguments)
    assert (code, contents(data)) == (2, before)
    assert said in err


def test_two_tables_of_one_workbook_become_two_entries_of_one_file(data, tmp_path):
    path = write_2019(tmp_path / "两张表.xlsx")
    book = openpyxl.load_workbook(path)
    spending = [
        ["2019年部分骨干企业研发投入表"],
        ["单位：万元"],
        ["企业名称", "2019年", "2018年", "增长率"],
        ["信发集团有限公司", 61000, 60600, "0.66%"],
    ]
    sheet = book.create_sheet("研发; 投入")
    for row in spending:
        sheet.append(row)
    book.save(path)
    add(data, Sent(path, MARCH, table=None))
    plan = lcanalysis.load(data)
    entries = [table for table in plan.definition.tables if table.continues]
    assert [(table.name, table.sheet) for table in entries] == [
        ("production_2019", "Sheet1"),
        ("rd_spending_2019", "研发; 投入"),
    ]
    row = plan.observation("rd_spending", "xinfa", "2019")
    assert row.cell == "[研发； 投入] B4"
    places = plan.findings["place"]
    assert places.str.contains(r"\[研发； 投入\] D4 \(row 4, 增长率\)", regex=True).any()


def test_a_text_file_in_gb18030_and_a_document_go_in_as_well(data, tmp_path):
    rows = rows_of_2019()
    text = write_csv(
        tmp_path / "a.csv", rows, above=["2019年有色金属及金属深加工产业产品产量", "单位：万吨"], encoding="gb18030"
    )
    assert look_at(data, Sent(text, MARCH)).reading.encoding == "gb18030"
    add(data, Sent(text, MARCH))
    assert lcanalysis.load(data).observation("output", "alumina", "2019").cell == "B6"
    rows[3][1] = "455.00"
    rows[3][3] = "3.35"
    document = write_docx(tmp_path / "b.docx", rows, above=["2019年有色金属及金属深加工产业产品产量", "单位：万吨"])
    add(data, Sent(document, "2020-04"))
    row = lcanalysis.load(data).observation("output", "alumina", "2019")
    assert (row.value, row.cell) == (Decimal("455.00"), "[#1] B4")


def test_a_row_or_column_that_a_person_leaves_out_is_passed_over_by_cleaning_too(data, tmp_path):
    def widen(rows):
        rows.append(["高纯铝锭合计", "1", "2", "3"])

    path = write_2019(tmp_path / "a.xlsx", widen)
    question = look_at(data, Sent(path, MARCH)).questions[0]
    answers = {(question.kind, question.found): ""}
    add(data, Sent(path, MARCH, answers=answers))
    entry = lcanalysis.load(data).definition.tables[-1]
    assert entry.rows.ignore == ("高纯铝锭合计",)


def test_a_row_of_totals_is_left_out_and_the_entry_says_so(data, tmp_path):
    path = write_2019(tmp_path / "a.xlsx", lambda rows: rows.append(["合计", "1", "2", "3"]))
    add(data, Sent(path, MARCH))
    assert lcanalysis.load(data).definition.tables[-1].rows.ignore == ("合计",)


def test_rules_of_the_first_table_hold_for_what_is_added(data, table):
    path = data / "raw" / "plan.yml"
    text = path.read_text(encoding="utf-8")
    rule = '    rules: {output: {maximum: "900", required: true}}\n'
    path.write_text(
        text.replace("    rows: {column: 产品名称", f"{rule}    rows: {{column: 产品名称", 1), encoding="utf-8"
    )
    with pytest.raises(FaultsError) as faulty:
        add(data, Sent(table, MARCH))
    assert [(fault.place.cell, fault.key) for fault in faulty.value.faults] == [("B13", "rules.maximum")]
    path.write_text(
        text.replace("    rows: {column: 产品名称", f"{rule.replace('900', '990')}    rows: {{column: 产品名称", 1),
        encoding="utf-8",
    )

    def empty(rows):
        rows[4][1] = ""

    with pytest.raises(FaultsError) as faulty:
        add(data, Sent(write_2019(table, empty), MARCH))
    assert [(fault.place.cell, fault.key) for fault in faulty.value.faults] == [("B7", "rules.required")]


# Whatever happens, all or nothing.


def leftovers(data):
    return [path.name for path in data.parent.iterdir() if path.name != "data"]


@pytest.mark.parametrize("step", range(1, 5))
def test_a_fault_of_the_disk_at_any_step_leaves_everything_as_it_was(data, table, monkeypatch, step):
    before = contents(data)
    steps = 0
    real = transaction.Path.replace

    def failing(path, target):
        nonlocal steps
        steps += 1
        if steps == step:
            raise OSError(28, "No space left on device")
        return real(path, target)

    monkeypatch.setattr(transaction.Path, "replace", failing)
    if step <= 3:
        with pytest.raises(UsageError, match="No space left"):
            add(data, Sent(table, MARCH))
        assert contents(data) == before
    else:
        add(data, Sent(table, MARCH))
        assert steps == 3
    assert leftovers(data) == []


def test_a_full_disk_while_the_copy_is_made_is_told_and_changes_nothing(run, data, table, monkeypatch):
    before = contents(data)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(transaction.shutil, "copytree", full)
    code, _, err = run("add", table, "--published-on", MARCH, "--yes")
    assert (code, contents(data), leftovers(data)) == (2, before, [])
    assert "No space left on device" in err


def test_a_program_killed_between_the_files_and_plan_yml_leaves_the_plan_as_it_was_and_can_be_run_again(data, table):
    before = contents(data)
    script = (
        "import os, signal, sys; from pathlib import Path; from lcanalysis.cleaning.additions import add_table, transaction\n"
        "real = transaction.Path.replace\n"
        "def dying(path, target):\n"
        "    if path.name == 'plan.yml': os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return real(path, target)\n"
        "transaction.Path.replace = dying\n"
        f"add_table.add(Path({str(data)!r}), add_table.Sent(Path({str(table)!r}), '2020-03'))\n"
    )
    died = subprocess.run([sys.executable, "-c", script], check=False, env=os.environ)
    assert died.returncode == -signal.SIGKILL
    assert {name: held for name, held in contents(data).items() if name in before} == before
    assert not clean(data).is_changed
    added = add(data, Sent(table, MARCH))
    assert added.files[0] == "added/2020-03/2019年产量.xlsx"
    assert leftovers(data) == []


def test_two_at_once_both_get_in(data, table, tmp_path):
    def other(rows):
        rows[3][1:] = ["450.00", "440.24", "2.22"]

    files = [table, write_2019(tmp_path / "b.xlsx", other)]
    command = [sys.executable, "-m", "lcanalysis", "add", "--data", str(data), "--published-on", MARCH, "--yes"]
    running = [subprocess.Popen([*command, str(file)], stdout=subprocess.DEVNULL) for file in files]
    assert [one.wait() for one in running] == [0, 0]
    names = [table.name for table in lcanalysis.load(data).definition.tables if table.continues]
    assert names == ["production_2019", "production_2019_2"]
    assert not clean(data).is_changed


# The dialogue, at a real terminal.


def at_terminal(data, *arguments, publisher="City of Liaocheng"):
    command = [
        "-m",
        "lcanalysis",
        "add",
        *map(str, arguments),
        "--data",
        str(data),
        "--published-on",
        MARCH,
        "--lang",
        "en",
        *(["--publisher", publisher] if publisher else []),
    ]
    # As wide as its own size says: sentences are not folded, whatever the tests were started in.
    wide = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    child = pexpect.spawn(sys.executable, command, encoding="utf-8", timeout=60, dimensions=(80, 300), env=wide)
    child.delaybeforesend = None
    return child


def finished(child):
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


def interrupted(child):
    # Python loses an interrupt that comes after the prompt and before it waits for a key: a person presses again.
    while child.isalive():
        child.sendintr()
        if child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=2) == 0:
            break
    return finished(child)


def test_at_a_terminal_a_near_name_is_asked_for_and_the_answer_becomes_an_alias(data, tmp_path):
    before = (data / "raw" / "plan.yml").read_text(encoding="utf-8")
    child = at_terminal(data, write_2019(tmp_path / "a.xlsx", rename))
    child.expect("电解铜材料.*refined copper \\(refined_copper\\)")
    child.expect("y if so.*:")
    child.sendline("copper?")
    child.expect("no answer here")
    child.expect("y if so.*:")
    child.sendline("y")
    child.expect("45 figures: 30 new, 14 the same, 1 revised")
    child.expect("y/N")
    child.sendline("y")
    child.expect("Kept as .*data/raw/added/2020-03/a.xlsx")
    assert finished(child) == 0
    after = (data / "raw" / "plan.yml").read_text(encoding="utf-8")
    old = next(line for line in before.splitlines() if line.startswith("  refined_copper:"))
    new = old.replace("高纯阴极铜]", "高纯阴极铜, 电解铜材料]")
    start = after.index("  - name: production_2019\n")
    end = after.index("\n# Figures that stand in the plan's prose")
    assert (after[:start] + after[end:]).replace(new, old) == before
    assert not clean(data).is_changed


def test_at_a_terminal_area_and_publisher_are_asked_where_the_file_does_not_say_them(data, tmp_path):
    rows = [["产品名称", "本期", "同期"], ["铜材", "0.88", "0.80"], ["铝材", "1.70", "1.30"]]
    file = write_csv(tmp_path / "a.csv", rows, above=["2019年茌平县产品产量", "单位：万吨"])
    child = at_terminal(data, file, publisher="")
    child.expect("of which area are the figures of .*茌平县.*plan.yml declares:")
    child.sendline("Jinan")
    child.expect("no answer here.*plan.yml declares:")
    child.sendline("茌平区")
    child.expect("who published it: is it 聊城市\\?.*the publisher:")
    child.sendline("茌平区统计局")
    child.expect("Published by: 茌平区统计局, 2020-03")
    child.expect("y/N")
    child.sendline("y")
    assert finished(child) == 0
    plan = lcanalysis.load(data)
    assert plan.observation("output", "copper_products", "2019", area="chiping").value == Decimal("0.88")
    assert plan.observation("output", "copper_products", "2019") is None
    record = data / "raw" / "added" / "2020-03" / "a.csv.source.yml"
    assert yaml.safe_load(record.read_text(encoding="utf-8"))["publisher_zh"] == "茌平区统计局"


def test_at_a_terminal_one_answer_leaves_out_all_rows_that_are_not_watched_and_the_next_year_needs_none(
    run, data, tmp_path
):
    def yearbook(year, now, before):
        rows = [["产品名称", f"本期（{year}）", f"同期（{year - 1}）"], ["铜材", now, before]]
        rows += [[name, "10", "9"] for name in ("水泥", "平板玻璃", "生铁", "粗钢", "发电量", "原煤")]
        return write_csv(tmp_path / f"{year}.csv", rows, above=[f"{year}年主要产品产量", "单位：万吨"])

    child = at_terminal(data, yearbook(2019, "22.62", "21.96"))
    child.expect("5 further rows .*平板玻璃, 生铁, 粗钢, 发电量, 原煤.*to leave all of them out:")
    child.sendline("--")
    child.expect("left out, as was answered .*水泥, 平板玻璃, 生铁, 粗钢, 发电量, 原煤")
    child.expect("y/N")
    child.sendline("y")
    assert finished(child) == 0
    assert lcanalysis.load(data).observation("output", "copper_products", "2019").value == Decimal("22.62")
    arguments = (
        "add",
        str(yearbook(2020, "23.30", "22.62")),
        "--data",
        str(data),
        "--published-on",
        "2021-03",
        "--yes",
    )
    assert "水泥、平板玻璃、生铁、粗钢、发电量、原煤" in run(*arguments, "--lang", "zh")[1]
    assert lcanalysis.load(data).observation("output", "copper_products", "2020").value == Decimal("23.30")
    before = contents(data)
    assert "未作任何改动" in run(*arguments, "--lang", "zh")[1]
    assert contents(data) == before


@pytest.mark.parametrize("at_question", [True, False])
def test_ctrl_c_and_a_no_leave_everything_as_it_was(data, tmp_path, at_question):
    before = contents(data)
    child = at_terminal(data, write_2019(tmp_path / "a.xlsx", rename if at_question else None))
    child.expect("y if so.*:" if at_question else "y/N")
    assert interrupted(child) == 130
    assert contents(data) == before
    if not at_question:
        child = at_terminal(data, tmp_path / "a.xlsx")
        child.expect("y/N")
        child.sendline("n")
        child.expect("Nothing was changed")
        assert finished(child) == 0
        assert contents(data) == before


# The marked copy.


def test_a_marked_copy_shows_each_fault_at_its_cell_and_holds_nothing_but_what_is_seen(run, data, tmp_path):
    path = write_2019(tmp_path / "a.xlsx", spoil)
    marked = tmp_path / "marked.xlsx"
    code, out, _ = run("add", path, "--yes", "--marked", marked)
    assert code == 3
    assert "marked.xlsx" in out
    book = openpyxl.load_workbook(marked)
    sheet = book["Sheet1"]
    commented = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert list(commented) == ["A5", "B6", "C8"]
    assert "refined_copper" in commented["A5"]
    assert {sheet[name].fill.fgColor.rgb for name in commented} == {"00F8C9C4"}
    assert sheet["B4"].value == 214.05
    assert {cell.data_type for one in book for row in one.iter_rows() for cell in row} <= {"s", "n"}
    assert [row[0].value for row in book.worksheets[-1].iter_rows(min_row=2)] == [
        "a.xlsx [Sheet1] A5", "a.xlsx [Sheet1] B6", "a.xlsx [Sheet1] C8",
    ]  # fmt: skip


def test_put_right_the_marked_copy_reads_without_a_question(run, data, tmp_path):
    path = write_2019(tmp_path / "a.xlsx", spoil)
    run("add", path, "--yes", "--marked", tmp_path / "marked.xlsx")
    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    right = rows_of_2019()
    sheet = book.worksheets[0]
    sheet["A5"], sheet["B6"], sheet["C8"] = right[2][0], right[3][1], right[5][2]
    book.save(tmp_path / "back.xlsx")
    assert look_at(data, Sent(tmp_path / "back.xlsx", MARCH)).reading.is_exact


def test_a_marked_copy_is_the_same_bytes_each_time_and_made_of_any_format(data, tmp_path):
    rows = rows_of_2019()
    spoil(rows)
    files = [
        write_csv(tmp_path / "a.csv", rows, above=["2019年产品产量", "单位：万吨"]),
        write_2019(tmp_path / "a.xlsx", spoil),
    ]
    faults, made = [], []
    for file in files:
        with pytest.raises(FaultsError) as faulty:
            add(data, Sent(file, MARCH))
        faults.append(faulty.value.faults)
        made.append(marked_bytes(file, faults[-1], "zh"))
    time.sleep(1.1)  # files name the second of their making
    for file, found, first in zip(files, faults, made, strict=True):
        assert marked_bytes(file, found, "zh") == first
        sheet = openpyxl.load_workbook(io.BytesIO(first)).worksheets[0]
        assert sheet["B6"].value == "约450"
        assert "近似" in sheet["B6"].comment.text or "约" in sheet["B6"].comment.text


def test_revenue_of_the_year_goes_in_through_a_table_as_well(data, tmp_path):
    rows = [["企业名称", "营业收入", "研发投入", "研发强度"], ["信发集团有限公司", "20000000", "70000", "0.35"]]
    path = write_xlsx(tmp_path / "强度.xlsx", rows, above=["2019年部分骨干企业研发强度表", "单位：万元"])
    found = look_at(data, Sent(path, MARCH))
    assert {(one.figure.indicator, one.figure.period) for one in found.changes} == {
        ("revenue", "2019"), ("rd_spending", "2019"), ("rd_intensity", "2019"),
    }  # fmt: skip
    add(data, Sent(path, MARCH))
    assert lcanalysis.load(data).observation("revenue", "xinfa", "2019").value == Decimal(20000000)


def test_the_answers_to_questions_of_period_and_column_are_used_and_need_not_be_given_again(data, tmp_path):
    rows = [[*row, "5"] for row in rows_of_2019()]
    rows[0] = ["产品名称", "本期", "同期", "同比±%", "备用栏"]
    path = write_xlsx(tmp_path / "a.xlsx", rows, above=["主要产品产量", "单位：万吨"])
    answers = {}
    while questions := look_at(data, Sent(path, MARCH, answers=answers)).questions:
        question = questions[0]
        assert (question.kind, question.found) not in answers
        answers[question.kind, question.found] = {"period": "2019", "column": ""}[question.kind]
    assert {kind for kind, _ in answers} == {"period", "column"}
    add(data, Sent(path, MARCH, answers=answers))
    plan = lcanalysis.load(data)
    assert plan.observation("output", "alumina", "2019").value == Decimal("453.45")
    assert "备用栏" in plan.definition.tables[-1].ignore
    assert not clean(data).is_changed
