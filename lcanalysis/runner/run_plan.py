"""The run plan: which notebook, with which parameters, in which languages; checked whole before anything runs."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field, PositiveInt, StringConstraints

from lcanalysis.briefing.masthead import FORMATS, HTML, Format
from lcanalysis.declarations.yaml_files import Declared, NodePath, line_of, load_declaration
from lcanalysis.definition import Definition
from lcanalysis.errors import Fault, RunPlanError
from lcanalysis.files.confined_paths import lies_within
from lcanalysis.names import is_file_name
from lcanalysis.notebooks.parameters import Parameter, check_parameters, read_parameters
from lcanalysis.provenance import Place
from lcanalysis.runner.delivery.declaration import FOLDER, Deliver
from lcanalysis.wording import Lang, load_catalogue, say

OWN: Final = ("lang", "data")
"""Parameters that the runner itself gives to every notebook."""
OF_A_GOAL: Final = ("indicator", "entity", "target_year")
"""Parameters of a run that is made for each goal."""
_SAMPLE: Final = {"indicator": "indicator", "entity": "entity", "target_year": 2000}
_RESERVED: Final = ("index", "manifest", "results", "log", "tables")

Notebook = Annotated[str, StringConstraints(pattern=r"^([\w\-][\w\-. ]*/)*[\w\-][\w\-. ]*\.ipynb$")]


class Unpublished(Declared):
    """Another notebook for a run whose figure the data do not hold.

    `entity` may name parameters in braces. The figure is published if the plan's own area has a yearly one.
    """

    indicator: Annotated[str, StringConstraints(min_length=1)]
    entity: Annotated[str, StringConstraints(min_length=1)]
    notebook: Notebook


class RunTemplate(Declared):
    """One entry of `runs`: a notebook and the sets of parameters it runs with.

    `id` may name parameters in braces. Every combination of the lists in `matrix` gives a run. `timeout_s` is
    the time limit of each cell, in seconds, and `run_timeout_s` that of the whole run; a failed run is tried again
    `retries` times. `needs` lists ids of runs whose numbers the notebook reads; they are made before it.
    `unless_published` names another notebook for where a figure was not published. With `each_goal` there is a run for each
    figure that is published and has a goal, unless another run tells of it: `indicator`, `entity` and `target_year` are given.
    """

    id: Annotated[str, StringConstraints(min_length=1)]
    notebook: Notebook
    parameters: dict[str, Any] = Field(default_factory=dict)
    matrix: dict[str, Annotated[list[Any], Field(min_length=1)]] = Field(default_factory=dict)
    timeout_s: PositiveInt = 120
    run_timeout_s: PositiveInt | None = None
    retries: Annotated[int, Field(ge=0, le=10)] = 0
    needs: list[str] = Field(default_factory=list)
    unless_published: Unpublished | None = None
    each_goal: bool = False


class Suite(Declared):
    """All of suite.yml. `edition` names the edition; ``{vintage}`` stands for the newest vintage of the data.

    `formats` are those of the edition: pages, and beside them documents of each run and the tables as a workbook.
    `deliver` says what happens to an edition once it is complete; nothing by default.
    """

    languages: Annotated[list[Lang], Field(min_length=1)]
    edition: Annotated[str, StringConstraints(min_length=1)] = "{vintage}"
    formats: list[Format] = Field(default=[HTML])
    runs: Annotated[list[RunTemplate], Field(min_length=1)]
    deliver: Deliver = Field(default_factory=Deliver)


@dataclass(frozen=True, slots=True)
class Run:
    """One execution: a notebook with one set of parameters in one language.

    `notebook` is the path from the repository; `parameters` hold the declared ones, not `lang` and `data`. The
    executed notebook is written as `executed`, the page as `page`. `unless_published` names the figure without which
    another notebook is run. With `each_goal` it stands for runs that the plan's goals and figures decide, and its id names
    their parameters in braces.
    """

    id: str
    notebook: str
    parameters: Mapping[str, Any]
    lang: Lang
    is_first_language: bool
    timeout_s: int = field(default=120, compare=False)
    run_timeout_s: int | None = field(default=None, compare=False)
    retries: int = field(default=0, compare=False)
    needs: tuple[str, ...] = field(default=(), compare=False)
    unless_published: Unpublished | None = field(default=None, compare=False)
    each_goal: bool = field(default=False, compare=False)

    @property
    def name(self) -> str:
        """The run and its language, as messages call it."""
        return f"{self.id}.{self.lang}"

    @property
    def executed(self) -> str:
        """File name of the executed notebook."""
        return f"{self.id}.ipynb" if self.is_first_language else f"{self.name}.ipynb"

    @property
    def page(self) -> str:
        """File name of the page."""
        return f"{self.name}.html"


def about_run(run: Run, definition: Definition) -> str:
    """Return a run's parameters as its readers call them, names first: codes of the plan by name, rates in percent.

    A parameter whose name ends in ``_pct`` is in percent; a text is the name of an entity, if it is one. What a number
    means is said where the catalogue has words for the parameter.
    """
    names = [definition.name(value, run.lang) for value in run.parameters.values() if isinstance(value, str)]
    numbers = [
        _number_in_words(name, f"{value:g}%" if name.endswith("_pct") else f"{value}", run.lang)
        for name, value in run.parameters.items()
        if not isinstance(value, str)
    ]
    return say("runner.list_comma", run.lang).join([*names, *numbers])


def _number_in_words(name: str, value: str, lang: Lang) -> str:
    key = f"runner.about_{name}"
    return say(key, lang, value=value) if key in load_catalogue("runner", lang) else value


@dataclass(frozen=True, slots=True)
class RunPlan:
    """A validated run plan: the concrete runs in the order they are declared, languages within."""

    languages: tuple[Lang, ...]
    edition: str
    runs: tuple[Run, ...]
    deliver: Deliver = field(default_factory=Deliver)
    formats: tuple[str, ...] = (HTML,)

    def waves(self) -> Iterator[tuple[Run, ...]]:
        """Yield the runs such that what a run needs was yielded before it."""
        made: set[str] = set()
        waiting = self.runs
        while waiting:
            wave = tuple(run for run in waiting if made.issuperset(run.needs))
            yield wave
            made |= {run.id for run in wave}
            waiting = tuple(run for run in waiting if run.id not in made)

    def edition_name(self, vintage: str) -> str:
        """Return the default name of an edition of data whose newest vintage is `vintage`."""
        return self.edition.replace("{vintage}", vintage)


def with_needs(plan: RunPlan, names: frozenset[str]) -> frozenset[str]:
    """Return names of runs with those of the runs they need, each in its own language."""
    found = set(names)
    for run in reversed([run for wave in plan.waves() for run in wave]):
        if run.name in found:
            found |= {f"{name}.{run.lang}" for name in run.needs}
    return frozenset(found)


def load_run_plan(path: Path, notebooks: Path | None = None) -> RunPlan:
    """Read a run plan, expand it into concrete runs and check every parameter; no notebook is run.

    `path`: ``suite.yml``. `notebooks`: where the notebooks lie that it names; beside it by default. Raises
    `RunPlanError` with all faults at once: unknown fields, notebooks and parameters, values that the notebooks do not
    take, names that are no file names or that two runs share; a delivery that lies with a plan's data, or leads out of
    the project.
    """
    folder = notebooks or path.parent
    shown = f"{path.parent.name}/{path.name}"
    suite, lines = load_declaration(path, Suite, name=shown, error=RunPlanError)
    faults: list[Fault] = []
    declared: dict[str, tuple[Parameter, ...]] = {}
    for notebook, at in _notebooks(suite):
        if notebook in declared:
            continue
        try:
            declared[notebook] = read_parameters(folder / notebook, f"{folder.name}/{notebook}")
        except RunPlanError as problem:
            faults += [_named(shown, line_of(lines, at), fault, folder) for fault in problem.faults]
            declared[notebook] = ()
            continue
        faults += _own_faults(declared[notebook], suite.languages, Place(f"{folder.name}/{notebook}"))
    runs: list[tuple[Run, int]] = []
    for index, template in enumerate(suite.runs):
        parameters = declared[template.notebook]
        if not parameters:
            continue
        found = tuple(_template_faults(template, parameters, shown, lines, ("runs", index)))
        other = template.unless_published
        if other and declared[other.notebook] and not found:
            found = tuple(_template_faults(template, declared[other.notebook], shown, lines, ("runs", index)))
        faults += found
        if not found:
            line = line_of(lines, ("runs", index, "id"))
            runs += ((run, line) for run in _expand(template, parameters, suite.languages, folder.name))
    faults += _format_faults(suite, shown, lines)
    faults += _delivery_faults(
        suite, Place(shown), lines, folder if folder.resolve() != path.parent.resolve() else None
    )
    faults += _name_faults(runs, suite, shown, lines)
    if not faults:
        faults += _need_faults(runs, shown)
    RunPlanError.raise_if_any(faults, key="runner.faults")
    return RunPlan(
        tuple(suite.languages),
        suite.edition,
        tuple(run for run, _ in runs),
        suite.deliver,
        tuple(sorted(suite.formats, key=FORMATS.index)),
    )


def _notebooks(suite: Suite) -> Iterator[tuple[str, NodePath]]:
    """Yield the notebooks of a run plan, each with the place that names it."""
    for index, template in enumerate(suite.runs):
        yield template.notebook, ("runs", index, "notebook")
        if template.unless_published:
            yield template.unless_published.notebook, ("runs", index, "unless_published", "notebook")


def _named(shown: str, line: int, fault: Fault, folder: Path) -> Fault:
    """Return a notebook's fault; a missing one is a fault of the line that names it."""
    if fault.key != "runner.no_notebook":
        return fault
    known = ", ".join(sorted(path.name for path in folder.glob("*.ipynb")))
    return Fault(Place(shown, line), "runner.unknown_notebook", {"notebook": fault.place.file, "known": known})


