"""What the commands print: plain text for a terminal, JSON for programs.

In JSON, numbers are JSON numbers with the digits that the files of data/processed have (trailing zeros
aside), null where a number does not apply; keys are the columns' names, the same in every language.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from lcanalysis.briefing.masthead import index_in
from lcanalysis.cli.layout import aligned
from lcanalysis.cli.terminal import tell, tell_json
from lcanalysis.errors import LcAnalysisError
from lcanalysis.periods import edition_in_words
from lcanalysis.wording import say

if TYPE_CHECKING:
    import pandas as pd

    from lcanalysis.cleaning import Cleaned
    from lcanalysis.errors import Fault
    from lcanalysis.notebooks.parameters import Parameter
    from lcanalysis.plan import Plan
    from lcanalysis.runner.request import Briefed, Request
    from lcanalysis.runner.reuse import Reason

_WITHIN: Final = re.compile(r" \(row (\d+), ([^()]+)\)")
"""Row and column of a finding's place, which findings.csv names the same in every language."""


def show(answer: Any, colours: Mapping[str, str] | None = None) -> None:
    """Print an answer: text with the colours of what its lines begin with, everything else as JSON in UTF-8."""
    if isinstance(answer, str):
        tell(answer, colours=colours)
    else:
        tell_json(answer)


def current_plan(data: Path, lang: str) -> Plan:
    """Return the plan, cleaned first if its raw data have changed, which is then said.

    Raises `UsageError` if there is no such folder, or its processed data are out of date and cannot be written;
    `FaultsError` with every fault of the raw data.
    """
    from lcanalysis.cleaning.pipeline.cleaned_plan import make_current  # noqa: PLC0415
    from lcanalysis.files.data_folder import find_data  # noqa: PLC0415
    from lcanalysis.plan import load  # noqa: PLC0415

    folder = find_data(data)
    if make_current(folder):
        tell(say("cli.rebuilt", lang, path=(folder / "processed").as_posix()), is_error=True)
    return load(folder)


