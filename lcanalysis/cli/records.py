"""What `ledger`, `requests` and `collect` write and print."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lcanalysis.briefing.ledger import ledger_page, ledger_workbook, read_history
from lcanalysis.briefing.staging import replace_files
from lcanalysis.cli.answers import cleaned_text, fault_json, table_json
from lcanalysis.cli.layout import aligned
from lcanalysis.files.confined_paths import safe_name
from lcanalysis.forecasting.goal_odds import scorecard_with_odds
from lcanalysis.goals.scorecard import data_requests
from lcanalysis.plan import Plan
from lcanalysis.wording import LANGUAGES, headed, say

if TYPE_CHECKING:
    from lcanalysis.cleaning.forms.collection import Collected


def write_ledger(plan: Plan, out: Path, lang: str) -> str:
    """Write the ledger's workbook and pages into `out`, all or none, and return what was written as a sentence."""
    history = read_history(out, plan.definition.plan.id)
    files = {"ledger.xlsx": ledger_workbook(plan, history)}
    files |= {f"ledger.{each}.html": ledger_page(plan, history, each).encode() for each in LANGUAGES}
    replace_files(out, files)
    names = ", ".join((out / name).as_posix() for name in files)
    editions = len({one.edition for one in history})
    return say("ledger.written", lang, files=names, goals=len(plan.goals), editions=editions)


def ledger_json(plan: Plan, out: Path) -> dict[str, Any]:
    """Return where each goal stands now, and how each edition judged it."""
    history = [asdict(one) for one in read_history(out, plan.definition.plan.id)]
    for one in history:
        one |= {
            name: None if one[name] is None else float(one[name]) for name in ("latest", "required", "probability_pct")
        }
    return {"current": table_json(scorecard_with_odds(plan)), "history": history}


def requests_text(plan: Plan, lang: str) -> str:
    """Return the count of the figures to collect, and under each provider a row for each figure with its years."""
    from lcanalysis.cleaning.forms.request_forms import listed_requests  # noqa: PLC0415 - slow to import

    rows = list(listed_requests(plan, lang))
    if not rows:
        return say("requests.none", lang)
    asked: dict[str, dict[tuple[str, str], list[str]]] = {}
    for who, figure, period, unit in rows:
        asked.setdefault(who, {}).setdefault((figure, unit), []).append(period)
    lines: list[tuple[str, ...] | str] = [
        tuple(say(f"requests.column_{name}", lang) for name in ("figure", "period", "unit"))
    ]
    for who, figures in asked.items():
        lines += ["", headed(who)]
        lines += [(figure, say("cli.comma", lang).join(years), unit) for (figure, unit), years in figures.items()]
    count = say("requests.count", lang, count=len(rows), areas=len(asked))
    return f"{count}\n\n{aligned(lines)}"


def requests_json(plan: Plan) -> list[dict[str, Any]]:
    """Return the figures to collect with the columns of `data_requests`."""
    return table_json(data_requests(plan))


def write_forms(plan: Plan, folder: Path, lang: str) -> str:
    """Write one form for each county or office, and return what was written as a sentence."""
    from lcanalysis.cleaning.forms.request_forms import request_forms  # noqa: PLC0415 - slow to import

    forms: dict[str, bytes] = {}
    for number, (who, form) in enumerate(request_forms(plan, lang).items(), 1):
        name = safe_name(f"{plan.definition.plan.id}-{who}", "form")
        forms[f"{name}-{number}.xlsx" if f"{name}.xlsx" in forms else f"{name}.xlsx"] = form
    replace_files(folder, forms)
    return "\n" + say("requests.forms_written", lang, files=", ".join((folder / name).as_posix() for name in forms))


def collected_text(found: Collected, lang: str, *, dry_run: bool) -> str:
    """Return what was taken in as a sentence."""
    count = sum(map(len, found.figures.values()))
    if dry_run:
        return say("requests.collected_dry", lang, count=count)
    if found.cleaned is None:
        return say("requests.collected_nothing", lang, count=count)
    return say(
        "requests.collected", lang, count=count, files=", ".join(found.files), cleaned=cleaned_text(found.cleaned, lang)
    )


def collected_json(found: Collected, lang: str) -> dict[str, Any]:
    """Return the figures by form, the files they were written to, and what to look at."""
    figures = {name: [one._asdict() for one in each] for name, each in found.figures.items()}
    notices = [fault_json(one, lang) for one in (found.cleaned.notices if found.cleaned else ())]
    return {"figures": figures, "files": list(found.files), "is_changed": bool(found.files), "notices": notices}
