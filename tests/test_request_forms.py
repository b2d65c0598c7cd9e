"""The forms on which missing figures are asked for: sent out, filled in as people type, read back or refused by cell."""

import io
import zipfile
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.exceptions import IllegalCharacterError

import lcanalysis
from lcanalysis.cleaning.forms.collection import collect
from lcanalysis.cleaning.forms.request_forms import read_form, request_forms
from lcanalysis.declarations.yaml_files import load_declaration
from lcanalysis.definition import Definition
from lcanalysis.errors import FaultsError
from lcanalysis.goals import data_requests, scorecard
from lcanalysis.intake.numerals import parse_printed

ROOT = Path(__file__).parent.parent
DAY = date(2020, 3, 1)
VALUE, SCOPE, SOURCE, CODE = 6, 7, 8, 9


@pytest.fixture
def fill(plan, tmp_path):
    """Return a function that fills a county's form in and saves it: values by the start of a line's code."""

    def filled(who, values, *, lang="zh", source="年报", name=None):
        book = openpyxl.load_workbook(io.BytesIO(request_forms(plan, lang)[who]))
        sheet = book.worksheets[0]
        for row in range(2, sheet.max_row + 1):
            for start, value in values.items():
                if sheet.cell(row, CODE).value.startswith(start):
                    sheet.cell(row, VALUE).value = value
                    sheet.cell(row, SOURCE).value = source
        path = tmp_path / (name or f"{who}.xlsx")
        book.save(path)
        return path

    return filled


def lines_of(book):
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]


def test_every_missing_figure_stands_on_the_form_of_who_is_to_deliver_it(plan):
    forms = request_forms(plan, "zh")
    wanted = data_requests(plan)
    assert set(forms) == set(wanted["responsible"])
    for who, content in forms.items():
        codes = [line[CODE - 1] for line in lines_of(openpyxl.load_workbook(io.BytesIO(content)))]
        own = wanted[wanted["responsible"] == who]
        fields = ["indicator", "entity", "area", "period", "unit"]
        assert codes == [" / ".join(row) for row in own[fields].to_numpy()]


def test_forms_are_the_same_bytes_each_time_and_speak_one_language(plan):
    assert request_forms(plan, "en") == request_forms(plan, "en")
    text = str(lines_of(openpyxl.load_workbook(io.BytesIO(request_forms(plan, "en")["guanxian"]))))
    assert "Revenue of sheet processing" in text or "revenue of sheet processing" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_filled_form_is_read_back_exactly_as_typed(plan, fill, lang):
    path = fill(
        "yanggu",
        {"revenue / copper / yanggu / 2017": "３００．５", "revenue / copper / yanggu / 2018": 330.25},
        lang=lang,
    )
    found = {one.period: one for one in read_form(path, plan)}
    assert {year: one.printed for year, one in found.items()} == {"2017": "３００．５", "2018": "330.25"}
    assert (found["2018"].unit, found["2018"].area, found["2018"].scope) == ("亿元", "yanggu", "above_scale")
    assert found["2018"].quotation == "330.25（年报）"


def test_lines_without_a_value_are_passed_over(plan, fill):
    assert read_form(fill("office", {}), plan) == ()


def test_every_fault_of_a_form_is_named_with_its_cell(plan, fill):
    path = fill(
        "office", {"patent_applications": "约300", "technology_centres": "6.5", "benchmark_smart_factories": "10万吨"}
    )
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    first = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, CODE).value.startswith("quality_insp"))
    sheet.cell(first, CODE).value = "quality"
    sheet.cell(first, VALUE).value = 90
    sheet.cell(first + 1, VALUE).value = 91
    sheet.cell(first + 1, SCOPE).value = "全国"
    book.save(path)
    with pytest.raises(FaultsError) as refused:
        read_form(path, plan)
    places = [fault.place for fault in refused.value.faults]
    found = {(place.column, fault.key) for place, fault in zip(places, refused.value.faults, strict=True)}
    assert {
        (VALUE, "intake.approximate"),
        (VALUE, "intake.count_not_whole"),
        (VALUE, "intake.wrong_dimension"),
    } <= found
    assert {(CODE, "requests.unknown_code"), (SCOPE, "requests.unknown_scope"), (SOURCE, "requests.no_source")} <= found
    assert all((place.file, place.sheet) == ("office.xlsx", "填报") and place.row > 1 for place in places)
    assert "office.xlsx [填报]" in refused.value.text("en")


def test_a_line_that_stands_twice_is_refused(plan, fill):
    path = fill("guanxian", {"revenue": "12"})
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.append([cell.value for cell in sheet[2]])
    book.save(path)
    with pytest.raises(FaultsError, match="row 2") as refused:
        read_form(path, plan)
    assert [fault.key for fault in refused.value.faults] == ["requests.code_twice"]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "files.empty"),
        (b"MZ\x90\x00" * 99, "files.program"),
        (b"0" * 21_000_000, "files.too_large"),
    ],
    ids=["empty", "a program", "many megabytes"],
)
def test_a_file_that_is_no_form_is_refused_in_one_line(plan, tmp_path, content, key):
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    with pytest.raises(FaultsError) as refused:
        read_form(path, plan)
    assert [fault.key for fault in refused.value.faults] == [key]


def test_a_workbook_without_the_columns_is_no_form(plan, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["产品名称", "2018"])
    book.save(tmp_path / "table.xlsx")
    with pytest.raises(FaultsError, match="no request form"):
        read_form(tmp_path / "table.xlsx", plan)


