"""Whether the edition that is asked for is there and up to date, found by hashes alone, with nothing slow imported."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from lcanalysis.briefing.masthead import MANIFEST
from lcanalysis.briefing.staging import has_leftovers
from lcanalysis.errors import LcAnalysisError
from lcanalysis.files.data_folder import find_data
from lcanalysis.files.json_files import read_object
from lcanalysis.files.regular_files import read_text
from lcanalysis.runner.input_hashes import read_inputs, read_versions
from lcanalysis.runner.listing import list_editions
from lcanalysis.runner.request import Briefed, Request, find_suite, run_plan_of
from lcanalysis.runner.store import digest_of, store_of


def find_all_standing(requests: Sequence[Request]) -> dict[Request, Briefed | LcAnalysisError]:
    """Return the editions that are asked for if all of them stand, and list them; nothing if one does not."""
    found: dict[Request, Briefed | LcAnalysisError] = {}
    for request in requests:
        standing = find_standing(request)
        if standing is None:
            return {}
        found[request] = standing
    list_editions(requests)
    return found


def find_standing(request: Request) -> Briefed | None:
    """Return the edition that `brief` would make, if every file it follows from and every file of it is what it was.

    Only the whole run plan is looked for: None if a part of it or a fresh edition is asked for, if a run of it
    failed, if anything differs, or if a command that was killed left something to tidy up.
    """
    started = time.perf_counter()
    if request.only or request.is_fresh:
        return None
    suite, data = find_suite(), find_data(request.data).resolve()
    wanted = request.edition or _template(run_plan_of(data, suite))
    for path in sorted(request.out.glob(f"*/{MANIFEST}")):
        manifest = read_object(path)
        is_alike = manifest.get("with_code", False) == request.with_code
        is_settled = is_alike and not has_leftovers(path.parent) and not store_of(path.parent).exists()
        if is_settled and _stands(manifest, path.parent, wanted, suite, data):
            names = tuple(f"{run['id']}.{run['language']}" for run in manifest["runs"])
            return Briefed(path.parent, names, time.perf_counter() - started)
    return None


def _stands(manifest: dict[str, Any], folder: Path, wanted: str, suite: Path, data: Path) -> bool:
    try:
        name = wanted.replace("{vintage}", manifest["vintages"][-1])
        if not name == manifest["edition"] == folder.name or manifest["versions"] != read_versions():
            return False
        runs = manifest["runs"]
        if manifest.get("older") or len(runs) != manifest["planned"] or any(run["status"] != "done" for run in runs):
            return False
        inputs = asdict(read_inputs(suite, [run["notebook"] for run in runs], data))
        return all(manifest[group] == inputs[group] for group in inputs) and all(
            digest_of(folder / output) == value for output, value in manifest["outputs"].items()
        )
    except (KeyError, IndexError, TypeError, AttributeError, OSError):
        return False


def _template(suite: Path) -> str:
    """Return the name that the run plan gives to editions; empty if it cannot be read, which is told elsewhere."""
    try:
        document = yaml.safe_load(read_text(suite))
    except (OSError, ValueError, RecursionError, yaml.YAMLError):
        return ""
    return str(document.get("edition", "{vintage}")) if isinstance(document, dict) else ""