def _own_faults(parameters: tuple[Parameter, ...], languages: Sequence[str], place: Place) -> Iterator[Fault]:
    known = {parameter.name: parameter for parameter in parameters}
    for name, values in (("lang", languages), ("data", ("data",))):
        if name not in known:
            yield Fault(place, "runner.own_missing", {"name": name})
        else:
            problems = (known[name].fault_of(value) for value in values)
            yield from (Fault(place, *problem) for problem in problems if problem)


def _template_faults(
    template: RunTemplate, parameters: tuple[Parameter, ...], shown: str, lines: dict[NodePath, int], at: NodePath
) -> Iterator[Fault]:
    def place(*path: str | int) -> Place:
        return Place(shown, line_of(lines, (*at, *path)))

    for section, names in (("parameters", template.parameters), ("matrix", template.matrix)):
        for name in names:
            if name in OWN:
                yield Fault(place(section, name), "runner.own_parameter", {"name": name})
            elif section == "matrix" and name in template.parameters:
                yield Fault(place(section, name), "runner.given_twice", {"name": name})
    fixed = {name: value for name, value in template.parameters.items() if name not in OWN}
    places = {name: place("parameters", name) for name in fixed}
    yield from check_parameters(parameters, fixed, place("parameters"), places)
    for name, values in template.matrix.items():
        if name not in OWN:
            for index, value in enumerate(values):
                yield from check_parameters(parameters, {name: value}, place("matrix", name, index))
    given = OF_A_GOAL if template.each_goal else ()
    yield from check_parameters(parameters, {name: _SAMPLE[name] for name in given}, place("each_goal"))
    yield from _bad_names(template.id, {*fixed, *template.matrix, *given}, place("id"))
    if template.unless_published:
        known = {parameter.name for parameter in parameters}
        yield from _bad_names(template.unless_published.entity, known, place("unless_published", "entity"))


