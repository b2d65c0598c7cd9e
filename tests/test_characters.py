"""Characters beyond the bundled fonts: of a font of the system, or told by their code and named beforehand."""

import json
import shutil
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import font_manager
from matplotlib.text import Text
from runner_project import ROOT

from lcanalysis import characters, charts, cli
from lcanalysis.characters import drawable, not_bundled, system_fonts, undrawable
from lcanalysis.cleaning import clean
from lcanalysis.cleaning.pipeline.font_coverage import find_unshown
from lcanalysis.doctor.examine import CHECKS, examine
from lcanalysis.runner.input_hashes import read_inputs

NOWHERE = "\N{CJK UNIFIED IDEOGRAPH-20000}"
"""In no font, where those of the machine are left out of account."""
GEORGIAN = "ქართული"
"""In the font that comes with matplotlib, and not in ours."""


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    """Leave the fonts of this machine out of account."""
    monkeypatch.setattr(font_manager, "findSystemFonts", list)
    characters._installed.cache_clear()
    characters._covered.cache_clear()
    yield
    characters._installed.cache_clear()
    characters._covered.cache_clear()


def with_name(tmp_path, name):
    data = shutil.copytree(ROOT / "data", tmp_path / "data")
    plan = data / "raw" / "plan.yml"
    text = plan.read_text(encoding="utf-8")
    head = "publisher_zh: 聊城市"
    assert head in text
    plan.write_text(text.replace(head, f"{head}{name}", 1), encoding="utf-8")
    row = next(row for row, line in enumerate(plan.read_text(encoding="utf-8").splitlines(), 1) if name in line)
    return data, row


def test_what_the_bundled_fonts_have_is_shown_as_it_is():
    text = "堃喆燊犇€₽Жё µ²½ ΩΆ ŁódźÀ US$"
    assert (drawable(text), not_bundled(text), undrawable(text), system_fonts(text)) == (text, "", "", ())


def test_the_parts_of_a_letter_are_put_together_and_marks_that_nobody_sees_are_left_out():
    assert drawable("cafe\N{COMBINING ACUTE ACCENT}") == "café"
    assert drawable("a\N{ZERO WIDTH SPACE}\N{RIGHT-TO-LEFT OVERRIDE}b\N{VARIATION SELECTOR-1}\N{EM SPACE}c") == "ab c"


def test_a_character_that_no_font_has_is_told_by_its_code():
    assert drawable(f"铜{NOWHERE}材") == "铜[U+20000]材"
    assert undrawable(f"铜{NOWHERE}材{NOWHERE}") == NOWHERE


def test_a_private_character_is_never_taken_from_a_font_of_the_system():
    assert drawable("\ue000\x1b") == "[U+E000][U+001B]"


def test_what_a_font_of_the_system_has_is_taken_from_it():
    (font,) = system_fonts(GEORGIAN)
    assert (font.family, drawable(GEORGIAN)) == ("DejaVu Sans", GEORGIAN)


def test_fonts_of_the_machine_are_looked_for_in_a_fixed_order(monkeypatch):
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    files = [
        str(folder / name) for name in ("STIXGeneral.ttf", "DejaVuSerif.ttf", "DejaVuSans-Bold.ttf", "missing.ttf")
    ]
    orders = []
    for listed in (files, files[::-1]):
        monkeypatch.setattr(font_manager, "findSystemFonts", lambda listed=listed: listed)
        characters._installed.cache_clear()
        orders.append([font.family for font in characters._installed()])
    assert orders == [["DejaVu Sans", "DejaVu Serif", "STIXGeneral"]] * 2


def texts_of(chart):
    return [text.get_text().replace("\n", "") for text in chart.findobj(Text)]


@pytest.mark.parametrize(("name", "drawn"), [(f"铜{NOWHERE}", "铜[U+20000]"), (f"铜{GEORGIAN}", f"铜{GEORGIAN}")])
def test_a_chart_shows_every_name_and_its_alternative_text_keeps_the_name_as_written(name, drawn):
    rows = [{"name": name, "growth_pct": 1.0}, {"name": "铝", "growth_pct": -2.0}]
    chart = charts.draw_growth_bars(rows, "zh", source=name, notes=[name])
    chart.png()
    assert sum(drawn in text for text in texts_of(chart)) >= 3
    assert name in chart.alt
    assert chart.svg() == charts.draw_growth_bars(rows, "zh", source=name, notes=[name]).svg()


def test_clean_names_the_character_and_its_line_and_writes_the_data_all_the_same(tmp_path):
    data, row = with_name(tmp_path, NOWHERE)
    cleaned = clean(data)
    assert [notice.place.text("en") for notice in cleaned.notices] == [f"plan.yml row {row}"]
    for lang in ("zh", "en"):
        said = cleaned.notices[0].text(lang)
        assert "U+20000" in said
        assert "make_fonts" not in said


def test_clean_has_no_notice_where_a_font_has_the_character_or_it_is_in_a_comment(tmp_path):
    data, _ = with_name(tmp_path, f"堃{GEORGIAN}")
    plan = data / "raw" / "plan.yml"
    plan.write_text(plan.read_text(encoding="utf-8") + f"# {NOWHERE}\n", encoding="utf-8")
    assert clean(data).notices == ()


def test_a_character_written_as_an_escape_and_one_within_a_long_text_are_named_at_their_lines(tmp_path):
    data = shutil.copytree(ROOT / "data", tmp_path / "data")
    record = next((data / "raw").rglob("*.source.yml"))
    text = record.read_text(encoding="utf-8")
    record.write_text(f'{text}note: "a\\U00020000"\n', encoding="utf-8")
    (notice,) = find_unshown(data)
    assert notice.place.file == record.relative_to(data / "raw").as_posix()
    assert notice.place.row == len(text.splitlines()) + 1


@pytest.mark.slow
@pytest.mark.parametrize("command", ["clean", "doctor"])
def test_the_commands_name_the_character_in_json_and_in_words_and_exit_with_0(tmp_path, command, monkeypatch, capsys):
    monkeypatch.setitem(examine.__globals__, "CHECKS", {"fonts": CHECKS["fonts"]})
    data, row = with_name(tmp_path, "\ue000")
    said = []
    for more in ((), ("--json",)):
        with pytest.raises(SystemExit) as left:
            cli.main([command, "--data", str(data), "--lang", "en", *more])
        assert left.value.code == 0
        said.append(capsys.readouterr().out)
    assert all("U+E000" in one and "plan.yml" in one and str(row) in one for one in said)
    json.loads(said[1])


def test_a_font_of_the_system_that_a_plan_needs_is_among_what_an_edition_follows_from(tmp_path):
    suite = ROOT / "notebooks" / "suite.yml"
    assert not [
        name
        for name in read_inputs(suite, (), shutil.copytree(ROOT / "data", tmp_path / "data")).fonts
        if name.startswith("system/")
    ]
    data, _ = with_name(tmp_path / "other", GEORGIAN)
    assert "system/DejaVu Sans" in read_inputs(suite, (), data).fonts
