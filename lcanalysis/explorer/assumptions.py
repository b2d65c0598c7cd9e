"""What a user assumes, kept as a file of parameters: papermill and the run plan take it, the explorer loads it again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from lcanalysis.briefing.staging import replace_files
from lcanalysis.errors import Fault, RunPlanError, UsageError
from lcanalysis.files.regular_files import read_text
from lcanalysis.forecasting import MIX
from lcanalysis.notebooks.parameters import parse_parameters, require_parameters
from lcanalysis.provenance import Place
from lcanalysis.runner.run_plan import OWN
from lcanalysis.wording import say

NOTEBOOK: Final = "explore.ipynb"
PLAN_GOAL: Final = "plan"
"""In place of a goal's name: the plan's first for the segment's revenue, a level before growth."""
OWN_GOAL: Final = "own"
"""In place of a goal of the plan: the growth of `goal_growth_pct`."""
DECLARED: Final = """\
lang: str = "zh"  # language of the page {zh, en}
data: str = "data"  # plan folder
segment: str = "cluster"  # segment of the plan
target_year: int = 2022  # [year] by when the goal is to be reached {2019..2035}
reference: str = "mix"  # name of a reference class, or mix for those that the plan uses
goal: str = "plan"  # goal to be examined: plan for the first of the plan, own for the growth below, or a name
goal_growth_pct: float = 5.0  # [%] annual growth to be examined {0..30}
volume_growth_pct: float = 3.0  # [%] assumed annual growth of volume {-30..30}
price_growth_pct: float = 2.0  # [%] assumed annual growth of prices {-30..30}
cap_100m_yuan: float = 0.0  # [100 million yuan] level that revenue is assumed never to exceed; 0 for none {0..1000000}
"""
PARAMETERS: Final = parse_parameters(DECLARED, NOTEBOOK)
"""The parameters of the notebook, as its own cell declares them."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """One state of the explorer.

    - `segment`: a segment of the plan.
    - `target_year`: by when the goal is to be reached.
    - `reference`: a reference class, or ``mix`` for all recommended ones.
    - `goal`: a goal of the plan for the segment's revenue; ``plan`` for the first of these; ``own``.
    - `goal_growth_pct`: with ``own``, or where the plan has no goal: the annual growth to be reached, in percent.
    - `volume_growth_pct`, `price_growth_pct`: assumed annual growth of volume and of prices, in percent.
    - `cap_100m_yuan`: a level in 100 million yuan that revenue is assumed never to exceed, such as a capacity; 0 for
      none.
    """

    segment: str = "cluster"
    target_year: int = 2022
    reference: str = MIX
    goal: str = PLAN_GOAL
    goal_growth_pct: float = 5.0
    volume_growth_pct: float = 3.0
    price_growth_pct: float = 2.0
    cap_100m_yuan: float = 0.0

    @property
    def revenue_growth_pct(self) -> float:
        """Annual growth of revenue, in percent: (1 + volume)(1 + price) - 1.

        >>> round(Assumptions(volume_growth_pct=3, price_growth_pct=2).revenue_growth_pct, 6)
        5.06
        """
        return ((1 + self.volume_growth_pct / 100) * (1 + self.price_growth_pct / 100) - 1) * 100


def limits(name: str) -> tuple[float, float]:
    """Return the least and the greatest value of a parameter that is a number."""
    found = next(parameter for parameter in PARAMETERS if parameter.name == name)
    if found.low is None or found.high is None:
        raise ValueError(f"{name} has no limits")
    return found.low, found.high


def require_assumptions(given: dict[str, Any], place: Place) -> Assumptions:
    """Return checked parameters as assumptions; language and plan folder are the program's and left out.

    Raises `RunPlanError` with all faults at once, as for any notebook.
    """
    checked = require_parameters(PARAMETERS, given, place)
    return Assumptions(**{name: value for name, value in checked.items() if name not in OWN})


def save_assumptions(assumptions: Assumptions, path: str | Path, lang: str) -> Path:
    """Write a parameter file (YAML), with a remark on how it is used, and return its path.

    It serves as ``papermill -f FILE`` and, copied under ``parameters:``, in suite.yml: language and plan folder, which
    the run plan gives itself, are not in it. Equal assumptions make equal bytes.

    Raises `UsageError` if its name does not end in ``.yml``, another file than one of the explorer has the name, or the
    folder cannot be written to; `RunPlanError` if an assumption is out of its range.
    """
    target = Path(path)
    if target.suffix != ".yml":
        raise UsageError("explorer.bad_file_name", name=target.name)
    values = asdict(assumptions)
    require_parameters(PARAMETERS, values, Place(target.name))
    if target.exists():
        _require_own(target)
    remark = say("explorer.file_remark", lang, file=target.name, notebook=NOTEBOOK, lang=lang)
    text = "".join(f"# {line}\n" for line in remark.splitlines()) + yaml.safe_dump(values, sort_keys=False)
    try:
        replace_files(target.parent, {target.name: text.encode()})
    except OSError as problem:
        raise UsageError("explorer.not_written", name=target.name, problem=problem.strerror or "") from None
    return target


def _require_own(path: Path) -> None:
    """Raise if a file that is there already is not the explorer's own: a run plan must not be lost to a name."""
    try:
        load_assumptions(path)
    except (RunPlanError, UsageError):
        raise UsageError("explorer.not_ours", name=path.name) from None


def load_assumptions(path: str | Path) -> Assumptions:
    """Return the assumptions of a parameter file; what it does not name has its default.

    Raises `UsageError` if there is no such file; `RunPlanError` with all faults at once: not YAML, unknown names, wrong
    types, values out of range.
    """
    source = Path(path)
    place = Place(source.name)
    try:
        found = yaml.safe_load(read_text(source))
    except OSError:
        raise UsageError("explorer.no_file", name=source.name, folder=source.parent.resolve().name) from None
    except (yaml.YAMLError, ValueError, RecursionError):  # no text, no YAML, or a date or number that is none
        found = None
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found):
        raise RunPlanError("runner.faults", faults=[Fault(place, "explorer.not_parameters")])
    return require_assumptions(found, place)