def _bad_names(text: str, known: Collection[str], place: Place) -> Iterator[Fault]:
    """Yield what stands in braces in a text and is no parameter that is known there."""
    for wanted in sorted(_fields(text) - set(known)):
        yield Fault(place, "runner.bad_id", {"id": text, "name": wanted})


def _fields(template: str) -> set[str]:
    """Return the names in braces; anything but a plain ``{name}`` is returned as it stands, so that it is refused."""
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError:
        return {template}
    return {
        name if not (form or conversion) else f"{name}!{conversion}:{form}"
        for _, name, form, conversion in parts
        if name is not None
    }


def _expand(
    template: RunTemplate, parameters: tuple[Parameter, ...], languages: Sequence[Lang], folder: str
) -> Iterator[Run]:
    known = {parameter.name: parameter for parameter in parameters}
    for combination in product(*template.matrix.values()):
        given = template.parameters | dict(zip(template.matrix, combination, strict=True))
        values = {name: known[name].normal(value) for name, value in given.items()}
        open_names = {key: f"{{{key}}}" for key in OF_A_GOAL if template.each_goal}
        name = template.id.format_map(open_names | {key: _in_name(value) for key, value in values.items()})
        other = _resolved(template.unless_published, values, known, folder)
        for lang in languages:
            notebook = f"{folder}/{template.notebook}"
            yield Run(
                name, notebook, values, lang, lang == languages[0],
                template.timeout_s, template.run_timeout_s, template.retries, tuple(template.needs), other, template.each_goal,
            )  # fmt: skip


