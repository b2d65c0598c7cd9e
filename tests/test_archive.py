"""The archive page over editions and the comparisons beside them, on folders of every kind."""

import json
import shutil

import pytest
from comparison_cases import samples, write_kept
from filelock import FileLock

from lcanalysis.briefing import archive
from lcanalysis.briefing.archive import write_archive
from lcanalysis.briefing.comparison.output_folder import find_editions, is_listed
from lcanalysis.briefing.comparison.stored import former_of, keep_former
from lcanalysis.errors import EditionLockedError, UsageError
from lcanalysis.runner.suite import require_edition_name


def behind():
    results, basis = samples()
    results["scorecard"]["verdict/cluster_revenue"]["value"] = "behind"
    return results, basis


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def out(tmp_path):
    """Return a folder with two editions, the later of which has another verdict."""
    write_kept(tmp_path / "2019-11")
    write_kept(tmp_path / "2020-11", *behind(), vintages=["2019-11", "2020-11"])
    return tmp_path


def page_of(out, name="index.html"):
    return (out / name).read_text(encoding="utf-8")


def test_the_newest_edition_comes_first_with_its_verdict_and_what_changed(out):
    write_archive(out, "2020-11")
    zh, en = page_of(out), page_of(out, "index.en.html")
    assert 0 < zh.index('href="2020-11/index.html"') < zh.index('href="2019-11/index.html"')
    assert "聊城规划" in zh
    assert "数据版本：2019年11月、2020年11月" in zh
    assert '<a href="changes/2020-11.since-2019-11.zh.html">与上一期（2019年11月期）相比</a>：评价1项' in zh
    assert "scorecard的结论&amp;</p>" in zh
    assert '<a href="changes/2020-11.since-2019-11.en.html">Since the edition of November 2019</a>: verdicts 1' in en
    changes = page_of(out, "changes/2020-11.since-2019-11.zh.html")
    assert "▲快于预期" in changes
    assert 'href="../index.html"' in changes
    assert 'href="../2020-11/scorecard.zh.html"' in changes
    assert is_listed(out)


def test_an_edition_made_again_in_between_is_compared_with_both_its_neighbours(out):
    write_kept(out / "2020-05", vintages=["2019-11", "2020-05"])
    write_archive(out, "2020-05")
    assert {path.name for path in (out / "changes").glob("*.json")} == {
        "2020-05.since-2019-11.json", "2020-11.since-2020-05.json",
    }  # fmt: skip
    shutil.rmtree(out / "2020-05")
    assert not is_listed(out)
    write_archive(out, "")
    assert [path.name for path in (out / "changes").glob("*.json")] == ["2020-11.since-2019-11.json"]


def test_the_same_editions_give_the_same_bytes(out):
    write_archive(out, "2019-11")
    first = files_of(out)
    write_archive(out, "2020-11")
    write_archive(out, "")
    assert files_of(out) == first


def test_what_an_edition_was_is_kept_when_it_is_replaced_by_one_with_other_numbers(out):
    folder, new = out / "2020-11", samples()
    new[0]["scorecard"]["scorecard/cluster_revenue/probability"]["value"] = "70"
    files = {
        name: json.dumps(each, ensure_ascii=False).encode()
        for name, each in zip(("results.json", "basis.json"), new, strict=True)
    }
    keep_former(folder, files)
    write_kept(folder, *new)
    write_archive(out, "2020-11")
    document = json.loads(page_of(out, "changes/2020-11.replaced.json"))
    assert document["counts"] == {
        "verdict": 1, "goal": 0, "written": 0, "probability": 1, "figure": 0, "growth": 0, "finding": 0, "other": 0,
    }  # fmt: skip
    assert "2020年11月期重新生成前后" in page_of(out, "changes/2020-11.replaced.zh.html")
    assert "changes/2020-11.replaced.zh.html" in page_of(out)
    # Made again with the same numbers, it keeps what it was before they changed.
    kept = files_of(former_of(folder))
    keep_former(folder, files)
    assert files_of(former_of(folder)) == kept


