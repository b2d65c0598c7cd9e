"""A notebook's parameters: read from its parameters cell without running it, and checked before a kernel starts.

papermill itself runs a misspelt or ill-typed parameter and reports success. Here the one cell tagged
`parameters` declares everything once, in a form papermill and Python read as well::

    goal_growth_pct: float = 5.0  # [%] goal for annual growth {0..30}
    segment: str = "cluster"  # segment of the cluster {cluster, copper, aluminium, sheet, tube}
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from lcanalysis.errors import Fault, RunPlanError
from lcanalysis.files.regular_files import read_text, unreadable
from lcanalysis.notebooks.parameter_cell import PARAMETERS, Assignment, NoAssignment, NotPythonError, assignments
from lcanalysis.provenance import Place

TYPES: Final[dict[str, type]] = {"str": str, "int": int, "float": float, "bool": bool}
_RANGE: Final = re.compile(r"\s*(?P<low>[-+]?[\d.]+?)\s*\.\.\s*(?P<high>[-+]?[\d.]+)\s*$")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter of a notebook.

    `type` is ``str``, ``int``, ``float`` or ``bool``; `is_list` says that it takes a list of these. A number lies in
    [`low`, `high`] if they are given; a value is one of `choices` if there are any. `row` is its line in the cell.
    """

    name: str
    type: str
    default: Any
    unit: str = ""
    help: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[Any, ...] = ()
    is_list: bool = False
    row: int = field(default=0, compare=False)

    @property
    def type_name(self) -> str:
        """The type as the annotation writes it.

        >>> Parameter("years", "int", [2018], is_list=True).type_name
        'list[int]'
        """
        return f"list[{self.type}]" if self.is_list else self.type

    @property
    def range(self) -> str:
        """The allowed values as the comment writes them, without braces; empty if any value of the type will do.

        >>> Parameter("goal_growth_pct", "float", 5.0, low=0, high=30).range
        '0..30'
        """
        if self.choices:
            return ", ".join(str(choice) for choice in self.choices)
        return "" if self.low is None or self.high is None else f"{self.low:g}..{self.high:g}"

    def fault_of(self, value: Any) -> tuple[str, dict[str, Any]] | None:
        """Return the wording key and fields of what is wrong with `value`, or None if it will do."""
        shown = {"name": self.name, "found": repr(value), "type": self.type_name}
        if isinstance(value, (list, tuple)) != self.is_list:
            return ("runner.list_wanted" if self.is_list else "runner.list_given"), shown
        for item in value if self.is_list else (value,):
            if not _is_of(self.type, item):
                return "runner.wrong_type", shown
            if self.choices and item not in self.choices:
                return "runner.not_a_choice", shown | {"choices": self.range}
            if self.low is not None and self.high is not None and not self.low <= item <= self.high:
                return "runner.out_of_range", shown | {"range": self.range, "unit": self.unit}
        return None

    def normal(self, value: Any) -> Any:
        """Return an accepted `value` in the declared type: 5 is 5.0 where a float is meant."""
        if self.is_list:
            return [TYPES[self.type](item) for item in value]
        return TYPES[self.type](value)


def _is_of(type_: str, value: Any) -> bool:
    if isinstance(value, bool):
        return type_ == "bool"
    if type_ == "float":
        return isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))
    return isinstance(value, TYPES[type_])


def read_parameters(path: Path, name: str | None = None) -> tuple[Parameter, ...]:
    """Return the parameters that a notebook declares, in their order; nothing of it is run.

    `name`: how it is called in messages; its path by default. Raises `RunPlanError` if the file is no notebook, has no
    cell tagged `parameters`, or the cell holds something else than ``name: type = literal`` lines: all faults at once.
    A line's row is counted within the cell.
    """
    shown = name or path.as_posix()
    try:
        return parameters_of(json.loads(read_text(path)), shown)
    except FileNotFoundError:
        raise RunPlanError("runner.faults", faults=[Fault(Place(shown), "runner.no_notebook")]) from None
    except OSError as problem:
        raise RunPlanError("runner.faults", faults=[unreadable(Place(shown), problem)]) from None
    except (ValueError, RecursionError):
        raise RunPlanError("runner.faults", faults=[Fault(Place(shown), "runner.not_a_notebook")]) from None


def parameters_of(document: Any, name: str) -> tuple[Parameter, ...]:
    """Return the parameters that a notebook's document declares; see `read_parameters`."""
    try:
        tagged = [cell for cell in document["cells"] if PARAMETERS in cell.get("metadata", {}).get("tags", [])]
        is_sound = isinstance(document["metadata"], dict) and all(map(_is_cell, document["cells"]))
    except (KeyError, TypeError, AttributeError):
        is_sound = False
    if not is_sound:
        raise RunPlanError("runner.faults", faults=[Fault(Place(name), "runner.not_a_notebook")])
    if not tagged:
        raise RunPlanError("runner.faults", faults=[Fault(Place(name), "runner.no_parameters_cell")])
    source = tagged[0]["source"]
    return parse_parameters(source if isinstance(source, str) else "".join(source), name)


