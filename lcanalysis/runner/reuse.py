"""Which runs of the edition that stands there can be kept: those whose every input is what it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lcanalysis.briefing.edition import MANIFEST, Inputs
from lcanalysis.briefing.masthead import Edition
from lcanalysis.briefing.staging import restore_folder
from lcanalysis.runner.run_plan import Run
from lcanalysis.runner.workers import Done


def reusable(folder: Path, edition: Edition, inputs: Inputs, runs: Sequence[Run]) -> dict[str, Done]:
    """Return the finished runs of the edition in `folder` that need not be redone, by name.

    A run is kept if it was done from the same notebook, parameters, code, data, fonts and versions for the
    same edition, and its files are still those that the manifest names.
    """
    restore_folder(folder)
    manifest = _read_json(folder / MANIFEST)
    now = asdict(inputs)
    if not all(manifest.get(group) == now[group] for group in ("code", "data", "fonts")):
        return {}
    if manifest.get("versions") != dict(edition.versions):
        return {}
    former = {
        (entry["id"], entry["language"]): entry for entry in manifest.get("runs", []) if entry["status"] == "done"
    }
    kept = {}
    for run in runs:
        entry = former.get((run.id, run.lang))
        if entry is None or entry["notebook"] != run.notebook or entry["parameters"] != dict(run.parameters):
            continue
        if manifest.get("inputs", {}).get(run.notebook) != inputs.inputs[run.notebook]:
            continue
        done = _read_done(folder, run, edition, manifest["outputs"])
        if done:
            kept[run.name] = done
    return kept


def _read_done(folder: Path, run: Run, edition: Edition, outputs: dict[str, str]) -> Done | None:
    try:
        executed, page = ((folder / name).read_bytes() for name in (run.executed, run.page))
    except OSError:
        return None
    for name, content in ((run.executed, executed), (run.page, page)):
        if outputs.get(name) != hashlib.sha256(content).hexdigest():
            return None
    about = json.loads(executed)["metadata"].get("lcanalysis", {})
    if about.get("edition") != json.loads(json.dumps(edition.as_metadata())):
        return None
    return Done(run, executed, page.decode(), is_reused=True)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