def _resolved(
    other: Unpublished | None, values: Mapping[str, Any], known: Mapping[str, Parameter], folder: str
) -> Unpublished | None:
    """Return the other notebook of a run with the entity that its parameters name."""
    if other is None:
        return None
    every = {name: str(values.get(name, parameter.default)) for name, parameter in known.items()}
    return Unpublished(
        indicator=other.indicator, entity=other.entity.format_map(every), notebook=f"{folder}/{other.notebook}"
    )


def _in_name(value: Any) -> str:
    if isinstance(value, list):
        return "-".join(_in_name(item) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _format_faults(suite: Suite, shown: str, lines: dict[NodePath, int]) -> Iterator[Fault]:
    """Yield formats that are missing or given twice, and such as cannot be made on this machine."""
    if HTML not in suite.formats:
        yield Fault(Place(shown, line_of(lines, ("formats",))), "document.no_html")
    for index, kind in enumerate(suite.formats):
        place = Place(shown, line_of(lines, ("formats", index)))
        if kind in suite.formats[:index]:
            yield Fault(place, "document.format_twice", {"format": kind})
        elif kind == "pdf" and find_spec("typst") is None:
            yield Fault(place, "document.no_typst")


def _delivery_faults(suite: Suite, place: Place, lines: dict[NodePath, int], elsewhere: Path | None) -> Iterator[Fault]:
    """Yield what must not be delivered so: a plan folder runs and sends nothing, and paths stay in the project.

    `elsewhere` is the folder of the notebooks, where this run plan does not lie beside them but with a plan's data.
    """
    if elsewhere is not None and "deliver" in suite.model_fields_set:
        fields = {"file": f"{elsewhere.name}/suite.yml"}
        yield Fault(replace(place, row=line_of(lines, ("deliver",))), "runner.delivery_in_data", fields)
    webhook = suite.deliver.webhook
    if webhook and not lies_within(webhook.folder):
        line = line_of(lines, ("deliver", "webhook", "folder"))
        fields = {"folder": webhook.folder, "name": FOLDER}
        yield Fault(replace(place, row=line), "runner.delivery_leads_out", fields)


def _name_faults(runs: list[tuple[Run, int]], suite: Suite, shown: str, lines: dict[NodePath, int]) -> Iterator[Fault]:
    """Yield names that are no file names everywhere, and files that two runs would write."""
    if len(set(suite.languages)) < len(suite.languages):
        yield Fault(Place(shown, line_of(lines, ("languages",))), "runner.language_twice")
    if _fields(suite.edition) - {"vintage"} or not is_file_name(suite.edition.replace("{vintage}", "0")):
        yield Fault(Place(shown, line_of(lines, ("edition",))), "runner.bad_edition", {"edition": suite.edition})
    held: dict[str, Run] = {}
    reported: set[str] = set()
    for run, line in runs:
        files = {file.casefold(): file for file in (run.executed, run.page)}
        name = run.id.format_map(_SAMPLE) if run.each_goal else run.id
        if not is_file_name(name) or name.lower() in _RESERVED:
            key, fields = "runner.bad_name", {"name": run.id}
        elif shared := [file for file in files if held.setdefault(file, run) is not run]:
            key, fields = "runner.same_name", {"name": run.id, "file": files[shared[0]]}
        else:
            continue
        if run.id not in reported:
            reported.add(run.id)
            yield Fault(Place(shown, line), key, fields)


def _need_faults(runs: list[tuple[Run, int]], shown: str) -> Iterator[Fault]:
    """Yield needs that no run has the id of, and runs that wait for each other."""
    known = {run.id: (run, line) for run, line in runs}
    for run, line in known.values():
        for wanted in sorted(set(run.needs) - known.keys()):
            yield Fault(Place(shown, line), "runner.unknown_need", {"name": run.id, "needs": wanted})
    made: set[str] = set()
    while wave := {name for name, (run, _) in known.items() if name not in made and made.issuperset(run.needs)}:
        made |= wave
    circle = {name for name in known.keys() - made if known.keys() >= set(known[name][0].needs)}
    for name in sorted(circle):
        run, line = known[name]
        yield Fault(Place(shown, line), "runner.circular_needs", {"name": name, "needs": ", ".join(run.needs)})
