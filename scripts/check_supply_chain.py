"""Check what the product brings with it: licences against a list, known vulnerabilities where a database is reachable.

Writes docs/licences.md and, as the bill of materials in CycloneDX's form, build/sbom.cdx.json. Leaves with 1 if a
licence is not on the list or a package has a known vulnerability.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from written_pages import write_between

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
PAGE = ROOT / "docs" / "licences.md"
BILL = ROOT / "build" / "sbom.cdx.json"
BEGIN, END = "<!-- licences -->", "<!-- /licences -->"
ALLOWED = frozenset(
    {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0"}
    | {"OFL-1.1", "PSF-2.0", "Zlib"}
)
"""Licences under which an office may use and pass on the whole: permissive ones, and MPL-2.0 unchanged."""
NAMES = {
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""What packages without an SPDX expression call their licence; "BSD License" is the three-clause one or a freer."""


def locked() -> Iterator[Requirement]:
    """Yield what the run-time lock file pins, of every platform."""
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if re.match(r"\S+==", line):
            yield Requirement(line.split(" \\")[0])


def is_for_this_machine(requirement: Requirement) -> bool:
    """Return whether a pinned package is installed on this platform and Python."""
    return requirement.marker is None or requirement.marker.evaluate()


def licence_of(name: str) -> str:
    """Return the licence a package states, as an SPDX expression where its words can be told."""
    about = metadata.metadata(name)
    stated = about.get("License-Expression") or ""
    if not stated:
        classifiers = [text for text in about.get_all("Classifier", []) if text.startswith("License ::")]
        words = [text.rpartition(" :: ")[2] for text in classifiers] or [(about.get("License") or "").split("\n")[0]]
        stated = " AND ".join(NAMES.get(word.strip(), word.strip()) for word in words)
    return stated


def is_allowed(expression: str) -> bool:
    """Return whether an expression leaves a way to use the package under allowed licences alone.

    Each part of an ``AND`` must be allowed, one part of an ``OR`` suffices; parentheses are not needed so far and
    make an expression not allowed, so that a person looks at it.
    """
    return bool(expression) and all(
        any(part.strip() in ALLOWED for part in choice.split(" OR ")) for choice in expression.split(" AND ")
    )


def licences_table() -> tuple[str, list[str]]:
    """Return the table of packages and licences, and the packages whose licence is not on the list."""
    lines = ["| package | version | licence |", "| --- | --- | --- |"]
    refused = []
    elsewhere = []
    for requirement in locked():
        if not is_for_this_machine(requirement):
            elsewhere.append(requirement.name)
            continue
        licence = licence_of(requirement.name)
        lines.append(f"| {requirement.name} | {str(requirement.specifier)[2:]} | {licence} |")
        if not is_allowed(licence):
            refused.append(f"{requirement.name}: {licence or 'states none'}")
    looked_at = {line.split(" | ")[0].removeprefix("| ") for line in lines}
    others = ", ".join(sorted({*elsewhere} - looked_at))
    lines += ["", f"Locked for other platforms or Python versions and not looked at here: {others}."]
    return "\n".join(lines), refused


def write_bill(path: Path = BILL) -> None:
    """Write the bill of materials: every locked package with its version and hashes, the same bytes each time."""
    path.parent.mkdir(exist_ok=True)
    line = [
        sys.executable,
        "-m",
        "cyclonedx_py",
        "requirements",
        str(LOCK),
        "--pyproject",
        str(ROOT / "pyproject.toml"),
    ]
    subprocess.run([*line, "--output-reproducible", "-o", str(path)], check=True, capture_output=True)


def vulnerabilities() -> tuple[list[str], bool]:
    """Return the known vulnerabilities of the locked packages, and whether a database could be asked at all."""
    line = [sys.executable, "-m", "pip_audit", "-r", str(LOCK), "--no-deps", "--disable-pip", "-f", "json"]
    done = subprocess.run(line, capture_output=True, text=True, encoding="utf-8", check=False)
    try:
        asked = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return [], False
    known = [one for one in asked if "vulns" in one]
    found = [f"{one['name']} {one['version']}: {each['id']}" for one in known for each in one["vulns"]]
    return found, bool(known)


def main() -> int:
    """Write table and bill, and return 1 if something must be looked at."""
    table, refused = licences_table()
    write_between(PAGE, BEGIN, END, table)
    write_bill()
    found, could_ask = vulnerabilities()
    for words in (*(f"licence not on the list: {one}" for one in refused), *(f"vulnerable: {one}" for one in found)):
        print(words)
    print("known vulnerabilities:", len(found) if could_ask else "no database could be reached, none was looked for")
    print(f"licences: {PAGE.relative_to(ROOT)}; bill of materials: {BILL.relative_to(ROOT)}")
    return 1 if refused or found else 0


if __name__ == "__main__":
    sys.exit(main())