def test_a_document_without_a_table_is_no_form(plan, tmp_path):
    docx.Document().save(tmp_path / "letter.docx")
    with pytest.raises(FaultsError, match="no request form"):
        read_form(tmp_path / "letter.docx", plan)


FORM = request_forms(lcanalysis.load(ROOT / "data"), "zh")["guanxian"]


def form_with(value, folder):
    book = openpyxl.load_workbook(io.BytesIO(FORM))
    sheet = book.worksheets[0]
    sheet.cell(2, VALUE).value = value
    sheet.cell(2, SOURCE).value = "年报"
    book.save(folder / "form.xlsx")
    return folder / "form.xlsx"


NUMBERS = st.decimals(-(10**9), 10**9, places=2).map(str)
TYPED = st.one_of(
    st.text(max_size=30), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), NUMBERS,
    NUMBERS.map(lambda text: text.translate(str.maketrans("0123456789.-", "０１２３４５６７８９．－"))),
)  # fmt: skip


@settings(max_examples=60)
@given(value=TYPED)
def test_whatever_is_typed_is_read_exactly_or_refused(value):
    with TemporaryDirectory() as folder:
        try:
            path = form_with(value, Path(folder))
        except IllegalCharacterError:
            return
        try:
            found = read_form(path, lcanalysis.load(ROOT / "data"))
        except FaultsError:
            return
    if not found:
        assert not str(value).strip()
        return
    printed = parse_printed(found[0].printed, "亿元").value
    if isinstance(value, int | float) and not isinstance(value, bool):
        # As a workbook shows it: no more than 15 digits, and of a result that nobody rounded the digits of a wide column.
        is_shown = abs(value) >= 0.0001 and float(printed) == pytest.approx(float(value), rel=1e-5)
        assert is_shown or float(printed) in {float(value), float(f"{value:.15g}")}
    else:
        assert found[0].printed == str(value).strip()


@pytest.mark.parametrize(
    "value", ["=1+1", "=cmd|'/c calc'!A0", 9007199254740993, True], ids=["sum", "command", "long", "bool"]
)
def test_formulas_and_numbers_that_a_workbook_cannot_hold_are_refused(plan, tmp_path, value):
    with pytest.raises(FaultsError) as refused:
        read_form(form_with(value, tmp_path), plan)
    assert [fault.place.cell for fault in refused.value.faults] == ["F2"]


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_unread(plan, tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 110_000_000)
    with pytest.raises(FaultsError, match="unpacks to more than 80 MB"):
        read_form(path, plan)


def test_filled_forms_become_vintages_and_the_whole_of_their_counties_is_judged(data, fill):
    copper = "revenue / copper"
    forms = [fill("yanggu", {f"{copper} / yanggu / 2017": "300", f"{copper} / yanggu / 2018": "330"})]
    forms.append(fill("linqing", {f"{copper} / linqing / 2017": "100亿元", f"{copper} / linqing / 2018": "108"}))
    before = {path: path.read_bytes() for path in (data / "raw").rglob("*") if path.is_file()}
    found = collect(data, forms, DAY)
    assert found.files == ("collected/2020-03-01/yanggu.csv", "collected/2020-03-01/linqing.csv")
    kept = {path: content for path, content in before.items() if path.name != "plan.yml"}
    assert all(path.read_bytes() == content for path, content in kept.items())
    assert (data / "raw/collected/2020-03-01/yanggu.xlsx").read_bytes() == forms[0].read_bytes()
    plan = lcanalysis.load(data)
    whole = plan.observation("revenue", "copper", "2018")
    assert (str(whole.value), whole.status, whole.vintage) == ("438", "derived", "2020-03-01")
    card = scorecard(plan).set_index("goal")
    assert card.loc["copper_growth", "verdict"] == "base_year"
    assert card.loc["copper_growth", "actual_growth_pct"] == pytest.approx(9.5)
    assert sorted(path.name for path in data.parent.iterdir()) == ["data", "linqing.xlsx", "yanggu.xlsx"]


def test_a_form_taken_in_twice_changes_nothing_the_second_time(data, fill):
    form = fill("guanxian", {"revenue / sheet / liaocheng / 2018": "90"})
    collect(data, [form], DAY)
    after = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    again = collect(data, [form], date(2021, 1, 1))
    assert (again.files, again.cleaned) == ((), None)
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == after


def test_a_dry_run_and_a_refusal_write_nothing(data, fill):
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    good = fill("guanxian", {"revenue / sheet / liaocheng / 2018": "90"})
    collect(data, [good], DAY, dry_run=True)
    bad = fill("yanggu", {"revenue / copper / yanggu / 2018": "很多"})
    with pytest.raises(FaultsError, match="yanggu"):
        collect(data, [good, bad], DAY)
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


def test_one_figure_on_two_forms_is_refused(data, fill):
    values = {"revenue / sheet / liaocheng / 2018": "90"}
    with pytest.raises(FaultsError, match=r"a\.xlsx"):
        collect(data, [fill("guanxian", values, name="a.xlsx"), fill("guanxian", values, name="b.xlsx")], DAY)


def test_plan_yml_is_still_valid_with_the_new_entry(data, fill):
    collect(data, [fill("guanxian", {"revenue / sheet / liaocheng / 2018": "90"})], DAY)
    definition, _ = load_declaration(data / "raw" / "plan.yml", Definition)
    assert definition.statements[-1].file == "collected/2020-03-01/guanxian.csv"
