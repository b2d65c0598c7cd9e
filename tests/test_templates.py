"""The form for the next year: laid out as the table is, limited as its rules say, and read back without a question."""

import io
from decimal import Decimal

import openpyxl
import pytest
from adding_cases import ALLOY, rows_of_2019
from document_text import converted

import lcanalysis
from lcanalysis.cleaning.additions.add_table import Sent, add, look_at
from lcanalysis.cleaning.forms.templates import HEADER_ROW, newest_of, template_bytes
from lcanalysis.errors import UsageError
from lcanalysis.plan import load as load_as_it_is


def opened(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return book, book.worksheets[0]


def fill(content, path):
    """Fill the form of production in as an office would: bare numbers, in the unit that the cell shows."""
    book, sheet = opened(content)
    for row in range(HEADER_ROW + 1, sheet.max_row + 1):
        given = {name: (now, change) for name, now, _, change in rows_of_2019()[1:]}.get(sheet.cell(row, 1).value)
        if given:
            sheet.cell(row, 2).value = float(given[0].removesuffix("（吨）"))
            sheet.cell(row, 4).value = float(given[1])
    book.save(path)
    return path


def test_the_form_has_title_unit_headings_rows_and_notes(plan):
    _, sheet = opened(template_bytes(plan, "production", 2019, "zh"))
    assert sheet["A1"].value == "2019年有色金属及金属深加工产业产品产量"
    assert sheet["D2"].value == "单位：万吨"
    assert [cell.value for cell in sheet[HEADER_ROW]] == ["产品名称", "本期（2019）", "同期（2018）", "同比±%"]
    assert [sheet.cell(row, 1).value for row in range(4, 19)] == [row[0] for row in rows_of_2019()[1:]]
    assert sheet["C4"].value == 207.81
    assert sheet["A20"].value.startswith("注：")
    _, english = opened(template_bytes(plan, "production", 2019, "en"))
    assert english["A20"].value.startswith("Note:")


def test_only_the_cells_to_be_filled_in_can_be_changed_and_their_unit_shows(plan):
    _, sheet = opened(template_bytes(plan, "production", 2019, "zh"))
    open_cells = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert open_cells == {f"{column}{row}" for column in "BCD" for row in range(4, 19)}
    assert sheet.protection.sheet
    assert sheet["B8"].number_format == 'General"（吨）"'
    assert sheet["C10"].number_format == '0.00"（吨）"'
    prompts = {str(one.sqref): one.prompt for one in sheet.data_validations.dataValidation}
    assert "吨" in prompts["B8"]
    assert prompts["B4"] is None


@pytest.mark.parametrize("through_libreoffice", [False, True])
def test_filled_in_it_reads_back_without_a_question_and_goes_in(plan, data, tmp_path, through_libreoffice):
    path = fill(template_bytes(plan, "production", 2019, "zh"), tmp_path / "填报.xlsx")
    if through_libreoffice:
        path = converted(path, "xlsx", tmp_path / "resaved")
    found = look_at(data, Sent(path, "2020-03"))
    assert ([one.text("en") for one in found.faults], found.questions) == ([], ())
    assert {one.figure.place.cell for one in found.changes if one.effect == "same"} >= {"C4", "C8", "C10"}
    add(data, Sent(path, "2020-03"))
    after = lcanalysis.load(data)
    for name, now, _, change in rows_of_2019()[1:]:
        entity = next(code for code, one in plan.definition.entities.items() if one.zh == name)
        row = after.observation("output", entity, "2019")
        assert (row.value, row.unit) == (Decimal(now.removesuffix("（吨）")), "吨" if "吨" in now else "万吨")
        assert after.observation("output_yoy", entity, "2019").value == Decimal(change)
    assert after.observation("output", ALLOY, "2018").value == Decimal("122.00")


def test_every_table_of_the_plan_has_a_form_that_reads_back(plan, data, tmp_path):
    for table in plan.definition.tables:
        book, sheet = opened(template_bytes(plan, table.name, 2019, "en"))
        for row in range(HEADER_ROW + 1, HEADER_ROW + 40):
            for column in range(2, len(table.columns) + 2):
                cell = sheet.cell(row, column)
                if not cell.protection.locked and cell.value is None:
                    cell.value = 1.5
        path = tmp_path / f"{table.name}.xlsx"
        book.save(path)
        reading = look_at(data, Sent(path, "2020-03")).reading
        # The same figure in every cell is no growth over the years before, about which alone is asked.
        assert [one.text("en") for one in reading.all_faults] == []
        assert {one.kind for one in reading.questions} <= {"growth"}
        assert [one.table for one in reading.tables] == [table.name]


def test_the_rules_of_the_table_limit_what_can_be_typed_each_in_the_unit_of_its_cell(data):
    path = data / "raw" / "plan.yml"
    rule = '    rules: {output: {required: true, minimum: "0", maximum: "2000"}, output_yoy: {enum: ["1", "2"]}}\n'
    text = path.read_text(encoding="utf-8").replace(
        "    rows: {column: 产品名称", f"{rule}    rows: {{column: 产品名称", 1
    )
    path.write_text(text, encoding="utf-8")
    # The figures of the bundled plan break such a rule, which only forms are to show here.
    _, sheet = opened(template_bytes(load_as_it_is(data), "production", 2019, "zh"))
    limits = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    assert (limits["B4"].formula1, limits["B4"].formula2, limits["B4"].allow_blank) == ("0", "2000", False)
    assert (limits["B8"].formula1, limits["B8"].formula2) == ("0", "20000000")
    assert (limits["D4"].type, limits["D4"].formula1) == ("list", '"1,2"')
    assert "2000" in limits["B4"].error


def test_the_form_is_the_same_bytes_each_time_and_follows_the_newest_table(plan, data, tmp_path):
    assert template_bytes(plan, "production", 2019, "zh") == template_bytes(plan, "production", 2019, "zh")
    add(data, Sent(fill(template_bytes(plan, "production", 2019, "zh"), tmp_path / "填报.xlsx"), "2020-03"))
    after = lcanalysis.load(data)
    assert newest_of(after, "production").name == "production_2019"
    _, sheet = opened(template_bytes(after, "production", 2020, "zh"))
    assert [cell.value for cell in sheet[HEADER_ROW]][1:3] == ["本期（2020）", "同期（2019）"]
    assert sheet["C4"].value == 214.05


def test_a_table_that_the_plan_has_not_is_refused_with_those_it_has(plan):
    with pytest.raises(UsageError, match=r"nothing.*production"):
        template_bytes(plan, "nothing", 2019, "zh")
