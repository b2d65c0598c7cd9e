"""What `ledger` and `requests` write and print."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from lcanalysis.briefing.ledger import ledger_page, ledger_workbook, read_history
from lcanalysis.briefing.staging import replace_files
from lcanalysis.cli.answers import table_json
from lcanalysis.forecasting.goal_odds import scorecard_with_odds
from lcanalysis.plan import Plan
from lcanalysis.wording import LANGUAGES, say


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
        one |= {name: None if one[name] is None else float(one[name]) for name in ("latest", "required", "probability_pct")}
    return {"current": table_json(scorecard_with_odds(plan)), "history": history}
