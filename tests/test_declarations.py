import subprocess
import sys
from itertools import pairwise

import pytest
from pydantic import Field

from lcanalysis.declarations.yaml_files import Declared, load_declaration
from lcanalysis.errors import DeclarationError


class Shelf(Declared):
    name: str
    years: dict[str, int] = Field(default_factory=dict)


def faults_of(tmp_path, text):
    path = tmp_path / "shelf.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError) as raised:
        load_declaration(path, Shelf)
    return raised.value.text("en").splitlines()[1:]


def test_a_declaration_is_read_with_the_line_of_each_node(tmp_path):
    path = tmp_path / "shelf.yml"
    path.write_text("name: a\nyears:\n  first: 2018\n", encoding="utf-8")
    shelf, lines = load_declaration(path, Shelf)
    assert shelf == Shelf(name="a", years={"first": 2018})
    assert lines["years", "first"] == 3


def test_all_faults_of_a_declaration_come_at_once_with_their_lines(tmp_path):
    faults = faults_of(tmp_path, "years:\n  first: many\nshelf: 3\n")
    assert faults == [
        "shelf.yml row 1: the field name is missing",
        "shelf.yml row 2: years.first: found 'many': Input should be a valid integer",
        "shelf.yml row 3: the field shelf is not known: check its spelling",
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("name: a\nname: b\n", 2, "given twice"),
        ("name: [a\n", 2, "not valid YAML"),
        ("name: !!python/object/apply:os.system ['true']\n", 1, "not valid YAML"),
    ],
)
def test_a_text_that_is_no_safe_yaml_is_refused_with_its_line(tmp_path, text, line, words):
    (fault,) = faults_of(tmp_path, text)
    assert fault.startswith(f"shelf.yml row {line}")
    assert words in fault


READ = """
import sys
from pathlib import Path
from lcanalysis.declarations.yaml_files import Declared, load_declaration
from lcanalysis.errors import DeclarationError
for name in sys.argv[1:]:
    try:
        load_declaration(Path(name), Declared)
    except DeclarationError as refused:
        print(refused.faults[0].key, str(refused.faults[0].fields.get("problem")))
"""
SHARED = [
    "a: &a [x,x,x,x,x,x,x,x,x]",
    *(f"{one}: &{one} [{','.join([f'*{before}'] * 9)}]" for before, one in pairwise("abcdefgh")),
]
NO_END = {
    "lists.yml": "a: " + "[" * 100_000,
    "mappings.yml": "{a: " * 100_000,
    "closed.yml": "a: " + "[ #]\n" * 100_000,
    "one_line.yml": "- " * 100_000,
    "indented.yml": "".join(f"{' ' * at}a:\n" for at in range(4_000)),
    "sixty.yml": "a: " + "1:" * 300_000 + "1",
    "number.yml": "a: " + "9" * 5_000,
    "shared.yml": "\n".join(SHARED),
    "itself.yml": "a: &a [*a]",
}


def test_yaml_that_nests_or_counts_without_end_is_refused_and_ends_no_process(tmp_path):
    for name, text in NO_END.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    paths = [str(tmp_path / name) for name in NO_END]
    done = subprocess.run(
        [sys.executable, "-c", READ, *paths], capture_output=True, text=True, timeout=120, check=False
    )
    said = dict(zip(NO_END, done.stdout.splitlines(), strict=False))
    assert (done.returncode, len(said)) == (0, len(NO_END)), done.stderr[-500:]
    assert all(line.startswith("faults.not_yaml ") for line in said.values()), said
    assert {name for name, line in said.items() if line.endswith("nested too deeply")} == {
        "lists.yml", "mappings.yml", "closed.yml", "one_line.yml", "indented.yml", "itself.yml",
    }  # fmt: skip


def test_a_missing_file_and_a_foreign_encoding_are_named(tmp_path):
    with pytest.raises(DeclarationError, match="missing"):
        load_declaration(tmp_path / "none.yml", Shelf)
    (tmp_path / "gb.yml").write_bytes("name: 聊城".encode("gb18030"))
    with pytest.raises(DeclarationError, match="UTF-8"):
        load_declaration(tmp_path / "gb.yml", Shelf)


class Shelves(Declared):
    shelves: tuple[Shelf, ...] = Field(strict=False)


def test_a_list_entry_is_called_by_its_own_name(tmp_path):
    path = tmp_path / "shelves.yml"
    path.write_text("shelves:\n  - {name: maps, year: 3}\n  - 7\n", encoding="utf-8")
    with pytest.raises(DeclarationError) as raised:
        load_declaration(path, Shelves)
    assert [line.partition(": ")[0] for line in raised.value.text("en").splitlines()[1:]] == [
        "shelves.yml row 2",
        "shelves.yml row 3",
    ]
    assert "shelves.maps.year" in raised.value.text("en")
    assert "shelves.1" in raised.value.text("en")