def _is_cell(cell: Any) -> bool:
    source = cell["source"]
    lines = source if isinstance(source, list) else [source]
    outputs = cell["outputs"] if cell["cell_type"] == "code" else []
    return (
        all(isinstance(line, str) for line in lines)
        and isinstance(cell["metadata"], dict)
        and all(isinstance(output["output_type"], str) for output in outputs)
    )


def parse_parameters(source: str, name: str) -> tuple[Parameter, ...]:
    """Return the parameters declared by the source of a parameters cell.

    Raises `RunPlanError` with every line that is no such declaration.

    >>> (goal,) = parse_parameters("goal_growth_pct: float = 5.0  # [%] goal for annual growth {0..30}", "x.ipynb")
    >>> goal.unit, goal.help, goal.low, goal.high
    ('%', 'goal for annual growth', 0.0, 30.0)
    """
    try:
        lines = list(assignments(source))
    except NotPythonError as problem:
        raise RunPlanError("runner.faults", faults=[Fault(Place(name, problem.row), "runner.not_python")]) from None
    found: list[Parameter] = []
    faults: list[Fault] = []
    for line in lines:
        parsed = line if isinstance(line, NoAssignment) else _declared(line)
        if isinstance(parsed, NoAssignment):
            faults.append(Fault(Place(name, parsed.row), parsed.key, parsed.fields))
            continue
        found.append(parsed)
        if parsed.fault_of(parsed.default):
            faults.append(Fault(Place(name, parsed.row), "runner.bad_default", _default_fields(parsed)))
    names = [parameter.name for parameter in found]
    faults += [
        Fault(Place(name, parameter.row), "runner.declared_twice", {"name": parameter.name})
        for index, parameter in enumerate(found)
        if parameter.name in names[:index]
    ]
    RunPlanError.raise_if_any(faults, key="runner.faults")
    return tuple(found)


def _default_fields(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "found": repr(parameter.default),
        "type": parameter.type_name,
        "range": parameter.range,
    }


def _declared(line: Assignment) -> Parameter | NoAssignment:
    type_ = line.annotation or _type_of(line.value)
    is_list = type_.startswith("list[") and type_.endswith("]")
    plain = type_.removeprefix("list[").removesuffix("]") if is_list else type_
    if plain not in TYPES:
        fields = {"name": line.name, "found": type_, "types": ", ".join(TYPES)}
        return NoAssignment(line.row, "runner.unknown_type", fields)
    try:
        low, high, choices = _limits(plain, line.limits or "")
    except ValueError:
        return NoAssignment(line.row, "runner.bad_limits", {"name": line.name, "found": line.limits})
    return Parameter(line.name, plain, line.value, line.unit, line.help, low, high, choices, is_list, line.row)


def _type_of(default: Any) -> str:
    if isinstance(default, list) and default:
        return f"list[{type(default[0]).__name__}]"
    return type(default).__name__


def _limits(type_: str, limits: str) -> tuple[float | None, float | None, tuple[Any, ...]]:
    """Return the least and the greatest value, or the choices, that a comment's braces give."""
    span = _RANGE.match(limits)
    if span and type_ in {"int", "float"}:
        return float(span["low"]), float(span["high"]), ()
    return None, None, tuple(_choice(type_, part.strip()) for part in limits.split(",") if part.strip())


def _choice(type_: str, text: str) -> Any:
    if type_ == "bool":
        if text not in {"True", "False"}:
            raise ValueError(text)
        return text == "True"
    return TYPES[type_](text.strip("\"'") if type_ == "str" else text)


def check_parameters(
    parameters: tuple[Parameter, ...], given: Mapping[str, Any], place: Place, places: Mapping[str, Place] | None = None
) -> tuple[Fault, ...]:
    """Return every fault of the `given` values of a notebook's parameters.

    `places` has the place of single values, where it is known better than `place`.
    """
    return tuple(_faults(parameters, given, place, places or {}))


def _faults(
    parameters: tuple[Parameter, ...], given: Mapping[str, Any], place: Place, places: Mapping[str, Place]
) -> Iterator[Fault]:
    known = {parameter.name: parameter for parameter in parameters}
    for name, value in given.items():
        where = places.get(name, place)
        if name not in known:
            near = get_close_matches(name, known, n=1)
            key = "runner.unknown_parameter_near" if near else "runner.unknown_parameter"
            yield Fault(where, key, {"name": name, "near": near[0] if near else "", "known": ", ".join(known)})
            continue
        problem = known[name].fault_of(value)
        if problem:
            yield Fault(where, *problem)


def require_parameters(parameters: tuple[Parameter, ...], given: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """Return the `given` values in their declared types.

    Raises `RunPlanError` with all faults at once: unknown names (and the nearest known), wrong types, values out of
    range or not among the choices, lists where one value is meant.

    >>> declared = parse_parameters("goal_growth_pct: float = 5.0  # [%] goal {0..30}", "x.ipynb")
    >>> require_parameters(declared, {"goal_growth_pct": 8}, Place("x.ipynb"))
    {'goal_growth_pct': 8.0}
    """
    RunPlanError.raise_if_any(check_parameters(parameters, given, place), key="runner.faults")
    known = {parameter.name: parameter for parameter in parameters}
    return {name: known[name].normal(value) for name, value in given.items()}
