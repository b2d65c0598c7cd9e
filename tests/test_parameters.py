import pytest
from hypothesis import given
from hypothesis import strategies as st
from runner_project import write_notebook

from lcanalysis.errors import RunPlanError
from lcanalysis.notebooks.parameters import Parameter, parse_parameters, read_parameters, require_parameters
from lcanalysis.provenance import Place

CELL = """\
lang: str = "zh"  # language of the page {zh, en}
goal_growth_pct: float = 5.0  # [%] goal for annual growth {0..30}
target_year: int = 2022  # last year {2019..2035}
with_table: bool = True
years: list[int] = [2017, 2018]  # years shown {2000..2030}
segment = "cluster"
"""
DECLARED = parse_parameters(CELL, "x.ipynb")
PLACE = Place("suite.yml", 7)


def faults_of(given):
    with pytest.raises(RunPlanError) as raised:
        require_parameters(DECLARED, given, PLACE)
    return raised.value.text("en").splitlines()[1:]


def faults_in(cell):
    with pytest.raises(RunPlanError) as raised:
        parse_parameters(cell, "x.ipynb")
    return raised.value.text("en").splitlines()[1:]


def test_a_parameters_cell_is_read_with_types_units_ranges_choices_and_help():
    assert (
        Parameter("lang", "str", "zh", help="language of the page", choices=("zh", "en")),
        Parameter("goal_growth_pct", "float", 5.0, "%", "goal for annual growth", 0.0, 30.0),
        Parameter("target_year", "int", 2022, help="last year", low=2019.0, high=2035.0),
        Parameter("with_table", "bool", True),
        Parameter("years", "list[int]"[5:-1], [2017, 2018], help="years shown", low=2000.0, high=2030.0, is_list=True),
        Parameter("segment", "str", "cluster"),
    ) == DECLARED


def test_the_cell_is_read_and_never_run(tmp_path):
    path = tmp_path / "x.ipynb"
    marker = tmp_path / "ran"
    write_notebook(path, f"open({str(marker)!r}, 'w')", parameters="lang: str = 'zh'\n")
    assert [parameter.name for parameter in read_parameters(path)] == ["lang"]
    write_notebook(path, parameters=f"lang: str = open({str(marker)!r}, 'w').name\n")
    with pytest.raises(RunPlanError, match="literal"):
        read_parameters(path)
    assert not marker.exists()


def test_given_values_come_back_in_their_declared_types():
    taken = require_parameters(DECLARED, {"goal_growth_pct": 8, "target_year": 2021, "years": [2018]}, PLACE)
    assert taken == {"goal_growth_pct": 8.0, "target_year": 2021, "years": [2018]}
    assert type(taken["goal_growth_pct"]) is float


def test_every_fault_of_the_given_values_is_reported_at_once_with_its_place():
    faults = faults_of({"segmnt": "copper", "goal_growth_pct": "5", "target_year": 2050, "lang": "de"})
    assert [fault.split(": ", 1)[0] for fault in faults] == ["suite.yml row 7"] * 4
    assert "did you mean segment?" in faults[0]
    assert "must be of type float, found '5'" in faults[1]
    assert "target_year is 2050, outside 2019..2035" in faults[2]
    assert "lang is 'de', but must be one of zh, en" in faults[3]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("goal_growth_pct", True, "must be of type float"),
        ("goal_growth_pct", float("nan"), "must be of type float"),
        ("goal_growth_pct", [5, 8], "must be one float, found the list"),
        ("goal_growth_pct", -0.1, "outside 0..30 %"),
        ("goal_growth_pct", 10**400, "outside 0..30 %"),
        ("target_year", 2022.0, "must be of type int"),
        ("target_year", True, "must be of type int"),
        ("with_table", 1, "must be of type bool"),
        ("years", 2018, "must be a list"),
        ("years", [2018, "x"], "must be of type list[int]"),
        ("years", [1999], "outside 2000..2030"),
        ("segment", None, "must be of type str"),
        ("segment", 3, "must be of type str"),
        ("colour", "red", "unknown parameter colour; known are lang, goal_growth_pct"),
    ],
)
def test_a_value_that_the_notebook_does_not_take_is_refused(name, value, words):
    (fault,) = faults_of({name: value})
    assert words in fault


@pytest.mark.parametrize("edge", [0, 30, 0.0, 30.0])
def test_the_ends_of_a_range_belong_to_it(edge):
    assert require_parameters(DECLARED, {"goal_growth_pct": edge}, PLACE) == {"goal_growth_pct": edge}


@given(st.one_of(st.integers(), st.floats(), st.text(), st.booleans(), st.none(), st.lists(st.integers())))
def test_a_float_parameter_takes_exactly_the_finite_numbers_of_its_range(value):
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    is_good = is_number and value == value and 0 <= value <= 30  # noqa: PLR0124 - NaN is not itself
    if is_good:
        assert require_parameters(DECLARED, {"goal_growth_pct": value}, PLACE) == {"goal_growth_pct": value}
    else:
        assert len(faults_of({"goal_growth_pct": value})) == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("a: float = 2 * 3", "the default of a must be a literal, but is 2 * 3"),
        ("a = {[1]: 2}", "the default of a must be a literal, but is {[1]: 2}"),
        ("a = b = 1", "may only hold lines of the form name: type = default, but this is a = b = 1"),
        ("import os", "but this is import os"),
        ("a: int", "but this is a: int"),
        ("a: Decimal = 1", "a has the type Decimal; known are str, int, float, bool"),
        ("a = None", "a has the type NoneType"),
        ("a: int = 3.5", "the default of a, 3.5, breaks its own declaration"),
        ("a: int = 9  # number {0..5}", "the default of a, 9, breaks its own declaration (type int, values 0..5)"),
        ("a: int = 1  # number {one, two}", "the limits of a cannot be read: {one, two}"),
        ("a: int = 1\na: int = 2", "a is declared twice"),
        ("a: int = (", "not valid Python"),
    ],
)
def test_a_line_that_declares_no_parameter_is_refused(line, words):
    (fault,) = faults_in(line)
    assert words in fault


def test_all_faults_of_a_cell_come_at_once_with_their_lines():
    faults = faults_in("a: float = x\n# a note\nimport os\nb: int = 'two'\n")
    assert [fault.split(":")[0] for fault in faults] == ["x.ipynb row 1", "x.ipynb row 3", "x.ipynb row 4"]


def test_a_notebook_without_a_parameters_cell_and_a_file_that_is_none_are_named(tmp_path):
    write_notebook(tmp_path / "x.ipynb", "1 + 1", parameters=None)
    with pytest.raises(RunPlanError, match="no cell is tagged parameters"):
        read_parameters(tmp_path / "x.ipynb", "x.ipynb")
    for content in ("{", "[]", "3", '{"cells": 3}', '{"cells": [3]}'):
        (tmp_path / "y.ipynb").write_text(content, encoding="utf-8")
        with pytest.raises(RunPlanError, match="not a readable notebook"):
            read_parameters(tmp_path / "y.ipynb")
    with pytest.raises(RunPlanError, match="no such notebook"):
        read_parameters(tmp_path / "z.ipynb")


def test_faults_speak_chinese_as_well():
    with pytest.raises(RunPlanError) as raised:
        require_parameters(DECLARED, {"segmnt": "copper"}, PLACE)
    assert raised.value.text("zh").splitlines()[1].startswith("suite.yml 第7行：未知参数 segmnt，是否应为 segment？")
