import hashlib
import json
import pickle
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from briefing_samples import EDITION, HOSTILE, INPUTS, SVG, displayed, files_of, finished, notebook
from briefing_samples import write as write_finished
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lcanalysis.briefing.edition import results_by_run
from lcanalysis.briefing.index import page_title, parameters_line, verdict_line
from lcanalysis.briefing.masthead import Edition
from lcanalysis.briefing.results import collect_results
from lcanalysis.briefing.run_record import Finished, FinishedRun, KeptRun, RunTitle
from lcanalysis.briefing.staging import replace_files, replace_folder, restore_folder
from lcanalysis.errors import PageError, UsageError
from lcanalysis.exhibits import answer, text, words
from lcanalysis.files import folder_swap
from lcanalysis.notebooks.normalise import normalise, notebook_bytes
from lcanalysis.quantities import Quantity

RUNS = finished("revenue")


@pytest.fixture(autouse=True)
def english_messages(monkeypatch):
    monkeypatch.setenv("LCANALYSIS_LANG", "en")


def written(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write(folder, runs=RUNS, log=()):
    write_finished(folder, runs, log)
    return written(folder)


def test_an_edition_holds_pages_notebooks_index_results_manifest_and_log(tmp_path):
    files = write(tmp_path / "editions" / "2019-11", log=[{"run": "revenue", "started": "2024-01-01"}])
    assert set(files) == {
        "index.html", "index.en.html", "revenue.zh.html", "revenue.en.html", "revenue.ipynb", "revenue.en.ipynb",
        "results.json", "manifest.json", "log.jsonl",
    }  # fmt: skip
    assert files["log.jsonl"] == b'{"run": "revenue", "started": "2024-01-01"}\n'
    assert [path.name for path in (tmp_path / "editions").iterdir()] == ["2019-11"]


def test_the_manifest_lists_the_runs_and_what_they_follow_from():
    files = files_of(RUNS)
    manifest = json.loads(files["manifest.json"])
    assert manifest["runs"][1] == {
        "id": "revenue",
        "notebook": "notebooks/revenue.ipynb",
        "parameters": {"lang": "en", "segment": "cluster"},
        "language": "en",
        "about": "",
        "status": "done",
        "title": "Can revenue reach the goal for 2022?",
        "verdict": manifest["runs"][1]["verdict"],
        "error": "",
        "outputs": ["revenue.en.html", "revenue.en.ipynb"],
        "reads": None,
        "follows": {},
    }
    assert manifest["runs"][1]["verdict"].startswith("<strong>Revenue was 81.39 billion yuan in 2018</strong>")
    assert manifest["planned"] == 2
    for group in ("inputs", "code", "data", "fonts", "versions", "outputs"):
        assert re.fullmatch("[0-9a-f]{64}", manifest["sha256"][group])
    assert manifest["versions"] == EDITION.versions
    assert manifest["outputs"] == {
        name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items()) if name != "manifest.json"
    }


def test_the_digest_of_a_group_changes_with_any_of_its_files():
    other = replace(INPUTS, data={"data/raw/x.csv": "9" * 64})
    one, two = (json.loads(files_of(RUNS, inputs=given)["manifest.json"])["sha256"] for given in (INPUTS, other))
    assert {group for group in one if one[group] != two[group]} == {"data"}


def test_the_same_runs_give_the_same_bytes_whatever_the_times(tmp_path):
    started = finished(shown=lambda lang: timed(notebook(lang), 5))
    later = finished(shown=lambda lang: timed(notebook(lang), 35))
    first, second = write(tmp_path / "a", started, [{"seconds": 1}]), write(tmp_path / "b", later, [{"seconds": 2}])
    assert {name for name in first if first[name] != second[name]} == {"log.jsonl"}


def timed(executed, second):
    """Return a notebook as papermill and nbclient leave it: times everywhere, random ids for injected cells."""
    stamped = nbformat.from_dict(json.loads(json.dumps(executed)))
    stamped.metadata["papermill"] = {
        "start_time": f"12:00:{second}",
        "input_path": f"scratch/{second}",
        "duration": second,
    }
    for cell in stamped.cells:
        cell.metadata["papermill"] = {"start_time": f"12:00:{second}"}
        cell.metadata["execution"] = {"iopub.execute_input": f"12:00:{second}"}
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = f"random-{second}"
    return stamped


