"""What each command looks like on a terminal of 80 columns: no line is wider, and colours are a terminal's choice."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import unicodedata
from contextlib import closing

import pytest
from runner_project import ROOT, make_project, write_notebook

from lcanalysis import cli
from lcanalysis.cli.layout import aligned
from lcanalysis.safe_text import display_width
from lcanalysis.text_lines import fold

COLUMNS = 80
pytestmark = pytest.mark.slow
PARAMETERS = (
    'lang: str = "zh"  # language of the page {zh, en}\ndata: str = "data"  # plan folder whose published tables are read\n'
    "goal_growth_pct: float = 5.0  # [%] annual growth that the plan wants, and that is held against the past {0..30}\n"
)
COMMANDS = {
    "add": ["tests/sent/production.xlsx", "--dry-run"],
    "audit": ["--all"],
    "brief": ["--explain"],
    "clean": [],
    "collect": ["forms/nothing.xlsx"],
    "diff": ["editions/2019-11", "editions/2019-11"],
    "doctor": [],
    "forecast": ["revenue", "--goal", "5%", "--cap", "1200"],
    "ledger": [],
    "new": ["a/folder/with/a/long/name/in/which/a/plan/is/to/be/laid/out/by/the/office/of/the/city"],
    "params": ["notebooks/goal.ipynb"],
    "requests": [],
    "scorecard": ["--all"],
    "template": ["production", "--year", "2019"],
}
FAULTS = [
    ["breif"],
    ["forecast", "nothing of that name"],
    ["forecast", "revenue", "--goal", "five per cent a year"],
    ["clean", "--data", "/a/folder/that/is/nowhere/on/this/machine/and/whose/name/is/longer/than/a/line/of/it"],
]
ORDER = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


ONE_BY_ONE = """\
import json, sys
from lcanalysis import cli
for arguments in json.loads(sys.argv[1]):
    try:
        cli.main(arguments)
    except SystemExit as left:
        sys.stdout.flush()
        sys.stderr.flush()
        print(f"\\0{left.code}\\0", end="", flush=True)
"""
"""A program that does one command after the other, and says between them with what code each ended."""


def each_on_a_terminal(commands, folder, lang):
    """Yield of each command what it writes to a terminal of 80 columns, and its exit code; all are done in one process."""
    found, code = on_a_terminal(["-c", ONE_BY_ONE, json.dumps(commands)], folder, lang)
    assert code == 0, found
    *parts, rest = found.split("\0")
    assert (len(parts), rest) == (2 * len(commands), "")
    return zip(parts[::2], map(int, parts[1::2]), strict=True)


def on_a_terminal(arguments, folder, lang, **environment):
    """Return what a Python process writes to a terminal of 80 columns, and its exit code."""
    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    clean = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES", "NO_COLOR"}}
    line = [sys.executable, *arguments]
    streams = {"stdin": subprocess.DEVNULL, "stdout": side, "stderr": side}
    with subprocess.Popen(line, cwd=folder, env=clean | {"LCANALYSIS_LANG": lang} | environment, **streams) as started:
        os.close(side)
        found = b""
        with closing(os.fdopen(main, "rb", buffering=0)) as terminal:
            while True:
                try:
                    part = terminal.read(65536)
                except OSError:  # Linux says so of a terminal that nobody writes to any more
                    break
                if not part:
                    break
                found += part
    return found.decode(), started.returncode


def width(line):
    """The slow twin: the columns of a line, character by character."""
    shown = ORDER.sub("", line)
    return sum(
        2 if unicodedata.east_asian_width(one) in {"W", "F"} else unicodedata.combining(one) == 0 for one in shown
    )


def too_wide(text):
    return [line for line in re.split(r"[\r\n]+", text) if width(line) > COLUMNS]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = make_project(tmp_path_factory.mktemp("terminal"), "runs:\n  - {id: a, notebook: a.ipynb}\n", a="1")
    write_notebook(folder / "notebooks" / "goal.ipynb", parameters=PARAMETERS)
    (folder / "tests").symlink_to(ROOT / "tests")
    return folder


def test_every_command_is_looked_at():
    assert COMMANDS.keys() == cli.program.commands.keys()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_of_any_command_is_wider_than_the_terminal(project, lang):
    told = each_on_a_terminal([[name, *arguments] for name, arguments in COMMANDS.items()], project, lang)
    for name, (text, code) in zip(COMMANDS, told, strict=True):
        assert too_wide(text) == [], name
        assert text.strip(), name
        assert code != 1 or name == "doctor", text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_of_an_error_is_wider_than_the_terminal(project, lang):
    for arguments, (text, code) in zip(FAULTS, each_on_a_terminal(FAULTS, project, lang), strict=True):
        assert too_wide(text) == [], arguments
        assert code == 2, text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_of_any_help_is_wider_than_the_terminal(project, lang):
    code = (
        "from lcanalysis import cli\n"
        "for name in [[], *([each] for each in cli.program.commands)]:\n"
        "    try:\n        cli.main([*name, '--help'])\n    except SystemExit as left:\n        assert left.code == 0\n"
    )
    environment = os.environ | {"LCANALYSIS_LANG": lang}
    shown = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert too_wide(shown.stdout) == []
    assert len(shown.stdout.splitlines()) > 200


def test_colours_are_for_terminals_and_nobody_who_declines_them(project):
    for environment, are_wanted in (({}, True), ({"NO_COLOR": "1"}, False)):
        text, _ = on_a_terminal(["-m", "lcanalysis", "audit"], project, "en", **environment)
        assert bool(ORDER.search(text)) == are_wanted
    line = [sys.executable, "-m", "lcanalysis", "audit", "--lang", "en"]
    plain = subprocess.run(line, cwd=project, capture_output=True, text=True, check=True).stdout
    assert not ORDER.search(plain)
    assert "".join(ORDER.sub("", text).split()) == "".join(plain.split())  # folded, and nothing is lost


def test_where_no_terminal_is_a_sentence_stays_one_line(project):
    line = [sys.executable, "-m", "lcanalysis", "audit", "--lang", "en"]
    plain = subprocess.run(line, cwd=project, capture_output=True, text=True, check=True).stdout
    assert max(map(len, plain.splitlines())) > 300


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("short", 80, "short"),
        ("one two three", 8, "one two\nthree"),
        ("产量增长5.0%，利润下降", 10, "产量增长\n5.0%，利润\n下降"),
        ("    indented text goes on", 14, "    indented\n    text goes\n    on"),
        ("ok    a kernel answers", 16, "ok    a kernel\n      answers"),
        ("see /a/long/path/of/folders/here", 14, "see\n/a/long/path/\nof/folders/\nhere"),
        ("聊" * 7, 6, "聊聊聊\n聊聊聊\n聊"),
    ],
)
def test_a_line_folds_where_a_reader_would_break_it(text, columns, expected):
    assert fold(text, columns) == expected
    assert max(map(display_width, fold(text, columns).split("\n"))) <= columns


def test_rows_fold_within_their_columns():
    rows = [("goal", "value"), ("revenue of the cluster above 100 billion yuan", "81.39 billion yuan")]
    folded = aligned(rows, width=30)
    assert max(map(display_width, folded.splitlines())) <= 30
    assert sorted(folded.split()) == sorted(" ".join(" ".join(row) for row in rows).split())
