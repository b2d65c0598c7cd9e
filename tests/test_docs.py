"""The documentation: what it tells to type is typed, its links lead somewhere, both languages say the same, and it builds."""

import ast
import html.parser
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from urllib.parse import unquote, urlsplit

import list_modules
import pytest
import yaml
from runner_project import ROOT
from soak_page import SOAK, write_counts
from test_house import FOUNDATION, PACKAGE, STAGES
from typing_commands import activated, typed

from lcanalysis.cleaning import clean
from lcanalysis.cli import program

DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(DOCS / "en").as_posix() for path in (DOCS / "en").rglob("*.md"))
TOP = [ROOT / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md")]
BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>(?:not run here|run as)): (?P<why>[^>]+) -->\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
IN_THE_COPY = pytest.mark.xdist_group("bundled_edition")


def blocks(path):
    """Return the code blocks of a page: kind, text, and why it is not run here (empty if it is)."""
    found = BLOCK.finditer(path.read_text(encoding="utf-8"))
    return [(one["kind"], one["text"], one["why"] if one["mark"] == "not run here" else "") for one in found]


def without_words(text):
    """Return code without what differs between languages: comments, texts in quotation marks, the language itself."""
    text = re.sub(r"#.*", "", text)
    text = re.sub(r'f?"[^"\n]*[\u4e00-\u9fff][^"\n]*"|f?"[A-Z][^"\n]*"|f?"\d[^"\n]*"|"output in[^"]*"', '""', text)
    return re.sub(r"\s+", " ", re.sub(r"\b(zh|en)\b", "LANG", text))


PAIRS = {"README": (ROOT / "README.zh-CN.md", ROOT / "README.md")} | {
    page: (DOCS / "zh" / page, DOCS / "en" / page) for page in PAGES
}


def test_both_languages_have_the_same_pages_and_the_same_commands():
    for page, pair in PAIRS.items():
        zh, en = map(blocks, pair)
        assert [kind for kind, _, _ in zh] == [kind for kind, _, _ in en], page
        commands = [[without_words(text) for kind, text, _ in found if kind in {"sh", "yaml"}] for found in (zh, en)]
        assert commands[0] == commands[1], page
        assert [bool(why) for _, _, why in zh] == [bool(why) for _, _, why in en], page


def test_there_is_no_page_in_one_language_only():
    assert sorted(path.relative_to(DOCS / "zh").as_posix() for path in (DOCS / "zh").rglob("*.md")) == PAGES


def test_few_blocks_are_not_run_and_each_says_why():
    every = [(path, *block) for path in [*TOP, *(DOCS / "en" / page for page in PAGES)] for block in blocks(path)]
    shells = [block for block in every if block[1] in {"sh", "python"}]
    skipped = [block for block in shells if block[3]]
    assert all(len(why.split()) >= 3 for *_, why in skipped)
    assert len(skipped) <= len(shells) / 3


@pytest.fixture(scope="module")
def place(repository, tmp_path_factory):
    """Return the folder of a repository that has its code alone, and where its commands find a warm process of that code."""
    folder, found = tmp_path_factory.mktemp("docs") / "lcanalysis", str(tmp_path_factory.mktemp("run"))
    shutil.copytree(repository / "lcanalysis", folder / "lcanalysis")
    environment = activated(folder) | {"XDG_RUNTIME_DIR": found}
    process = subprocess.Popen([sys.executable, "-m", "lcanalysis.runner.warm"], cwd=folder, env=environment)
    yield folder, found
    process.terminate()
    process.wait(60)


@pytest.fixture
def copy(repository, place, monkeypatch):
    """Return a copy of the repository, to be changed; what an earlier test left in its place is gone."""
    folder, found = place
    for path in folder.iterdir():
        if path.is_symlink() or path.is_file():
            path.unlink()
        elif path.name != "lcanalysis":
            shutil.rmtree(path)
    left_out = shutil.ignore_patterns("lcanalysis")
    shutil.copytree(repository, folder, symlinks=True, ignore=left_out, dirs_exist_ok=True)
    monkeypatch.setenv("XDG_RUNTIME_DIR", found)
    return folder


RUN = [f"docs/en/{page}" for page in PAGES] + ["README.md", "CONTRIBUTING.md"]


def python_of(path):
    """Return the Python blocks of a page as one program: what one defines, the next may use."""
    return "\n".join(text for kind, text, why in blocks(path) if kind == "python" and not why)


@IN_THE_COPY
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a POSIX shell")
@pytest.mark.parametrize(
    "name", [name for name in RUN if any(kind in {"sh", "python"} for kind, _, _ in blocks(ROOT / name))]
)
def test_what_a_page_tells_to_type_works(name, copy):
    for kind, text, why in blocks(ROOT / name):
        if kind == "sh" and not why:
            done = typed(copy, text)
            assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
            assert "Traceback" not in done.stderr
    if program := python_of(ROOT / name):
        (copy / "typed.py").write_text(program, encoding="utf-8")
        done = typed(copy, "python typed.py\n")
        assert done.returncode == 0, done.stderr