def test_results_hold_each_number_with_unit_and_trace():
    results = json.loads(files_of(RUNS)["results.json"])
    revenue = {"value": "813.90", "unit": "亿元", "trace": ["headline.csv E3"]}
    found = results["revenue"]["answer/revenue"]
    assert {name: found[name] for name in revenue} == revenue
    assert list(results["revenue"]) == sorted(results["revenue"])


def number(key, value):
    return shown(value, "家", key=key)


def counted(*outputs):
    return new_notebook(cells=[new_code_cell("x", outputs=[output], id=f"c{at}") for at, output in enumerate(outputs)])


def test_the_same_number_may_be_shown_twice():
    assert list(collect_results(counted(number("a", 1), number("a", 1)), "run")) == ["it/a"]


def test_results_are_plain_values_which_a_worker_reads_without_the_packages_of_jupyter():
    results = collect_results(counted(number("a", 1)), "run")
    assert results["it/a"]["name"] == {"zh": "…", "en": "…"}
    assert b"nbformat" not in pickle.dumps(results)


def shown(value, unit="%", trace=("a.csv B2",), decimals=None, key="a"):
    return displayed(text("it", f"{{{key}}}", f"{{{key}}}", **{key: Quantity(value, unit, trace, decimals=decimals)}))


def test_one_number_with_more_and_fewer_digits_is_kept_with_the_most():
    outputs = [shown("9.016", decimals=1), shown("9.016", decimals=2), shown("9.016", decimals=0)]
    for order in (outputs, outputs[::-1]):
        assert collect_results(counted(*order), "run")["it/a"]["value"] == "9.02"


def test_rounding_twice_is_no_conflict_and_another_number_is():
    # 2.449 prints as 2.45 and as 2.4, though 2.45 rounds to 2.5.
    assert (
        collect_results(counted(shown("2.449", decimals=2), shown("2.449", decimals=1)), "run")["it/a"]["value"]
        == "2.45"
    )
    with pytest.raises(PageError, match=r"2\.4 %.*2\.46 %"):
        collect_results(counted(shown("2.4", decimals=1), shown("2.46", decimals=2)), "run")


def test_one_number_published_in_two_places_keeps_both():
    found = collect_results(counted(shown("3", trace=("b.csv D3",)), shown("3", trace=("a.csv C3",))), "run")
    assert found["it/a"]["trace"] == ["a.csv C3", "b.csv D3"]


def test_a_number_in_another_unit_is_another_number():
    with pytest.raises(PageError, match=r"9\.0 %.*9\.0 个百分点"):
        collect_results(counted(shown("9"), shown("9", "个百分点")), "run")


def test_two_values_under_one_key_are_an_error():
    with pytest.raises(PageError, match=r"(?s)run.*'?it/a'?.*1 家 \(a.csv B2\).*2 家"):
        collect_results(counted(number("a", 1), number("a", 2)), "run")


def showing(run_id, value):
    record = replace(RUNS[0].record, run=replace(RUNS[0].record.run, id=run_id))
    return KeptRun(record, Path(), collect_results(counted(number("a", value)), run_id))


def test_the_languages_of_a_run_show_the_same_numbers():
    with pytest.raises(PageError, match="audit"):
        results_by_run([showing("audit", 1), showing("audit", 2)])


def test_other_runs_may_have_other_values():
    results = results_by_run([showing("low", 1), showing("high", 2)])
    assert {run: result["it/a"]["value"] for run, result in results.items()} == {"low": "1", "high": "2"}


def test_a_run_without_a_notebook_has_no_results():
    assert collect_results(None, "run") == {}


def test_a_failed_run_is_in_index_and_manifest_and_gives_no_results():
    files = files_of([*RUNS, *finished("audit", failed=True)])
    statuses = [(run["id"], run["status"]) for run in json.loads(files["manifest.json"])["runs"]]
    assert statuses == [("revenue", "done")] * 2 + [("audit", "failed")] * 2
    assert list(json.loads(files["results.json"])) == ["revenue"]
    index = files["index.html"].decode()
    assert "3 briefings" not in index
    assert "共 2 份简报，1 份未完成。" in index
    assert index.count("ZeroDivisionError: division by zero") == 1
    assert "audit.en.html" in files