def test_nothing_is_kept_of_an_edition_that_cannot_be_read(out):
    (out / "2020-11" / "results.json").write_text("{}", encoding="utf-8")
    keep_former(out / "2020-11", {})
    keep_former(out / "none", {})
    assert not (out / "changes").exists()


def test_broken_and_foreign_folders_are_named_and_not_followed(out, tmp_path_factory):
    elsewhere = write_kept(tmp_path_factory.mktemp("elsewhere") / "2021-11")
    (out / "linked").symlink_to(elsewhere, target_is_directory=True)
    (out / "<script>x").mkdir()
    (out / "broken").mkdir()
    (out / "broken" / "manifest.json").write_text('{"runs": [1]}', encoding="utf-8")
    shutil.copytree(out / "2019-11", out / "2019-11 copy")
    (out / ".hidden").mkdir()
    (out / "ledger.xlsx").write_bytes(b"")
    write_archive(out, "2020-11")
    assert list(find_editions(out).left_out) == ["2019-11 copy", "<script>x", "broken", "linked"]
    page = page_of(out)
    assert "<script>" not in page
    for said in ("linked 是链接，不跟随", "<code>&lt;script&gt;x</code>", "broken/manifest.json 已损坏", "被改过名"):
        assert said in page
    assert 'href="2021-11' not in page


def test_an_edition_with_damaged_numbers_is_listed_without_a_comparison(out):
    (out / "2019-11" / "results.json").write_text("{}", encoding="utf-8")
    write_archive(out, "2020-11")
    assert 'href="2019-11/index.html"' in page_of(out)
    assert "since" not in page_of(out)


def test_a_run_without_a_page_is_no_briefing_of_its_edition(out):
    results, basis = samples()
    folder = write_kept(out / "2021-11", results, basis, vintages=["2021-11"])
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    before = len(manifest["runs"]) // 2
    for run in manifest["runs"][:2]:
        run["outputs"] = [f"{run['id']}.ipynb"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    write_archive(out, "2021-11")
    assert f"{before - 1}份简报，全部完成" in page_of(out)


def test_an_edition_with_failed_runs_says_so_and_hostile_verdicts_are_text(out):
    results, basis = samples()
    folder = write_kept(out / "2021-11", results, basis, failed=("audit",), vintages=["2021-11"])
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["runs"][0]["verdict"] = '<img src="x" onerror="x">&lt;script&gt;alert(1)'
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    write_archive(out, "2021-11")
    page = page_of(out)
    assert "3份简报，1份未完成" in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)</p>" in page


def test_editions_of_several_plans_stand_in_sections_of_their_own(out, tmp_path):
    write_kept(tmp_path / "heze" / "2019-11", *behind(), plan="heze")
    write_kept(tmp_path / "heze" / "2020-11", plan="heze")
    write_archive(tmp_path / "heze", "2020-11")
    write_archive(out, "")
    page = page_of(out)
    assert page.count("<h2 id=") == 2
    assert 'href="heze/2019-11/index.html"' in page
    assert 'href="heze/changes/2020-11.since-2019-11.zh.html"' in page
    assert find_editions(out).left_out == {}
    assert is_listed(out)


def test_two_runs_do_not_write_the_archive_at_once(out, monkeypatch):
    monkeypatch.setattr(archive, "PATIENCE_S", 0)
    with FileLock(out / ".index.html.lock"), pytest.raises(EditionLockedError) as caught:
        write_archive(out, "2020-11")
    assert caught.value.exit_code == 5
    assert "the edition itself is whole" in caught.value.text("en")


def test_an_empty_folder_has_an_archive_that_says_so(tmp_path):
    write_archive(tmp_path, "")
    assert "还没有一期简报" in page_of(tmp_path)


@pytest.mark.parametrize("name", ["changes", "INDEX.html", "index.en.html", "status.json"])
def test_no_edition_can_be_called_like_what_lies_beside_the_editions(name):
    with pytest.raises(UsageError):
        require_edition_name(name)
