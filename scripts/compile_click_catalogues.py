"""Compile the catalogues of click's words, which gettext reads in compiled form only."""

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent.parent / "lcanalysis" / "cli" / "click_catalogues"


def compiled(path: Path) -> bytes:
    """Return the compiled form of a catalogue."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    made = BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def main() -> None:
    """Compile each catalogue beside its text."""
    for path in FOLDER.rglob("*.po"):
        path.with_suffix(".mo").write_bytes(compiled(path))


if __name__ == "__main__":
    main()
