"""Taking filled request forms into a plan folder: the workbook, its figures as a raw file, and the entry in plan.yml."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from lcanalysis.cleaning.clean import Cleaned, clean
from lcanalysis.cleaning.request_forms import Returned, read_form, statements_csv
from lcanalysis.errors import Fault, FaultsError
from lcanalysis.intake.sources import record_name, sha256_of
from lcanalysis.plan import Plan, load
from lcanalysis.provenance import Place

FOLDER: Final = "collected"
_SAFE: Final = re.compile(r"[^A-Za-z0-9\u4e00-\u9fff._-]+")
_RECORD: Final = """\
# Where {name} comes from: a request form that was filled in and returned. The workbook itself lies beside it.
document_zh: 数据填报表 {form}
document_en: request form {form}
publisher_zh: {publisher_zh}
publisher_en: {publisher_en}
published_on: "{published_on}"
section: 填报
transcription_zh: 由 lcanalysis collect 从填报表逐格读出
transcription_en: Read from the form by lcanalysis collect, cell by cell
licence_zh: 部门填报数据，仅供本规划监测使用
licence_en: Figures reported by an office for the watching of this plan
sha256: {digest}
"""


@dataclass(frozen=True, slots=True)
class Collected:
    """What came back: the figures by form, the raw files they went to, and what cleaning made of them.

    `files` are paths below raw/; empty, with `cleaned` None, if every form was taken in before or nothing was to be
    written.
    """

    figures: dict[str, tuple[Returned, ...]]
    files: tuple[str, ...]
    cleaned: Cleaned | None


def collect(data: Path, forms: Sequence[Path], published_on: date, *, dry_run: bool = False) -> Collected:
    """Take filled forms into the plan folder `data`: all of them, or, where anything is wrong, none.

    Each form is copied unchanged to ``raw/collected/<date>/`` with its figures beside it as a file of statements and
    a record of the source; plan.yml gains an entry; the processed files are made anew. All of that happens in a copy
    of the folder first. A form that was taken in before, by its contents, changes nothing.

    Parameters
    ----------
    data
        The plan folder.
    forms
        The workbooks that came back.
    published_on
        The day from which the figures are known: their vintage.
    dry_run
        Read and check everything, and write nothing.

    Raises
    ------
    FaultsError
        With every fault of every form, and what cleaning finds wrong once they are in.
    """
    plan = load(data)
    figures, faults = _read_all(plan, forms)
    FaultsError.raise_if_any(faults)
    known = {sha256_of(path) for path in (data / "raw" / FOLDER).rglob("*.xlsx")}
    fresh = [form for form in forms if figures[form.name] and sha256_of(form) not in known]
    if not fresh:
        return Collected(figures, (), None)
    with tempfile.TemporaryDirectory(dir=data.parent, prefix=f".{data.name}.collecting-") as scratch:
        copy = Path(scratch) / data.name
        shutil.copytree(data, copy)
        files = [_put(copy / "raw", plan, form, figures[form.name], published_on) for form in fresh]
        cleaned = clean(copy)
        if dry_run:
            return Collected(figures, (), cleaned)
        for name in files:
            target = data / "raw" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            for each in (
                copy / "raw" / name,
                copy / "raw" / record_name(name),
                (copy / "raw" / name).with_suffix(".xlsx"),
            ):
                each.replace(target.with_name(each.name))
        # Files that plan.yml does not name yet are not data: from here on they are.
        (copy / "raw" / "plan.yml").replace(data / "raw" / "plan.yml")
    return Collected(figures, tuple(files), clean(data))


def _read_all(plan: Plan, forms: Sequence[Path]) -> tuple[dict[str, tuple[Returned, ...]], list[Fault]]:
    figures: dict[str, tuple[Returned, ...]] = {}
    faults: list[Fault] = []
    first: dict[tuple[str, ...], str] = {}
    for form in forms:
        if form.name in figures:
            faults.append(Fault(Place(form.name), "requests.form_twice", {}))
            continue
        try:
            figures[form.name] = read_form(form, plan)
        except FaultsError as faulty:
            faults.extend(faulty.faults)
            figures[form.name] = ()
        for one in figures[form.name]:
            subject = (one.indicator, one.entity, one.area, one.period)
            if first.setdefault(subject, form.name) != form.name:
                fields = {"found": " ".join(subject), "first": first[subject]}
                faults.append(Fault(Place(form.name), "requests.figure_twice", fields))
    return figures, faults


def _put(raw: Path, plan: Plan, form: Path, figures: Sequence[Returned], published_on: date) -> str:
    """Write a form and its figures below `raw`, enter them in plan.yml, and return the path of the figures."""
    folder = f"{FOLDER}/{published_on.isoformat()}"
    (raw / folder).mkdir(parents=True, exist_ok=True)
    name = _free_name(raw / folder, _SAFE.sub("-", form.stem).strip("-.") or "form")
    file = f"{folder}/{name}.csv"
    shutil.copyfile(form, raw / folder / f"{name}.xlsx")
    (raw / file).write_bytes(statements_csv(figures))
    about = plan.definition.plan
    record = _RECORD.format(
        name=f"{name}.csv",
        form=f"{name}.xlsx",
        publisher_zh=about.publisher_zh,
        publisher_en=about.publisher_en,
        published_on=published_on.isoformat(),
        digest=sha256_of(raw / file),
    )
    (raw / record_name(file)).write_text(record, encoding="utf-8", newline="\n")
    declare_statements(raw / "plan.yml", f"collected-{published_on.isoformat()}-{name}", file, name, published_on)
    return file


def _free_name(folder: Path, stem: str) -> str:
    name, number = stem, 1
    while (folder / f"{name}.csv").exists():
        number += 1
        name = f"{stem}-{number}"
    return name


def declare_statements(path: Path, name: str, file: str, form: str, published_on: date) -> None:
    """Add an entry for a file of statements to plan.yml, leaving every line that stands there as it is."""
    text = path.read_text(encoding="utf-8")
    entry = (
        f"  - name: {name}\n"
        f'    title_zh: "数据填报表 {form}"\n'
        f'    title_en: "Request form {form}"\n'
        f"    file: {file}\n"
        "    section: 填报\n"
        f'    published_on: "{published_on.isoformat()}"\n'
    )
    lines = text.rstrip("\n").split("\n")
    head = next((at for at, line in enumerate(lines) if line.startswith("statements:")), None)
    if head is None:
        head = len(lines) + 1
        lines += ["", "statements:"]
    lines[head] = lines[head].replace("[]", "").rstrip()
    following = (at for at, line in enumerate(lines[head + 1 :], start=head + 1) if line[:1] not in {"", " ", "#", "-"})
    end = next(following, len(lines))
    # Comments and empty lines before the next heading belong to that heading.
    while end > head + 1 and lines[end - 1][:1] in {"", "#"}:
        end -= 1
    lines[end:end] = entry.rstrip("\n").split("\n")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