def test_each_language_has_an_index_of_its_own_with_titles_and_verdicts_that_leads_to_the_other():
    files = files_of(RUNS)
    zh, en = files["index.html"].decode(), files["index.en.html"].decode()
    assert ('<html lang="zh-CN">' in zh, '<html lang="en">' in en) == (True, True)
    assert 'href="index.en.html" hreflang="en"' in zh
    assert 'href="index.html" hreflang="zh-CN"' in en
    assert ("revenue.en.html" in zh, "revenue.zh.html" in en) == (False, False)
    assert "共 1 份简报。" in zh
    assert '<a href="revenue.zh.html">营业收入能否达到2022年目标</a>' in re.sub("</?span>", "", zh)
    assert "<strong>2018年营业收入813.90亿元</strong>。</p>" in zh
    assert '<a href="revenue.en.html">Can revenue reach the goal for 2022?</a>' in en
    assert "segment = cluster" in en


def test_a_run_that_has_nothing_to_tell_is_listed_and_not_counted_as_a_briefing():
    silent = [
        replace(
            run,
            record=replace(
                run.record, outputs={name: h for name, h in run.record.outputs.items() if "html" not in name}
            ),
        )
        for run in finished("audit")
    ]
    index = files_of([*RUNS, *silent])["index.en.html"].decode()
    assert ("1 briefing." in index, "No page: nothing to tell" in index) == (True, True)


def test_the_pages_of_a_language_lead_to_its_index():
    files = files_of(RUNS)
    assert '<a href="index.html">' in files["revenue.zh.html"].decode()
    assert '<a href="index.en.html">' in files["revenue.en.html"].decode()


def test_an_edition_in_one_language_has_one_index():
    edition = Edition(EDITION.name, EDITION.plan, languages=("en",))
    files = files_of(finished(edition=edition), edition)
    assert set(files) >= {"revenue.en.html", "revenue.ipynb"}
    assert [name for name in files if name.startswith("index")] == ["index.html"]


def test_a_page_says_in_its_title_and_first_heading_what_its_run_is_about():
    pages = {
        about: files_of(finished(about=about))["revenue.zh.html"].decode()
        for about in ("铜加工，年均增长8%", "钢管*，3%")
    }
    for about, page in pages.items():
        assert f"营业收入能否达到2022年目标（{about}）" in page[page.index("<title>") : page.index("</title>")]
        assert f"营业收入能否达到2022年目标（{about}）</h1>" in re.sub("</?span>", "", page)
    named = files_of(finished(about="铜加工"))
    assert "营业收入能否达到2022年目标（铜加工）" in named["revenue.ipynb"].decode()


def test_the_title_given_by_the_run_plan_wins_and_is_escaped():
    index = files_of(finished(about=HOSTILE))["index.html"].decode()
    assert "<script>document" not in index
    assert "&lt;script&gt;document.title" in index


def test_the_verdict_is_the_first_paragraph_of_the_answer():
    plain = new_output("execute_result", data={"text/markdown": "no numbers, no statement"})
    said = displayed(answer("a", words("正常\n进行", "On track\nso far."), "More <b>."))
    assert verdict_line(counted(plain, said), "en") == "<strong>On track so far.</strong>"
    assert verdict_line(counted(plain), "en") == ""
    assert verdict_line(None, "en") == ""


def test_a_page_without_headings_has_no_title():
    assert page_title(new_notebook(cells=[new_markdown_cell("text", id="m")]), "zh") == ""
    assert page_title(notebook("en"), "en") == "Can revenue reach the goal for 2022?"


def test_parameters_that_all_runs_share_tell_nothing():
    assert parameters_line({"lang": "zh", "data": "data"}) == ""


def test_a_run_id_that_is_no_file_name_or_comes_twice_is_refused():
    with pytest.raises(ValueError, match="no file name"):
        finished("../up")
    with pytest.raises(ValueError, match=r"two runs would write revenue\.ipynb"):
        files_of([RUNS[0], RUNS[0]])


