"""Mutated files are never a traceback and never a silently wrong number: the tests know the truth of what they wrote."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sent_files import WRITERS

from lcanalysis.definition import load_definition
from lcanalysis.errors import FaultsError
from lcanalysis.intake.recognising import read_for_plan

ROOT = Path(__file__).parent.parent
PLAN = load_definition(ROOT / "data")
SENT = sorted((Path(__file__).parent / "sent").iterdir())
PRODUCTS = {"铜材": "copper_products", "电解铜": "refined_copper", "氧化铝": "alumina", "钢材": "steel_products"}
# A few to see that each way works; the soak tries the same with thousands.
FEW = settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
MANY = settings(max_examples=3_000, suppress_health_check=[HealthCheck.function_scoped_fixture])

DIGITS = st.decimals(min_value=0, max_value=99_999, places=2, allow_nan=False).map(lambda value: f"{value:f}")
# How people type a number, each with what it means; a refusal is always right.
DRESSES = (
    "{0}", " {0} ", "{0}①", "{0}*", "{0}万吨", "{0}（万吨）", "{0}（吨）", "{0}\n", "{0}%", "约{0}", "{0}左右", "{0}²", "{0} 0", "{0},5", "{0}〔2〕",
)  # fmt: skip
BLANKS = ("", "—", "…", "-", "–", "－", "/")


@st.composite
def printed(draw):
    """Return a cell as somebody may type it, and its value and unit; None for no figure."""
    if draw(st.integers(0, 6)) == 0:
        return draw(st.sampled_from(BLANKS)), None
    digits = draw(DIGITS)
    dress = draw(st.sampled_from(DRESSES))
    text = dress.format(digits)
    if draw(st.booleans()):
        text = text.translate({ord(narrow): ord(narrow) + 0xFEE0 for narrow in "0123456789.%,"})
    unit = "吨" if "（吨）" in dress else "万吨"
    return text, (Decimal(digits), unit) if dress not in {"{0}%", "{0},5", "{0} 0"} else "refused"


def read(path):
    """Return what was understood, or None of a refused file, whose refusal can be said in both languages."""
    try:
        return read_for_plan(path, PLAN)
    except FaultsError as refused:
        said = [refused.text(lang) for lang in ("zh", "en")]
    assert all(said)
    return None


def check(path, cells):
    """Read a file and compare every figure with the truth."""
    reading = read(path)
    if reading is None:
        return
    refused = {fault.place.row for fault in reading.all_faults}
    found = {one.entity: one for table in reading.tables for one in table.figures}
    for number, (name, (text, truth)) in enumerate(cells.items()):
        one = found.get(PRODUCTS[name])
        if truth is None or truth == "refused":
            assert one is None, (text, one)
        elif one is not None:
            assert (one.printed.value, one.printed.unit) == truth, text
        else:
            assert refused, (number, text)


def example(folder, data, ending):
    cells = {name: data.draw(printed()) for name in PRODUCTS}
    rows = [["产品名称", "本期（2019）"], *([name, text] for name, (text, _) in cells.items())]
    path = WRITERS[ending](folder / f"a{ending}", rows, above=["2019年产品产量", "单位：万吨"])
    check(path, cells)


@pytest.mark.parametrize("ending", WRITERS)
@FEW
@given(data=st.data())
def test_a_cell_is_what_was_typed_or_is_refused(tmp_path, ending, data):
    example(tmp_path, data, ending)


@pytest.mark.soak
@pytest.mark.parametrize("ending", WRITERS)
@MANY
@given(data=st.data())
def test_many_cells_are_what_was_typed_or_are_refused(tmp_path, ending, data, record_property):
    example(tmp_path, data, ending)
    record_property("fault", (f"typed cells: {ending}", len(PRODUCTS)))


def mutate(folder, path, data):
    """Damage a file: bytes of the whole, or of a member before it is packed again; then read it."""
    content = path.read_bytes()
    target = folder / path.name
    members = zipfile.ZipFile(io.BytesIO(content)).namelist() if content.startswith(b"PK") else []
    if members and data.draw(st.booleans()):
        source, name = zipfile.ZipFile(io.BytesIO(content)), data.draw(st.sampled_from(members))
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
            for member in members:
                packed.writestr(member, damaged(source.read(member), data) if member == name else source.read(member))
    else:
        target.write_bytes(damaged(content, data))
    read(target)


def damaged(content, data):
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, max(0, len(changed) - 1)))
        kind = data.draw(st.sampled_from(["set", "cut", "double", "drop"]))
        if kind == "set" and changed:
            changed[at] = data.draw(st.integers(0, 255))
        elif kind == "cut":
            del changed[at:]
        elif kind == "drop":
            del changed[at : at + data.draw(st.integers(1, 40))]
        else:
            changed[at:at] = changed[at : at + data.draw(st.integers(1, 200))]
    return bytes(changed)


# A PDF is read in a process of its own, which takes long to start: it is mutated in the soak alone.
QUICK = [path for path in SENT if path.suffix != ".pdf"]


@pytest.mark.parametrize("path", QUICK, ids=lambda path: path.suffix)
@FEW
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_and_never_a_traceback(tmp_path, path, data):
    mutate(tmp_path, path, data)


@pytest.mark.soak
@pytest.mark.parametrize("path", SENT, ids=lambda path: path.suffix)
@MANY
@given(data=st.data())
def test_many_damaged_files_are_read_or_refused(tmp_path, path, data, record_property):
    mutate(tmp_path, path, data)
    record_property("fault", (f"damaged sent file: {path.suffix}", 1))
