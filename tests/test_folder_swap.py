"""A folder takes another's place while others read it: they find the old one or the new one, whole, and never none."""

import subprocess
import sys

import pytest

from lcanalysis.briefing.staging import replace_folder
from lcanalysis.cleaning.pipeline.processed_files import write_processed
from lcanalysis.files import folder_swap
from lcanalysis.files.folder_swap import exchange, swap_in

READER = """\
import sys
seen, times = {}, 0
print("reading", flush=True)
while seen.get("last") != 1:
    times += 1
    try:
        with open(sys.argv[1], "rb") as file:
            content = file.read()
        found = content[:4] if content == content[:4] * 20_000 else b"partial"
    except FileNotFoundError:
        found = b"missing"
    seen[found.decode()] = 1
print(times, *seen)
"""
"""Reads a file over and over until it holds `last`, and tells how often and what else it held."""

is_exchanging = pytest.mark.skipif(sys.platform not in {"linux", "darwin"}, reason="the system exchanges no names")


def seen_while(path, write, times):
    """Let another process read `path` while `write` writes it anew many times; return what that process saw."""
    write(b"0000" * 20_000)
    with subprocess.Popen([sys.executable, "-c", READER, path], stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout.readline() == "reading\n"
        for number in range(1, times):
            write(f"{number:04}".encode() * 20_000)
        write(b"last" * 20_000)
        reads, *seen = reader.communicate(timeout=60)[0].split()
    assert int(reads) > 0
    return seen


def as_edition(folder):
    return lambda content: replace_folder(folder, {"manifest.json": content, "a.zh.html": b"x", "b/c": b"y"})


@is_exchanging
def test_an_edition_is_there_and_whole_at_every_moment_of_hundreds_of_swaps(tmp_path):
    seen = seen_while(tmp_path / "e" / "manifest.json", as_edition(tmp_path / "e"), times=300)
    assert len(seen) > 10
    assert not {"missing", "partial"} & set(seen)


@is_exchanging
def test_processed_data_are_there_and_whole_at_every_moment_of_hundreds_of_cleanings(tmp_path):
    path = tmp_path / "processed" / "observations.csv"
    seen = seen_while(path, lambda content: write_processed(tmp_path, {path.name: content}), times=100)
    assert len(seen) > 10
    assert not {"missing", "partial"} & set(seen)


def test_where_folders_cannot_be_exchanged_nothing_partial_is_ever_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(folder_swap, "exchange", lambda *_: False)
    seen = seen_while(tmp_path / "e" / "manifest.json", as_edition(tmp_path / "e"), times=200)
    assert len(seen) > 10
    assert "partial" not in seen
    assert [path.name for path in tmp_path.iterdir()] == ["e"]


@is_exchanging
def test_names_are_exchanged_or_nothing_is_done(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one" / "other").exists()
    assert (tmp_path / "other" / "one").exists()
    assert not exchange(tmp_path / "one", tmp_path / "absent")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "other"]


@pytest.mark.parametrize("is_exchanged", [True, False])
def test_what_cannot_be_put_in_place_leaves_the_former_folder(tmp_path, monkeypatch, is_exchanged):
    if not is_exchanged:
        monkeypatch.setattr(folder_swap, "exchange", lambda *_: False)
    (tmp_path / "former").mkdir()
    with pytest.raises(FileNotFoundError):
        swap_in(tmp_path / "absent", tmp_path / "former", tmp_path / "aside")
    assert [path.name for path in tmp_path.iterdir()] == ["former"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_an_edition_behind_a_link_is_replaced_where_it_lies(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "e").symlink_to(tmp_path / "far" / "e")
    for content in (b"1", b"2", b"3"):
        replace_folder(tmp_path / "e", {"manifest.json": content})
    assert (tmp_path / "far" / "e" / "manifest.json").read_bytes() == b"3"
    assert (tmp_path / "e").is_symlink()
    assert [path.name for path in (tmp_path / "far").iterdir()] == ["e"]
