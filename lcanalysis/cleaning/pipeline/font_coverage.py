"""Finds characters in the declarations that no chart can show, before a chart is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from lcanalysis.characters import code_of, undrawable
from lcanalysis.declarations.yaml_files import LOADER
from lcanalysis.errors import Fault
from lcanalysis.files.regular_files import read_text
from lcanalysis.provenance import Place


def find_unshown(data: Path) -> tuple[Fault, ...]:
    """Return a notice for each line and each character that neither the bundled fonts nor those of the system have.

    It looks at the declared texts of all YAML files, of which names and sentences of charts are made. A chart shows the
    code of such a character, so that nothing fails. Files that cannot be read are passed over here.
    """
    raw = data / "raw"
    return tuple(notice for path in sorted(raw.rglob("*.yml")) for notice in _of_file(path, path.relative_to(raw)))


def _of_file(path: Path, name: Path) -> Iterator[Fault]:
    try:
        text = read_text(path, "utf-8-sig")
        if not undrawable(text) and "\\" not in text:
            return
        scalars = [one for one in yaml.scan(text, Loader=LOADER) if isinstance(one, yaml.ScalarToken)]
    except (OSError, ValueError, yaml.YAMLError):
        return
    lines = text.splitlines()
    for scalar in scalars:
        for character in undrawable(scalar.value):
            first, last = scalar.start_mark.line, scalar.end_mark.line
            row = next((at for at in range(first, last + 1) if at < len(lines) and character in lines[at]), first)
            fields = {"character": character, "code": code_of(character), "text": scalar.value[:80]}
            yield Fault(Place(name.as_posix(), row + 1), "faults.character_unshown", fields)