def test_a_finished_run_comes_back_from_its_record():
    record = RUNS[0].record
    assert FinishedRun.from_json(json.loads(json.dumps(record.as_json()))) == record


def test_a_folder_that_is_no_edition_is_not_overwritten(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(tmp_path.name)):
        write(tmp_path)
    assert written(tmp_path) == {"thesis.txt": b"mine"}


def test_an_edition_replaces_the_one_before_it_whole(tmp_path):
    folder = tmp_path / "2019-11"
    write(folder, finished("audit"))
    assert set(write(folder)) & {"audit.zh.html", "revenue.zh.html"} == {"revenue.zh.html"}
    assert {path.name for path in tmp_path.iterdir()} == {"2019-11", "changes"}


def test_a_swap_that_fails_leaves_the_previous_folder(tmp_path, monkeypatch):
    folder = tmp_path / "e"
    replace_folder(folder, {"old": b"1"})
    rename = Path.rename

    def fail_for_staging(self, target):
        if self.name.endswith(".staging"):
            raise OSError("disk")
        return rename(self, target)

    monkeypatch.setattr(folder_swap, "exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", fail_for_staging)
    with pytest.raises(OSError, match="disk"):
        replace_folder(folder, {"new": b"2"})
    assert written(tmp_path) == {"e/old": b"1"}


def test_a_write_that_fails_leaves_the_previous_folder(tmp_path, monkeypatch):
    folder = tmp_path / "e"
    replace_folder(folder, {"old": b"1"})

    def fail(_self, _content):
        raise OSError("full")

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(OSError, match="full"):
        replace_folder(folder, {"new": b"2"})
    assert written(tmp_path) == {"e/old": b"1"}


@pytest.mark.parametrize("hidden", [".e.staging", ".e.previous"])
def test_a_link_in_the_place_of_a_hidden_folder_is_not_followed(tmp_path, hidden):
    shelf, elsewhere = tmp_path / "shelf", tmp_path / "elsewhere"
    replace_folder(elsewhere, {"index.html": b"mine"})
    replace_folder(shelf / "e", {"old": b"1"})
    (shelf / hidden).symlink_to(elsewhere)
    for content in (b"2", b"3"):
        replace_folder(shelf / "e", {"index.html": content})
    assert written(elsewhere) == {"index.html": b"mine"}
    assert written(shelf) == {"e/index.html": b"3"}
    assert not (shelf / "e").is_symlink()


def test_a_link_in_the_place_of_a_file_that_is_being_made_is_not_followed(tmp_path):
    (tmp_path / "mine").write_bytes(b"mine")
    (tmp_path / ".index.html.staging").symlink_to(tmp_path / "mine")
    replace_files(tmp_path, {"index.html": b"new"})
    assert written(tmp_path) == {"mine": b"mine", "index.html": b"new"}


def test_a_swap_cut_off_half_way_is_undone_before_the_next(tmp_path):
    replace_folder(tmp_path / ".e.previous", {"old": b"1"})
    replace_folder(tmp_path / ".e.staging", {"half": b"2"})
    restore_folder(tmp_path / "e")
    assert written(tmp_path / "e") == {"old": b"1"}
    replace_folder(tmp_path / "e", {"new": b"3"})
    assert written(tmp_path) == {"e/new": b"3"}


def test_what_a_finished_swap_left_behind_is_removed(tmp_path):
    replace_folder(tmp_path / ".e.previous", {"old": b"1"})
    replace_folder(tmp_path / "e", {"new": b"2"})
    restore_folder(tmp_path / "e")
    assert written(tmp_path) == {"e/new": b"2"}


def test_normalising_keeps_what_was_computed_and_does_not_touch_the_original():
    before = timed(notebook("zh"), 7)
    kept = json.dumps(before)
    result = normalise(before)
    assert json.dumps(before) == kept
    assert [cell.get("outputs") for cell in result.cells] == [cell.get("outputs") for cell in notebook("zh").cells]
    assert "12:00" not in json.dumps(result)
    assert json.dumps(normalise(result)) == json.dumps(result)