EACH_BY_ITSELF = "import runpy, sys\nfor path in sys.argv[1:]:\n    runpy.run_path(path, run_name='__main__')\n"


@IN_THE_COPY
@pytest.mark.slow
def test_the_python_of_the_chinese_pages_runs_too(copy):
    programs = {page.replace("/", "_"): python_of(DOCS / "zh" / page) for page in PAGES}
    paths = [copy / f"{name}.py" for name, program in programs.items() if program]
    for path in paths:
        path.write_text(programs[path.stem], encoding="utf-8")
    (copy / "each.py").write_text(EACH_BY_ITSELF, encoding="utf-8")
    done = typed(copy, shlex.join(["python", "each.py", *(path.name for path in paths)]))
    assert done.returncode == 0, done.stderr
    assert len(paths) > 1


def test_data_in_a_page_is_of_its_form():
    pages = [*TOP, *(DOCS / lang / page for lang in ("en", "zh") for page in PAGES)]
    for path, (kind, text, _) in [(page, block) for page in pages for block in blocks(page)]:
        if kind == "yaml":
            assert yaml.safe_load(text)
        elif kind == "json":
            json.loads(text)
        elif kind == "python":
            ast.parse(text)
        else:
            assert kind in {"sh", "bat", "text"}, f"{path}: {kind} blocks are neither run nor checked"


def test_goals_and_texts_like_those_in_the_how_to_are_taken(tmp_path):
    """The entries that the pages show are added to goals.yml and assessment.yml, and the data are clean."""
    for lang in ("en", "zh"):
        data = shutil.copytree(ROOT / "data", tmp_path / lang)
        raw = data / "raw"
        goal, wish = (text for kind, text, _ in blocks(DOCS / lang / "how-to" / "new-goal.md") if kind == "yaml")
        (written,) = (text for kind, text, _ in blocks(DOCS / lang / "how-to" / "assess.md") if kind == "yaml")
        text = (raw / "goals.yml").read_text(encoding="utf-8")
        wish = wish.removeprefix("qualitative:").replace("copper_platforms", "another_platform").rstrip()
        text = text.replace("\nqualitative:\n", f"{indented(goal)}\n\nqualitative:{indented(wish)}\n", 1)
        (raw / "goals.yml").write_text(text, encoding="utf-8")
        (raw / "assessment.yml").write_text(written, encoding="utf-8")
        cleaned = clean(data)
        assert (len(cleaned.goals), len(cleaned.qualitative)) == (35, 52)


def indented(entry):
    return "".join(f"\n  {line}" for line in entry.strip("\n").splitlines())


LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")


def anchors(path):
    """Return the anchors of a Markdown page's headings, as GitHub and MyST make them."""
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    heads = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def links_of(path):
    text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [one or other for one, other in LINK.findall(text)]


def test_links_lead_to_files_and_headings_that_are_there():
    pages = [*TOP, ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
    for path, link in [(page, link) for page in pages for link in links_of(page)]:
        parts = urlsplit(link)
        if parts.scheme:
            assert (parts.scheme, bool(parts.hostname)) == ("https", True) or parts.scheme == "mailto", link
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        assert target.exists(), f"{link} in {path}"
        if parts.fragment and target.suffix == ".md":
            assert unquote(parts.fragment) in anchors(target), f"{link} in {path}"


def drawing():
    path = ROOT / "scripts" / "draw_architecture.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_picture_of_the_architecture_is_that_of_the_code():
    module, arrows = drawing(), []
    for lang in ("en", "zh"):
        picture = (DOCS / "pictures" / f"architecture.{lang}.svg").read_text(encoding="utf-8")
        assert picture == module.draw(lang), "run scripts/draw_architecture.py"
        arrows.append(set(re.findall(r'data-from="(\w+)" data-to="(\w+)"', picture)))
    drawn, other = arrows
    assert drawn == other
    # The slow twin: what can be reached by arrows is what can be reached by imports, and no arrow can be spared.
    reached = closure(drawn)
    assert reached == closure({(other, name) for name, own in module.imports().items() for other in own})
    assert all(closure(drawn - {arrow}) != reached for arrow in drawn)


def closure(arrows):
    found = set(arrows)
    while more := {(a, d) for a, b in found for c, d in found if b == c} - found:
        found |= more
    return found


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_of_the_architecture_names_every_part_in_its_order_and_where_to_begin(lang):
    text = (DOCS / lang / "architecture.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| ")]
    named = [part.strip("`") for part, *_ in rows if part.startswith("`")]
    assert named == [stage for stage in STAGES if stage not in {*FOUNDATION, "__main__"}]
    for part, _, begin in rows[2:]:
        for path in re.findall(r"`([^`]+)`", begin):
            assert (PACKAGE / path).is_file(), path
            assert path.split("/")[0] == part.strip("`") or part.startswith("*"), path


