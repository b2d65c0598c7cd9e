"""Change one input of a plan and calculate all runs of the run plan anew: which numbers move with it?"""

import ast
import csv
import hashlib
import io
import re
import shutil
from decimal import Decimal

import nbformat
import pytest
import yaml
from runner_project import ROOT

import lcanalysis
from lcanalysis.charts import Chart
from lcanalysis.charts.chart_exhibit import BilingualChart
from lcanalysis.cleaning import clean
from lcanalysis.exhibits import EXHIBIT_MIME, BilingualExhibit
from lcanalysis.files.data_folder import CLEANED
from lcanalysis.notebooks.parameters import read_parameters
from lcanalysis.runner.fitting import fit_to_data, read_published
from lcanalysis.runner.run_plan import load_run_plan

NUMBER = re.compile(r"\d+(?:\.\d+)?")


def run_plan():
    """Return the runs in Chinese, of which those in English show the same numbers, with the notebooks that they take."""
    plan = fit_to_data(load_run_plan(ROOT / "notebooks" / "suite.yml"), read_published(ROOT / "data"))
    return [run for run in plan.runs if run.lang == "zh"]


def parameters_of_run(run):
    """Return the parameters of a run, those of the notebook where the run plan gives none."""
    defaults = {one.name: one.default for one in read_parameters(ROOT / run.notebook)}
    return defaults | dict(run.parameters)


def cells_of(notebook):
    """Return the code of a notebook's cells: statements, the expression at the end, and whether it is the parameters."""
    for cell in nbformat.read(ROOT / notebook, 4).cells:
        if cell.cell_type == "code":
            tree = ast.parse(cell.source)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            code = compile(tree, notebook, "exec"), last and compile(ast.Expression(last.value), notebook, "eval")
            yield *code, "parameters" in cell.metadata.get("tags", [])


CELLS: dict = {}


def numbers_of_run(run, data, changed=()):
    """Return what a run shows by key, as results.json has it: values and traces. Pictures are not drawn."""
    shown: list = []
    names: dict = {"display": lambda *things: shown.extend(things)}
    given = dict(run.parameters) | {"data": str(data), "lang": "zh"} | dict(changed)
    found: dict = {}
    for statements, last, is_parameters in CELLS.setdefault(run.notebook, list(cells_of(run.notebook))):
        exec(statements, names)  # noqa: S102 - our own notebooks
        names |= given if is_parameters else {}
        shown.append(eval(last, names) if last else None)  # noqa: S307
    for key, result in (pair for one in shown for pair in results_of(one).items()):
        held = found.setdefault(key, {"values": set(), "trace": set()})
        held["values"].add(result["value"])
        held["trace"] |= {address for entry in result["trace"] for address in entry.split("; ")}
    return found


def results_of(shown):
    """Return the numbers of what a cell shows, as results.json has them; none of what is no exhibit."""
    if isinstance(shown, BilingualExhibit):
        return shown.results()
    bundle = shown._repr_mimebundle_() if hasattr(shown, "_repr_mimebundle_") else {}
    return (bundle[0] if isinstance(bundle, tuple) else bundle).get(EXHIBIT_MIME, {}).get("numbers", {})


COUNTS = "一二三四五六七八九十"


def last_number(text):
    """Return where the last number of a text stands: a small count may be in a Chinese digit, as in 六项."""
    return (list(NUMBER.finditer(text)) or list(re.finditer(f"[{COUNTS}]", text)))[-1]


def without_pictures(monkeypatch):
    monkeypatch.setattr(Chart, "drawn", lambda chart: chart)
    monkeypatch.setattr(Chart, "svg", lambda chart: "")


def with_numbers_alone(monkeypatch):
    """Have exhibits give their numbers without pictures and names: a number's value and trace are in neither."""
    monkeypatch.setattr(BilingualChart, "_draw", lambda _chart, lang, **_options: Chart(finding="", alt="", lang=lang))
    monkeypatch.setattr(BilingualExhibit, "_names", lambda _exhibit, _key: {})
    without_pictures(monkeypatch)


def another(text, factor="1.03"):
    """Return a text with its last number a little larger: 3% and a unit of its last digit, with as many digits.

    A small count in a Chinese digit becomes the next one.
    """
    found = last_number(text)
    if found[0] in COUNTS:
        return f"{text[: found.start()]}{COUNTS[COUNTS.index(found[0]) + 1]}{text[found.end() :]}"
    value = Decimal(found[0])
    step = Decimal(1).scaleb(value.as_tuple().exponent)
    changed = (value * Decimal(factor) + (step if Decimal(factor) > 1 else -step)).quantize(step)
    return f"{text[: found.start()]}{changed}{text[found.end() :]}"