def test_addresses_pieces_of_streams_and_widgets_do_not_tell_runs_apart():
    outputs = [
        new_output("stream", name="stdout", text="a "),
        new_output("stream", name="stdout", text="b at 0x7f00aa12bc, colour 0x1f5a96\n"),
        new_output("stream", name="stderr", text="/scratch/ipykernel_4711/99.py:1: UserWarning"),
        new_output(
            "display_data", data={"application/vnd.jupyter.widget-view+json": {"model_id": "f0"}, "text/plain": "w"}
        ),
        new_output("error", ename="E", evalue="<A at 0x7fff00001111>", traceback=["<A at 0x7fff00001111>"]),
        new_output("display_data", data={"image/svg+xml": SVG + "<!-- 0x7fff00001111 -->"}),
    ]
    cells = [
        new_code_cell("x", outputs=outputs, id="c"),
        new_markdown_cell("m", id="random", metadata={"tags": ["papermill-error-cell-tag"]}),
    ]
    result = normalise(new_notebook(cells=cells, metadata={"widgets": {"f0": {}}}))
    out, err, widget, error, picture = result.cells[0].outputs
    assert out.text == "a b at 0x..., colour 0x1f5a96\n"
    assert err.text == "<cell>:1: UserWarning"
    assert widget.data == {"text/plain": "w"}
    assert (error.evalue, error.traceback) == ("<A at 0x...>", ["<A at 0x...>"])
    assert "0x7fff00001111" in picture.data["image/svg+xml"]
    assert result.cells[1].id == "failure-1"
    assert result.metadata == {}


def test_a_saved_notebook_is_valid_and_ends_in_one_line_feed():
    content = files_of(RUNS)["revenue.ipynb"]
    nbformat.validate(nbformat.reads(content.decode(), as_version=4))
    assert content.endswith(b"}\n")
    assert notebook_bytes(nbformat.reads(content.decode(), as_version=4)) == content


def test_an_edition_comes_back_from_its_metadata():
    assert Edition.from_metadata(json.loads(json.dumps(EDITION.as_metadata()))) == EDITION


def silent(_):
    """Return an executed notebook whose answer is that there is nothing to tell."""
    said = answer("answer", words("没有公布研发投入。", "No R&D spending is published."), is_nothing=True)
    cells = [
        new_markdown_cell("# 研发", id="a", metadata={"tags": ["lang-zh"]}),
        new_markdown_cell("# Research", id="b", metadata={"tags": ["lang-en"]}),
        new_code_cell("x", id="c", outputs=[displayed(said)]),
    ]
    return new_notebook(cells=cells)


def test_a_page_with_nothing_to_say_is_left_out_with_a_line_on_the_index(tmp_path):
    edition = replace(EDITION, formats=("html", "docx"))
    runs = [*finished("revenue", edition=edition), *finished("research", edition=edition, shown=silent)]
    files = files_of(runs, edition)
    assert {name for name in files if name.startswith("research")} == {"research.ipynb", "research.en.ipynb"}
    index = files["index.en.html"].decode()
    assert 'href="revenue.en.html"' in index
    assert "research.en.html" not in index
    line = re.sub(r"<[^>]+>|\s+", " ", index[index.index("Research") :])
    assert "No page: nothing to tell" in line
    assert "No R&amp;D spending is published." in line
    assert "没有可说的内容" in files["index.html"].decode()
    assert set(json.loads(files["results.json"])["research"]) == set()
    (entry,) = (
        one for one in json.loads(files["manifest.json"])["runs"] if (one["id"], one["language"]) == ("research", "en")
    )
    assert (entry["status"], entry["outputs"]) == ("done", ["research.en.ipynb"])


def test_what_came_of_a_run_travels_to_a_process_that_imports_nothing_slow():
    title = RunTitle("a", "en", "a.ipynb")
    made = Finished(FinishedRun(title, "done", "A", "", "", {}), {}, {"a.en.html": b"<p>"})
    code = (
        "import pickle, sys\nmade = pickle.load(sys.stdin.buffer)\n"
        "print(made.record.run.id, {'nbformat', 'pandas', 'matplotlib'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], input=pickle.dumps(made), capture_output=True, check=True)
    assert done.stdout.decode().split() == ["a", "set()"]