def test_the_list_of_modules_is_that_of_the_code():
    page = (DOCS / "modules.md").read_text(encoding="utf-8")
    assert page.partition("<!-- modules -->\n\n")[2] == list_modules.modules(), "run scripts/list_modules.py"


def test_modules_and_folders_that_the_documentation_names_are_there():
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (*PACKAGE.rglob("*.py"), *ROOT.glob("[ns]*/*.*"), *ROOT.glob("tests/**/*.py"))
    }
    missing = []
    for page in (*ROOT.glob("*.md"), *DOCS.rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        if page.name == "CHANGELOG.md" or "*Replaced by record" in text:  # these tell of what was
            continue
        named = re.findall(r"`((?:\w+/)*\w+\.py)`", text)
        missing += [(page.name, name) for name in named if not any(f"/{path}".endswith(f"/{name}") for path in files)]
        folders = re.findall(r"`((?:lcanalysis|scripts|deploy)(?:/\w+)*)/`", text)
        missing += [(page.name, name) for name in folders if not (ROOT / name).is_dir()]
    assert missing == []


def test_each_decision_has_a_number_of_its_own_and_a_line_in_chinese():
    records = sorted((DOCS / "decisions").glob("*.md"))
    heads = [int(re.match(r"# (\d+)\. ", record.read_text(encoding="utf-8"))[1]) for record in records]
    assert heads == [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    told = re.findall(r"^(\d+)\. ", (DOCS / "zh" / "decisions.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert list(map(int, told)) == heads


class Addresses(html.parser.HTMLParser):
    """What a page would fetch, what it links to, and its anchors."""

    def __init__(self):
        super().__init__()
        self.fetched, self.links, self.ids = [], [], set()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids |= {given["id"]} if given.get("id") else set()
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag == "link" and given.get("rel") not in {"index", "search", "next", "prev", "canonical"}:
            self.fetched.append(given.get("href") or "")
        elif given.get("src"):
            self.fetched.append(given["src"])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "build_docs.py"), str(out)],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr  # a warning is an error
    return out


def read(path):
    found = Addresses()
    found.feed(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.slow
def test_the_site_builds_without_a_warning_fetches_nothing_and_links_to_what_is_there(site):
    pages = {path: read(path) for path in sorted(site.rglob("*.html"))}
    assert {path.relative_to(site).as_posix() for path in pages} >= {
        f"{lang}/{page.removesuffix('.md')}.html" for lang in ("en", "zh") for page in PAGES
    }
    for path, found in pages.items():
        for address in (*found.fetched, *found.links):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                assert address in found.links, f"{path.name} would fetch {address}"
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{address} in {path.name}"
            if parts.fragment and target in pages:
                assert unquote(parts.fragment) in pages[target].ids, f"{address} in {path.name}"
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert "@import" not in styles
    assert not re.search(r"url\(['\"]?(https?:)?//", styles)


@pytest.mark.slow
def test_chinese_that_was_wrapped_in_the_source_has_no_spaces_in_it(site):
    for path in (site / "zh").rglob("*.html"):
        prose = re.sub(r"<pre>.*?</pre>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"[\u4e00-\u9fff，。；：、]\n[\u4e00-\u9fff]", prose), path.name


@pytest.mark.slow
def test_the_reference_has_every_name_of_the_library_and_every_command(site):
    import lcanalysis

    for lang in ("en", "zh"):
        ids = read(site / lang / "reference.html").ids
        names = set(lcanalysis.__all__) - {"Plan", "__version__"}
        assert {f"lcanalysis.{name}" for name in names} <= ids
        assert set(program.commands) <= read(site / lang / "commands.html").ids


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    "page", ["en/index.html", "zh/how-to/schedule.html", "zh/tutorial.html", "en/architecture.html", "en/method.html"]
)
def test_a_page_fits_a_phone_and_leads_to_the_other_language(site, chromium, page):
    context = chromium.new_context(viewport={"width": 360, "height": 740}, offline=True)
    opened = context.new_page()
    faults = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    opened.on("requestfailed", lambda request: faults.append(request.url))
    opened.goto((site / page).as_uri())
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
    href = opened.get_attribute(".other-language", "href")
    other = ((site / page).parent / href).resolve()
    assert other.relative_to(site).as_posix() == page.replace("en/", "zz/").replace("zh/", "en/").replace("zz/", "zh/")
    assert faults == []
    context.close()


def test_a_part_of_the_soak_writes_its_own_rows_and_keeps_the_others(tmp_path):
    page = tmp_path / "soak.md"
    page.write_text(f"# Soak\n\n{SOAK}\n", encoding="utf-8")
    write_counts(page, {"killed: runner": 150, "damaged: goals": 500}, "2026-01-01")
    write_counts(page, {"killed: runner": 151}, "2026-02-01")
    assert page.read_text(encoding="utf-8").splitlines()[4:] == [
        "| what was put in | how often | last on |",
        "| --- | --- | --- |",
        "| damaged: goals | 500 | 2026-01-01 |",
        "| killed: runner | 151 | 2026-02-01 |",
        "| **all** | **651** | |",
    ]
