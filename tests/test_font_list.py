"""matplotlib's list of fonts, kept between runs: never a broken one, and nobody else's."""

from __future__ import annotations

import tempfile

import pytest

from lcanalysis.runner.environment import give_list, keep_list

NAME = "fontlist-v1.json"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def made(tmp_path, content):
    folder = tmp_path / "made"
    folder.mkdir(exist_ok=True)
    (folder / NAME).write_text(content, encoding="utf-8")
    return folder


def test_a_list_that_one_process_made_is_given_to_the_next(tmp_path):
    keep_list(made(tmp_path, '{"fonts": 1}'))
    given = give_list(tmp_path / "next")
    assert (given / NAME).read_text(encoding="utf-8") == '{"fonts": 1}'
    assert [path.name for path in given.iterdir()] == [NAME]


def test_a_list_whose_maker_was_ended_while_it_wrote_is_not_kept(tmp_path):
    keep_list(made(tmp_path, '{"fonts": '))
    assert not list(give_list(tmp_path / "next").iterdir())
    keep_list(made(tmp_path, '{"fonts": 2}'))
    assert (give_list(tmp_path / "next") / NAME).read_text(encoding="utf-8") == '{"fonts": 2}'


def test_where_the_place_is_somebody_elses_each_process_makes_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing" / "folder"))
    keep_list(made(tmp_path, "{}"))
    assert not list(give_list(tmp_path / "next").iterdir())
