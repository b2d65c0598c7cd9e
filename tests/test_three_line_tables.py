"""Tables of a PDF with rules above and below the header and at the end, and none between the columns."""

from pathlib import Path

import pytest

from lcanalysis.definition import load_definition
from lcanalysis.errors import FaultsError
from lcanalysis.intake.files import read_workbook
from lcanalysis.intake.recognising import read_for_plan

typst = pytest.importorskip("typst", reason="PDF is an extra")
pytest.importorskip("pdfplumber", reason="PDF is an extra")

from lcanalysis.briefing.documents.portable import _fonts  # noqa: E402

PLAN = load_definition(Path(__file__).parent.parent / "data")
HEAD = ["产品名称", "本期（2019）", "同期（2018）", "同比±%"]
BODY = [
    ["铜材", "22.62", "21.96", "3.01"],
    ["铝材", "140.43", "136.34", "3.00"],
    ["精炼铜（电解铜）", "48.72", "47.30", "3.00"],
]


def write_pdf(path, rows, *, above=(), below=(), align="(left, right, right, right)", columns="(auto,) * 4", head=1):
    def cells(given):
        return "".join(f"[{cell}]," for row in given for cell in row)

    table = f"columns: {columns}, stroke: none, align: {align}, table.hline(), {cells(rows[:head])} table.hline(),"
    text = "#set page(width: 20cm, height: 12cm)\n" + "".join(f"{line}\n\n" for line in above)
    text += f"#table({table} {cells(rows[head:])} table.hline())\n\n" + "".join(f"{line}\n\n" for line in below)
    compiler = typst.Compiler(text.encode(), font_paths=_fonts())
    path.write_bytes(compiler.compile(format="pdf", timestamp=0))
    return path


@pytest.mark.parametrize("align", ["(left, right, right, right)", "center", "left"])
@pytest.mark.parametrize("columns", ["(auto,) * 4", "(1fr,) * 4", "(4cm, 2.2cm, 2.2cm, 2cm)"])
def test_a_table_of_three_lines_is_read_by_the_gaps_between_its_columns(tmp_path, align, columns):
    file = write_pdf(
        tmp_path / "a.pdf", [HEAD, *BODY], above=["2019年主要产品产量", "单位：万吨"], below=["注：快报数。"],
        align=align, columns=columns,
    )  # fmt: skip
    assert len(read_workbook(file).grids) == 1
    reading = read_for_plan(file, PLAN)
    assert reading.is_exact
    assert [str(one.printed.value) for one in reading.tables[0].figures] == [cell for row in BODY for cell in row[1:]]


@pytest.mark.parametrize(
    "rows",
    [
        [HEAD, ["精炼铜\\\n（电解铜）", *BODY[2][1:]], *BODY[:2]],
        [["产品名称", "#box(width: 1cm)[本期（2019）同期（2018）]", "", "同比±%"], *BODY],
    ],
)
def test_where_a_name_is_wrapped_or_headings_run_into_each_other_it_is_refused_or_asked(tmp_path, rows):
    file = write_pdf(tmp_path / "a.pdf", rows, above=["2019年主要产品产量", "单位：万吨"])
    assert not is_exact(file)


def is_exact(file):
    try:
        return read_for_plan(file, PLAN).is_exact
    except FaultsError:
        return False


def test_text_between_rules_that_is_no_table_is_none(tmp_path):
    source = "#line(length: 100%)\n标题\n#line(length: 100%)\n一段文字。\n#line(length: 100%)"
    (tmp_path / "a.pdf").write_bytes(
        typst.Compiler(source.encode(), font_paths=_fonts()).compile(format="pdf", timestamp=0)
    )
    with pytest.raises(FaultsError) as refused:
        read_workbook(tmp_path / "a.pdf")
    assert {fault.key for fault in refused.value.faults} == {"files.no_ruled_table"}