def table_json(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as a list of records; what is missing is null."""
    found: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", force_ascii=False, double_precision=12))
    return found


def cleaned_json(cleaned: Cleaned, lang: str) -> dict[str, Any]:
    """Return how many rows of each table there are, whether anything changed, and what to look at."""
    notices = [fault_json(one, lang) for one in cleaned.notices]
    return _counts(cleaned) | {"is_changed": cleaned.is_changed, "notices": notices}


def cleaned_text(cleaned: Cleaned, lang: str, *, is_on_trial: bool = False) -> str:
    """Return the same as a sentence, and below it a line for each thing to look at; on trial nothing was written."""
    key = "cli.cleaned_on_trial" if is_on_trial else "cli.cleaned" if cleaned.is_changed else "cli.cleaned_same"
    head = [say("meaning.notices", lang, count=len(cleaned.notices))] if cleaned.notices else []
    return "\n".join([say(key, lang, **_counts(cleaned)), *head, *(one.text(lang) for one in cleaned.notices)])


def fault_json(fault: Fault, lang: str) -> dict[str, str]:
    """Return a fault or a notice as data: where, which, and the line that a terminal shows."""
    return {"place": fault.place.text(lang), "key": fault.key, "text": fault.text(lang)}


def _counts(cleaned: Cleaned) -> dict[str, int]:
    return {
        "observations": len(cleaned.observations),
        "goals": len(cleaned.goals),
        "qualitative": len(cleaned.qualitative),
        "findings": len(cleaned.findings),
    }


def findings_text(plan: Plan, lang: str, *, show_all: bool) -> str:
    """Return a count, and the findings as sentences, each under its severity, its place in the plan and its cell."""
    from lcanalysis.auditing.certainty import CERTAINTIES  # noqa: PLC0415
    from lcanalysis.sections import section_in_words  # noqa: PLC0415

    # In the order in which a page shows them: what nothing explains first.
    rows = sorted(plan.findings.to_dict("records"), key=lambda row: CERTAINTIES.index(row["certainty"]))
    shown = [row for row in rows if show_all or row["severity"] != "info"]
    blocks = [
        say(
            "cli.finding",
            lang,
            severity=say(f"cli.severity_{row['severity']}", lang),
            place=section_in_words(row["section"], lang, plan.definition.sections) or "-",
            address=_address(row["place"], lang),
        )
        + f"\n    {row[f'text_{lang}']}"
        for row in shown
    ]
    noted = [row for row in rows if row["severity"] != "info"]
    counts = Counter(row["kind"] for row in noted)
    listed = say("cli.comma", lang).join(
        say("cli.counted", lang, kind=say(f"cli.kind_{kind}", lang), count=count) for kind, count in counts.items()
    )
    fields = {"count": len(rows), "agreeing": len(rows) - len(noted), "rest": len(noted)}
    count = say("cli.findings" if noted else "cli.findings_agreeing", lang, **fields, kinds=listed)
    return "\n".join([count, *([""] if blocks else []), *blocks])


def severity_colours(lang: str) -> dict[str, str]:
    """Return the colours of severities on a terminal."""
    colours = {"error": "red", "warning": "yellow", "notice": "cyan", "info": "green"}
    return {f"[{say(f'cli.severity_{name}', lang)}]": colour for name, colour in colours.items()}


def _address(place: str, lang: str) -> str:
    return _WITHIN.sub(lambda cell: say("cli.within", lang, row=cell[1], column=cell[2]), place)


def parameters_json(parameters: Sequence[Parameter]) -> list[dict[str, Any]]:
    """Return name, type, unit, range, default and help of each parameter."""
    names = ("unit", "range", "default", "help")
    return [
        {"name": one.name, "type": one.type_name, **{name: getattr(one, name) for name in names}} for one in parameters
    ]


def parameters_text(parameters: Sequence[Parameter], lang: str) -> str:
    """Return one aligned row per parameter."""
    heads = ("name", "type", "unit", "range", "default", "help")
    rows = [[say(f"cli.column_{name}", lang) for name in heads]]
    rows += [[str(value) for value in entry.values()] for entry in parameters_json(parameters)]
    return aligned(rows)


def show_briefed(
    made: Mapping[Request, Briefed | LcAnalysisError], lang: str, *, explain: bool, as_json: bool = False
) -> None:
    """Print what was made of each plan; what is wrong with one stands on standard error, and decides the exit code.

    As JSON it is a list with an entry for each plan of which an edition was made.

    Raises `click.exceptions.Exit` with the highest exit code, if anything is wrong.
    """
    codes = [0]
    for request, briefed in made.items():
        about = f"{request.data.as_posix()}: " if len(made) > 1 else ""
        if isinstance(briefed, LcAnalysisError):
            tell(f"{about}{briefed.text(lang)}", is_error=True)
            codes.append(briefed.exit_code)
        elif not as_json:
            show(about + briefed_text(briefed, lang, explain=explain))
    if as_json:
        show([briefed_json(each) for each in made.values() if not isinstance(each, LcAnalysisError)])
    if max(codes):
        raise click.exceptions.Exit(max(codes))


def briefed_text(briefed: Briefed, lang: str, *, explain: bool) -> str:
    """Return what was made and what to open; with `explain`, why each run was redone or kept."""
    from lcanalysis.runner.reuse import older_lines  # noqa: PLC0415

    lines = []
    if explain:
        names = [name for name in briefed.names if name not in briefed.older]
        lines += [_explained(name, briefed.reasons.get(name), lang) for name in names]
    lines.append(
        say(
            "cli.briefed",
            lang,
            count=len(briefed.names),
            reused=briefed.reused,
            seconds=f"{briefed.seconds:.1f}",
            index=(briefed.folder / index_in(briefed.folder, lang)).as_posix(),
        )
    )
    lines += older_lines(briefed.older, lang)
    if briefed.missing:
        lines.append(say("cli.briefed_missing", lang, count=len(briefed.missing), names=briefed.missing))
    return "\n".join([*lines, *(_changed(briefed.folder, lang) if briefed.runs else ())])


def briefed_json(briefed: Briefed) -> dict[str, Any]:
    """Return the edition, what became of each of its runs, and which runs it lacks.

    A run is `made`, `kept`, or `older`: kept although its inputs have changed since; `why` is the reason.
    """
    older = briefed.older
    runs = [
        {
            "run": name,
            "state": "older" if name in older else "made" if name in briefed.reasons else "kept",
            "why": reason.key.removeprefix("runner.why_") if reason else None,
            "changed": list(reason.names) if reason else [],
        }
        for name in briefed.names
        for reason in [older.get(name) or briefed.reasons.get(name)]
    ]
    return {
        "edition": briefed.folder.name,
        "index": (briefed.folder / "index.html").as_posix(),
        "seconds": round(briefed.seconds, 3),
        "runs": runs,
        "missing": list(briefed.missing),
    }


def _changed(folder: Path, lang: str) -> Iterator[str]:
    """Yield where it is told what changed in an edition, and how much."""
    from lcanalysis.briefing.comparison.output_folder import CHANGES, find_editions  # noqa: PLC0415
    from lcanalysis.briefing.comparison.report import counts_text  # noqa: PLC0415
    from lcanalysis.briefing.comparison.stored import written_counts  # noqa: PLC0415

    shelf = find_editions(folder.parent)
    for edition in (each for each in shelf.editions if each.folder == folder):
        for pair, counts in written_counts(shelf, edition):
            path = (folder.parent / CHANGES / pair.page(lang)).as_posix()
            told = counts_text(counts, lang) or say("archive.nothing", lang)
            yield say(
                f"archive.see_{pair.kind}", lang, edition=edition_in_words(pair.old.name, lang), path=path, counts=told
            )


def _explained(name: str, reason: Reason | None, lang: str) -> str:
    """Return why a run was redone, or that it was kept."""
    if reason is None:
        return say("cli.explain_kept", lang, name=name)
    key = "cli.explain_because_of" if reason.names else "cli.explain_because"
    return say(key, lang, name=name, why=say(reason.key, lang), names=reason.names)