class Copy:
    """A copy of the bundled plan of which some inputs are other than they are."""

    def __init__(self, folder):
        self.data = shutil.copytree(ROOT / "data", folder / "data")
        self.raw = self.data / "raw"
        self.before = self.numbers()
        self.plan = lcanalysis.load(self.data)

    def inputs(self):
        """Return the published cells, goals, figures of others and caps, as traces name them."""
        found = [row.trace for row in self.plan.records if row.status != "derived"]
        for file, key, name in (
            ("goals.yml", "goals", "goal"),
            ("outcomes.yml", "outcomes", "outcome"),
            ("plan.yml", "caps", "entity"),
        ):
            entries = yaml.safe_load((self.raw / file).read_text(encoding="utf-8"))[key]
            found += [f"{file} {entry[name]}" for entry in entries if "value" in entry or "level" in entry]
        return list(dict.fromkeys(found))

    def numbers(self):
        """Return what all runs show of the data as they are, but for the backtest, which shows nothing of a plan.

        The data are cleaned once for all runs, as in a run of the suite.
        """
        clean(self.data)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(CLEANED, "1")
            return {run.id: numbers_of_run(run, self.data) for run in run_plan() if run.id != "backtest"}

    def without_cause(self, *addresses):
        """Return the numbers that move when inputs are changed together, and cite none of them; and how many move."""
        files = {self.raw / address.partition(" ")[0] for address in addresses}
        kept = {path: path.read_bytes() for file in files for path in (file, source_of(file)) if path.exists()}
        try:
            for address in addresses:
                self._change(address)
            return moved(self.before, self.numbers(), addresses)
        finally:
            for path, content in kept.items():
                path.write_bytes(content)

    def _change(self, address):
        file, _, place = address.partition(" ")
        path = self.raw / file
        text = path.read_text(encoding="utf-8")
        changed = changed_cell(text, place) if path.suffix == ".csv" else changed_entry(text, place)
        assert changed != text
        path.write_text(changed, encoding="utf-8")
        if source_of(path).exists():
            record = source_of(path).read_text(encoding="utf-8")
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            source_of(path).write_text(re.sub("(?m)^sha256: .*$", f"sha256: {digest}", record), "utf-8")


def source_of(path):
    return path.with_name(f"{path.name}.source.yml")


def moved(before, after, addresses):
    """Return the numbers that are other than before and cite none of the addresses, and how many are other at all."""
    without, count = {}, 0
    for run, numbers in before.items():
        for key, number in numbers.items():
            now = after[run].get(key)
            if now is None or now["values"] == number["values"]:
                continue
            count += 1
            if not any(cites(number["trace"] | now["trace"], address) for address in addresses):
                without[run, key] = sorted(number["trace"])
    return without, count


def cites(trace, address):
    """Return whether a trace names an address, its whole file, or the findings, each of which names its own cells."""
    file = address.partition(" ")[0]
    return address in trace or file in trace or ("findings.csv" in trace and file != "outcomes.yml")


def changed_cell(text, cell):
    rows = list(csv.reader(io.StringIO(text)))
    column, row = ord(cell[0]) - ord("A"), int(cell[1:]) - 1
    old = rows[row][column]
    rows[row][column] = another(old)
    # A quotation must hold the digits of its figure.
    digits = [last_number(one)[0] for one in (old, rows[row][column])]
    for at, name in enumerate(rows[0]):
        if name == "quotation":
            rows[row][at] = rows[row][at].replace(*digits)
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows(rows)
    return made.getvalue()


def changed_entry(text, name):
    """Change the values of an entry of goals.yml or outcomes.yml, or the level of a cap of plan.yml."""
    lines = text.splitlines(keepends=True)
    at = next(
        at for at, line in enumerate(lines) if re.match(rf"  - (?:{{(?:goal|outcome): {name},|entity: {name}$)", line)
    )
    end = next((row for row in range(at + 1, len(lines)) if lines[row].startswith("  - ")), at + 1)
    entry = "".join(lines[at:end])
    # A share of nearly all cannot become more.
    factor = "0.97" if re.search(r'value: "(?:9[89]|100)", unit: "%"', entry) else "1.03"
    changed = re.sub(r'(?<=[ {](?:value|level): ")[\d.]+(?=")', lambda one: another(one[0], factor), entry)
    changed = re.sub(r'(?<= value_upper: ")[\d.]+(?=")', lambda one: another(one[0]), changed)
    return "".join([*lines[:at], changed, *lines[end:]])
