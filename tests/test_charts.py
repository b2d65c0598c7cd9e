"""Every chart in both languages: its words, its alternative text, its bytes, and what it refuses to draw."""

import base64
import io
import itertools
import os
import pickle
import re
import subprocess
import sys
import warnings
from pathlib import Path
from xml.etree import ElementTree as ET

import matplotlib as mpl
import nbformat
import pytest
import seaborn as sns
from chart_cases import CASES, NAMES, paths
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox
from nbclient import NotebookClient
from PIL import Image

import lcanalysis
from lcanalysis import charts
from lcanalysis.briefing.drawings import THEMED
from lcanalysis.briefing.page_frame import stylesheet
from lcanalysis.charts.chart import DOTS_PER_INCH, PIXELS
from lcanalysis.charts.ends import apart
from lcanalysis.charts.growth_bars import PALE
from lcanalysis.charts.rows import MOST_ROWS
from lcanalysis.charts.style import FAMILY, WIDTH_IN, Palette, palette, register_fonts, styled, use_style
from lcanalysis.charts.svg import render
from lcanalysis.charts.widths import DETAIL, LEADING
from lcanalysis.errors import DataError, LcAnalysisError, UnitMismatchError
from lcanalysis.number_format import format_number
from lcanalysis.units import UNITS

ROOT = Path(__file__).parent.parent
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
NUMBER = re.compile(r"[-\N{MINUS SIGN}]?\d(?:[\d,]*\d)?(?:\.\d+)?")


@pytest.fixture(scope="module")
def drawn():
    return {(name, lang): case(lang) for name, case in CASES.items() for lang in ("zh", "en")}


EACH = pytest.mark.parametrize(("name", "lang"), list(itertools.product(CASES, ("zh", "en"))))


def texts_of(chart):
    """All texts that are drawn: a tick beyond the ends of its axis is not."""
    hidden = set()
    for axes in chart.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            hidden |= {tick.label1 for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high}
    return [
        text for text in chart.findobj(Text) if text.get_visible() and text.get_text().strip() and text not in hidden
    ]


def test_a_chart_speaks_one_language(drawn):
    other = {"en": CHINESE, "zh": re.compile(r"[A-Za-z]{2,}")}
    for (name, lang), chart in drawn.items():
        words = [text.get_text() for text in texts_of(chart)] + [chart.finding, chart.alt]
        bare = [re.sub(r"GDP|R&D", "", text) for text in words]
        assert [text for text in bare if other[lang].search(text)] == [], (name, lang)


def test_the_alternative_text_tells_every_number_beside_a_mark_or_in_the_finding(drawn):
    for key, chart in drawn.items():
        marks = [note.get_text() for note in chart.findobj(Annotation) if note.get_text()] + [chart.finding]
        told = set(NUMBER.findall(chart.alt))
        told |= {number.lstrip("-\N{MINUS SIGN}") for number in told}  # a finding tells a fall by its size
        assert [text for text in marks if not set(NUMBER.findall(text)) <= told] == [], key


def test_the_alternative_text_says_the_kind_of_chart_and_holds_no_field_left_open(drawn):
    for (name, lang), chart in drawn.items():
        kind = "图" if lang == "zh" else r"(?i)chart|bars"
        assert re.search(kind, chart.alt[:30]), (name, lang)
        assert len(chart.alt) > 40, (name, lang)
        assert not re.search(r"[{}]|nan|None|  ", chart.alt + chart.finding), (name, lang)


def boxes_of(chart):
    """Where each text stands, without the room for accents that its box has."""
    with styled(chart.lang):
        renderer = render(chart)
        boxes = [(text, text.get_window_extent(renderer)) for text in texts_of(chart)]
    return [(text, Bbox.from_extents(box.x0, box.y0 + box.height * 0.2, box.x1, box.y1)) for text, box in boxes]


def require_legible(chart):
    """Every text is inside, none meets another, and all are as large as 12 pixels on a screen."""
    boxes, frame = boxes_of(chart), chart.bbox.padded(1)
    assert [text.get_text() for text, box in boxes if not (frame.x0 <= box.x0 and box.x1 <= frame.x1)] == []
    assert [text.get_text() for text, box in boxes if not (frame.y0 <= box.y0 and box.y1 <= frame.y1)] == []
    pairs = itertools.combinations(boxes, 2)
    assert [(one.get_text(), two.get_text()) for (one, a), (two, b) in pairs if a.overlaps(b)] == []
    assert min(text.get_fontsize() for text, _ in boxes) * 96 / 72 >= 12


WIDTHS = pytest.mark.parametrize("width_in", [WIDTH_IN, DETAIL.phone / 96], ids=["page", "phone"])


@EACH
@WIDTHS
def test_all_text_lies_within_the_picture_is_legible_and_no_two_labels_overlap(name, lang, width_in):
    require_legible(CASES[name](lang, width_in=width_in))


@EACH
@WIDTHS
def test_names_of_forty_characters_stay_legible(name, lang, width_in, monkeypatch):
    long = {
        "zh": "四十个字的名称应当换行而不应当越出图的边缘也不应当遮住旁边的数字或者别的名称",
        "en": "a name of all but forty characters, no les",
    }
    for key, words in NAMES.items():
        if key not in {"rate", "source", "goal"}:
            monkeypatch.setitem(NAMES, key, {to: f"{long[to][: 40 - len(word)]}{word}" for to, word in words.items()})
    require_legible(CASES[name](lang, width_in=width_in))


@WIDTHS
def test_thirty_years_and_one_figure_stay_legible(width_in):
    long = [{"year": year, "value": 100.0 * 1.04 ** (year - 1990)} for year in range(1990, 2020)]
    for past in (long, long[-1:]):
        last = past[-1]["value"]
        fan = [
            {"year": 2019 + ahead, "interval_pct": pct, "lower": last * (1 - pct / 400) ** ahead,
             "upper": last * (1 + pct / 300) ** ahead}
            for ahead in range(1, 6)
            for pct in (80, 50, 0)
        ]  # fmt: skip
        require_legible(
            charts.draw_outlook(
                past, fan, "en", name="a", unit="亿元", goal=last, period=(2020, 2024), width_in=width_in
            )
        )


@WIDTHS
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_path_for_every_rate_is_named_at_its_end(lang, width_in):
    rows = [{"kind": "history", "label": "", "year": 2018, "value": 813.9}]
    rows += [{"kind": "scenario", "label": f"{rate}%", "year": 2019, "value": 813.9 + rate} for rate in range(12)]
    chart = charts.draw_scenarios(rows, lang, name="a" if lang == "en" else "甲", unit="亿元", width_in=width_in)
    require_legible(chart)
    labels = [note.get_text() for note in chart.findobj(Annotation)]
    assert all(any(text.endswith(f"{rate}%") for text in labels) for rate in range(12))


@WIDTHS
def test_twenty_five_products_of_any_size_stay_legible(width_in):
    rates = [{"name": f"product {at}", "growth_pct": (-3) ** (at / 4).__floor__() / 7} for at in range(25)]
    require_legible(charts.draw_growth_bars(rates, "en", width_in=width_in))
    outputs = [
        {"name": f"product {at}", "period": period, "value": 10.0 ** (at / 4), "unit": "吨"}
        for at in range(25)
        for period in ("2017", "2018")
    ]
    require_legible(charts.draw_levels(outputs, "en", width_in=width_in))


def test_nothing_on_a_goal_axis_reaches_beyond_the_goal_and_its_number_is_told():
    chart = CASES["goal_bullets"]("en")
    assert max(bar.get_x() + bar.get_width() for bar in chart.axes[0].patches) == 100
    assert chart.axes[0].get_xlim() == (0, 100)
    assert "638.7" in {note.get_text() for note in chart.findobj(Annotation)}


def test_of_more_goals_than_a_page_of_paper_holds_those_with_the_longest_way_are_drawn_and_the_rest_counted():
    goals = range(MOST_ROWS + 2)
    on_the_way = [{"name": f"g{at:02d}", "progress_pct": at, "elapsed_pct": 50, "verdict": "behind"} for at in goals]
    required = [{"name": f"g{at:02d}", "required_pct": at} for at in goals]
    drawn = (
        charts.draw_goal_bullets(on_the_way, "en"),
        charts.draw_required_growth(required, "en", base_period="2018", due_period="2022"),
    )
    for chart, left_out in zip(drawn, ({"g60", "g61"}, {"g00", "g01"}), strict=True):
        names = {text.get_text() for text in chart.findobj(Annotation)}  # a row begins with a capital
        assert {f"g{at:02d}" for at in goals if f"G{at:02d}" not in names} == left_out
        assert chart.notes[0].endswith("not drawn: 2 more")
    assert drawn[0].finding == "Of 62 goals: 62 “behind”"
    assert "62 goals require from 2018 to 2022 runs from 0.0% (“g00”) to 61.0% (“g61”)" in drawn[1].finding
    assert charts.draw_goal_bullets(on_the_way[:MOST_ROWS], "zh").notes == ()


def test_classes_for_contrast_are_grey_and_stand_below_those_used():
    chart = CASES["probability_by_class"]("en")
    dots = [line for line in chart.axes[0].lines if line.get_marker() in {"o", "D"}]
    grey, model = palette("en").muted, palette("en").model
    assert [line.get_markerfacecolor() for line in dots] == [model] * 3 + [grey] * 2
    assert [line.get_marker() for line in dots] == ["D", "o", "o", "o", "o"]
    assert [line.get_ydata()[0] for line in dots] == sorted(line.get_ydata()[0] for line in dots)


def test_no_chart_has_a_key_or_an_axis_that_is_not_linear(drawn):
    for chart in drawn.values():
        for axes in chart.axes:
            assert axes.get_legend() is None
            assert (axes.get_xscale(), axes.get_yscale()) == ("linear", "linear")


def test_a_page_knows_every_colour_of_a_chart_in_light_and_dark(drawn):
    for key, chart in drawn.items():
        found = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', chart.svg()))
        assert found <= THEMED.keys(), key


@pytest.mark.parametrize(
    ("values", "sizes"), [([1.0, 1.1, 1.2], [1.0, 2.0, 1.0]), ([0.0, 9.9, 10.0], [1.0, 1.0, 3.0]), ([], [])]
)
def test_labels_are_moved_apart_as_little_as_their_sizes_ask(values, sizes):
    places = apart(values, sizes, 0.0, 10.0)
    gaps = [(one + two) / 2 for one, two in itertools.pairwise(sizes)]
    assert all(b - a >= gap - 1e-9 for (a, b), gap in zip(itertools.pairwise(places), gaps, strict=True))
    assert all(size / 2 - 1e-9 <= place <= 10 - size / 2 + 1e-9 for place, size in zip(places, sizes, strict=True))

    def cost(tried):
        return sum((place - value) ** 2 for place, value in zip(tried, values, strict=True))

    # The twin tries all places on a grid.
    grid = [step / 4 for step in range(41)]
    free = [
        tried for tried in itertools.product(grid, repeat=len(values))
        if all(b - a >= gap for (a, b), gap in zip(itertools.pairwise(tried), gaps, strict=True))
        and all(size / 2 <= place <= 10 - size / 2 for place, size in zip(tried, sizes, strict=True))
    ]  # fmt: skip
    assert cost(places) <= min(map(cost, free)) + 0.2


@EACH
def test_a_chart_drawn_again_is_the_same_bytes(drawn, name, lang):
    assert CASES[name](lang).svg() == drawn[name, lang].svg()


def test_the_picture_is_self_contained_and_small(drawn):
    for key, chart in drawn.items():
        svg = chart.svg()
        root = ET.fromstring(svg)  # noqa: S314
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags <= {"svg", "defs", "style", "g", "path", "use", "clipPath", "rect", "pattern"}, key
        links = {value for element in root.iter() for name, value in element.attrib.items() if name.endswith("href")}
        ids = {element.get("id") for element in root.iter()} - {None}
        assert all(link.startswith("#") for link in links), key
        assert {link[1:] for link in links} <= ids, key
        assert not re.search(r"metadata|<!--|dc:date", svg), key
        assert len(svg.encode()) < 80_000, key


def test_the_bytes_depend_on_no_hash_seed_and_no_session_style(drawn):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import hashlib, matplotlib as mpl;"
        "mpl.rcParams.update({'font.size': 20, 'axes.facecolor': 'red', 'svg.hashsalt': 'x'});"
        "from chart_cases import CASES;"
        "sys.stdout.write(CASES['growth_bars']('zh').svg())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONUTF8": "1"}
    made = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)],
        capture_output=True,
        check=True,
        env=environment,
        cwd=ROOT,
    )
    assert made.stdout.decode() == drawn["growth_bars", "zh"].svg()


def test_drawing_leaves_the_settings_of_the_session_alone():
    before = dict(mpl.rcParams)
    CASES["levels"]("zh")
    assert dict(mpl.rcParams) == before


def test_no_pyplot_figure_is_opened():
    CASES["scenarios"]("en")
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or pyplot.get_fignums() == []


def labelled(label, lang="zh"):
    """Return a chart whose axis is labelled by a function, which matplotlib asks while it draws."""
    chart = charts.Chart(finding="铜材", alt="图", lang=lang)
    chart.one_axes().xaxis.set_major_formatter(lambda _value, _position: label)
    return chart


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_glyph_missing_while_a_chart_is_drawn_is_an_error_that_names_it_and_crosses_a_process_boundary(lang):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # In the font that comes with matplotlib: the label is known too late to take it from there.
        with pytest.raises(charts.MissingGlyphError, match=r"U\+10E5") as caught:
            labelled("ქ", lang).drawn()
    assert isinstance(caught.value, LcAnalysisError)
    assert "make_fonts" not in caught.value.text(lang)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert again.text("zh") == caught.value.text("zh")


def test_a_character_that_no_font_has_is_told_by_its_code_wherever_it_comes_from():
    chart = labelled("\ue000").drawn()
    assert "[U+E000]" in {text.get_text() for text in texts_of(chart)}


def test_a_chart_shows_its_picture_and_words():
    data, about = CASES["growth_bars"]("zh")._repr_mimebundle_()
    assert set(data) == {"image/svg+xml", "text/plain"}
    told = about["image/svg+xml"]
    assert told["caption"] == "6种产品中，3种增长，3种下降；无缝钢管增幅最大（67.37%），铝合金降幅最大（588.38%）"
    assert told["source"] == NAMES["source"]["zh"]
    assert data["text/plain"].startswith(told["caption"])


def unitless(chart):
    """Return the alternative text without the unit of a table, such as 10,000 tonnes, and without months, which English names."""
    text = re.sub(r"(?:1\N{EM DASH})?\d+月", "", chart.alt)
    return text.replace(UNITS[chart.unit].name(chart.lang), "") if chart.unit in UNITS else text


def test_both_languages_show_the_same_numbers(drawn):
    for name in CASES:
        zh, en = drawn[name, "zh"], drawn[name, "en"]
        digits = [
            sorted(number.replace(",", "").replace("\N{MINUS SIGN}", "-") for number in NUMBER.findall(unitless(chart)))
            for chart in (zh, en)
        ]
        # Amounts are told in the unit of each language's prose.
        assert digits[0] == digits[1] or (
            name in {"scenarios", "outlook", "levels", "months"} and len(digits[0]) == len(digits[1])
        ), name


def bars_of(chart):
    return list(chart.axes[0].patches)


def test_a_bar_far_longer_than_the_others_is_cut_and_keeps_its_number():
    chart = CASES["growth_bars"]("zh")
    longest = max(abs(bar.get_width()) for bar in bars_of(chart))
    # The second longest is 67.37: 588.38 is over five times as long.
    assert longest == pytest.approx(67.37 * 1.3)
    labels = {note.get_text() for note in chart.findobj(Annotation)}
    assert {"+67.37", "-588.38"} <= labels
    assert any("断口" in note for note in chart.notes)


@pytest.mark.parametrize(
    "rates",
    [
        pytest.param([-20.0, 5.0, 10.0], id="of like length"),
        pytest.param([0.1, 8.0, 10.0], id="one short bar among long ones"),
        pytest.param([0.0, 0.0, 3.0], id="no change but one"),
    ],
)
def test_other_bars_are_drawn_to_scale(rates):
    chart = charts.draw_growth_bars([{"name": str(rate), "growth_pct": rate} for rate in rates], "en")
    assert sorted(bar.get_width() for bar in bars_of(chart)) == rates
    assert chart.notes == ()


@pytest.mark.parametrize(
    ("rates", "finding"),
    [
        ([1.0, 2.0], "All 2 products rose: b most (2.0%), a least (1.0%)"),
        ([-1.0, -2.0], "All 2 products fell: b most (2.0%), a least (1.0%)"),
        ([1.0, 0.0], "Of 2 products, 1 rose, 1 did not change: a rose (1.0%)"),
        ([0.0, -2.0], "Of 2 products, 1 fell, 1 did not change: b fell (2.0%)"),
        ([1.0, 3.0, -0.2], "Of 3 products, 2 rose and 1 fell: b rose most (3.0%), c fell (0.2%)"),
        ([-1.0, -3.0, 0.2], "Of 3 products, 1 rose and 2 fell: c rose (0.2%), b fell most (3.0%)"),
        ([0.0, 0.0], "All 2 products were unchanged"),
        ([4.0, 4.0], "All 2 products rose alike (4.0%)"),
        ([-0.2], "a fell (0.2%)"),
        ([0.0], "a was unchanged (0.0%)"),
    ],
)
def test_the_finding_follows_the_signs(rates, finding):
    rows = [{"name": name, "growth_pct": rate} for name, rate in zip("abc", rates, strict=False)]
    assert charts.draw_growth_bars(rows, "en").finding == finding


def test_unlike_units_share_no_axis():
    rows = [
        {"name": name, "period": period, "value": 1.0, "unit": unit}
        for name, unit in (("gold", "吨"), ("copper", "万吨"))
        for period in ("2017", "2018")
    ]
    with pytest.raises(UnitMismatchError, match="吨, 万吨"):
        charts.draw_levels(rows, "en")


def test_a_figure_given_twice_is_refused():
    rows = [{"name": "gold", "period": period, "value": 1.0, "unit": "吨"} for period in ("2017", "2018", "2018")]
    with pytest.raises(DataError, match=r"gold.*2018"):
        charts.draw_levels(rows, "en")


def test_an_audit_says_of_what_its_rates_are():
    row = {"published": 3.8, "recomputed": 3.77, "lower": 3.76, "upper": 3.78, "discrepancy": 0.03, "kind": "agrees"}
    rows = [row | {"name": name} for name in ("tea", "green tea")]
    found = charts.draw_published_against_recomputed(rows, "en", what="output, year on year").finding
    assert found.startswith("Of 2 published figures of output, year on year, recomputed: 2 agreeing;")
    assert charts.draw_published_against_recomputed(rows, "zh").finding.startswith("复算2项公布的增速或比率：一致2项；")


def test_missing_columns_are_named_all_at_once():
    with pytest.raises(DataError, match=r"lower, upper"):
        charts.draw_published_against_recomputed(
            [{"name": "a", "published": 1.0, "recomputed": 1.0, "discrepancy": 0.0, "kind": "agrees"}], "en"
        )


@pytest.mark.parametrize("rows", [[], [{"name": "a", "growth_pct": None}]])
def test_nothing_to_draw_is_an_error(rows):
    with pytest.raises(DataError):
        charts.draw_growth_bars(rows, "en")


def test_scenarios_without_an_observation_to_start_from_are_refused():
    with pytest.raises(DataError):
        charts.draw_scenarios(paths("en")[2:], "en", name="revenue", unit="亿元")


@pytest.mark.parametrize(("before", "is_below"), [(5.0, True), (-9.0, False)])
def test_the_number_of_a_point_that_the_line_falls_into_stands_below_it(before, is_below):
    history = [{"year": 2019, "value": before}, {"year": 2020, "value": -3.0}]
    fan = [{"year": 2021, "interval_pct": pct, "lower": -3 - pct / 4, "upper": -3 + pct / 8} for pct in (0, 50, 80)]
    chart = charts.draw_outlook(history, fan, "zh", name="利润", unit="亿元")
    (number,) = [text for text in chart.axes[0].texts if text.get_text() in {"-3", "-3.0", "-3.000"}]
    assert (number.xyann[1] < 0) == is_below


def test_a_fan_is_called_a_scenario_unless_the_history_is_long_enough_for_a_forecast():
    fan = [{"year": 2019, "interval_pct": pct, "lower": 800.0 - pct, "upper": 800.0 + pct} for pct in (80, 50, 0)]
    history = paths("en")[:2]
    scenario = charts.draw_outlook(history, fan, "en", name="revenue", unit="亿元")
    forecast = charts.draw_outlook(history, fan, "en", name="revenue", unit="亿元", is_forecast=True)
    assert scenario.finding.startswith("Scenario: ")
    assert "a scenario, not a forecast" in scenario.alt
    assert "a scenario, not a forecast" in scenario.subtitle
    assert "cenario" not in forecast.finding + forecast.alt + forecast.subtitle


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_fan_of_a_forecast_tells_its_median_and_the_ends_of_its_bands(lang):
    series = lcanalysis.load(ROOT / "data").series("revenue", "cluster")
    forecast = lcanalysis.forecast(series, 4)
    chart = charts.draw_fan(forecast, lang, derived_years=[2017])
    scale, places = (1, -1) if lang == "zh" else (10, 0)
    last = forecast.years[-1]
    for level in (*forecast.interval(80, last), *forecast.interval(50, last), forecast.quantile(0.5, last)):
        assert format_number(level / scale, places, lang) in chart.alt
    assert chart.finding.startswith({"zh": "情景测算", "en": "Scenario"}[lang])


def test_a_figure_that_was_not_published_is_drawn_hollow_and_named_beside_it():
    chart = CASES["scenarios"]("en")
    hollow = [line for line in chart.axes[0].lines if line.get_markerfacecolor() == "white"]
    assert [list(line.get_xdata()) for line in hollow] == [[2017]]
    assert "70.8 (derived)" in {text.get_text() for text in texts_of(chart)}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("width", "pt"), [LEADING.of_document, *LEADING.inches().values()])
def test_words_below_the_first_point_stand_clear_of_the_years(lang, width, pt):
    history = [{"year": 2017, "value": 708.4, "is_derived": True}, {"year": 2018, "value": 813.9}]
    fan = [
        {"year": 2022, "interval_pct": pct, "lower": low, "upper": high}
        for pct, low, high in [(80, 746.3, 1632.3), (50, 922.8, 1311.8), (0, 1099.2, 1099.2)]
    ]
    chart = charts.draw_outlook(
        history, fan, lang, name="revenue", unit="亿元", period=(2019, 2022), width_in=width, text_pt=pt
    )
    renderer = chart.canvas.get_renderer()
    (words,) = (text for text in texts_of(chart) if "derived" in text.get_text() or "反推" in text.get_text())
    years = [label.get_window_extent(renderer) for label in chart.axes[0].get_xticklabels()]
    assert not [one for one in years if one.overlaps(words.get_window_extent(renderer).expanded(1, 1.05))]


def test_a_finding_of_the_callers_own_is_the_title():
    chart = charts.draw_growth_bars([{"name": "a", "growth_pct": 1.0}], "en", finding="Copper fell")
    assert chart.finding == "Copper fell"
    assert "Copper fell" in {text.get_text() for text in texts_of(chart)}


def luminance(colour):
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_with_white(colour):
    return 1.05 / (luminance(colour) + 0.05)


def test_text_and_marks_stand_out_from_white():
    """WCAG 2.2 AA: 4.5 for text, 3 for marks."""
    colours = Palette(rise=palette("zh").rise, fall=palette("zh").fall)
    assert all(
        contrast_with_white(colour) >= 4.5 for colour in (colours.ink, colours.muted, colours.goal, colours.model)
    )
    assert all(contrast_with_white(colour) >= 3 for colour in (colours.rise, colours.fall, colours.model))


@pytest.mark.parametrize("sheet", ["page.css", "front.css"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_marks_stand_out_from_the_page_in_both_themes(sheet, theme):
    """The outlines of bands are drawn in the colour of the model; bars that do not lead are paler."""
    style = stylesheet(sheet)
    part = style[style.index("prefers-color-scheme: dark") :] if theme == "dark" else style
    named = {name: re.search(rf"--{name}: (#[0-9a-f]{{6}})", part)[1] for name in set(THEMED.values())}
    paper = luminance(named["paper"])

    def contrast(colour):
        low, high = sorted((paper, luminance(colour)))
        return (high + 0.05) / (low + 0.05)

    assert all(contrast(named[name]) >= 4.5 for name in ("ink", "muted", "goal", "model", "red", "blue"))
    for name in ("red", "blue"):
        mixed = [
            round(PALE * int(named[name][at : at + 2], 16) + (1 - PALE) * int(named["paper"][at : at + 2], 16))
            for at in (1, 3, 5)
        ]
        assert contrast("#" + "".join(f"{part:02x}" for part in mixed)) >= 3


def test_a_rise_is_red_for_chinese_readers_unless_they_choose_otherwise():
    register_fonts()
    red, blue = palette("zh").rise, palette("zh").fall
    assert (palette("en").rise, palette("en").fall) == (blue, red)
    with mpl.rc_context():
        use_style("zh", red_rises=False)
        try:
            assert palette("zh").rise == blue
        finally:
            use_style("zh", red_rises=True)
    assert palette("zh").rise == red


def test_charts_keep_chinese_text_whatever_theme_the_session_has():
    before = CASES["growth_bars"]("zh")._repr_mimebundle_()
    with mpl.rc_context():
        use_style("zh")
        sns.set_theme(style="darkgrid", font="DejaVu Sans")
        assert CASES["growth_bars"]("zh")._repr_mimebundle_() == before


def test_a_theme_of_seaborns_is_given_to_the_style_and_keeps_the_font():
    with mpl.rc_context():
        use_style(
            "zh", theme={"style": "darkgrid", "font": "Arial", "rc": {"lines.linewidth": 5, "font.family": "Arial"}}
        )
        assert mpl.rcParams["axes.facecolor"] == sns.axes_style("darkgrid")["axes.facecolor"]
        assert (mpl.rcParams["font.family"], mpl.rcParams["lines.linewidth"]) == ([FAMILY], 5)
        sns.set_theme()
        use_style()
        assert mpl.rcParams["font.family"] == [FAMILY]
    assert "set_theme" in use_style.__doc__


def test_the_style_serves_figures_of_ones_own():
    with mpl.rc_context():
        use_style("zh")
        figure = mpl.figure.Figure()
        axes = figure.add_subplot()
        axes.set_title("铜材产量 " + format_number(-19.14, 2, "en"), weight="bold")
        FigureCanvasAgg(figure).draw()
        assert axes.title.get_fontname() == "LC Sans SC"


AWKWARD = [
    "US$ or HK$ ",
    r"$\def\x{a}$ ",
    r"$\frac{1}{2}$",
    r"a\$b$c ",
    "x^2_i {} ",
    "_{0}%s %(a)s ",
    r"\alpha\n$$ ",
    "$",
    "#&~<b>",
]


def written(chart):
    """All texts of a chart without the breaks of lines and the spaces beside them."""
    return [re.sub(r"\s", "", text.get_text()) for text in chart.findobj(Text)]


# Each sign in one chart, and all signs at once in every chart: a format, a pattern or mathematics trips over its own.
@pytest.mark.parametrize(
    ("name", "sign"), [*(("growth_bars", sign) for sign in AWKWARD), *((name, "".join(AWKWARD)) for name in CASES)]
)
def test_every_text_of_a_chart_is_drawn_as_it_is_written(name, sign, monkeypatch):
    for key, words in NAMES.items():
        if key != "rate":
            monkeypatch.setitem(NAMES, key, {lang: sign + word for lang, word in words.items()})
    drawn = CASES[name]("zh")
    bare = re.sub(r"\s", "", sign)
    texts = written(drawn)
    assert all(not text.get_parse_math() for text in drawn.findobj(Text) if text.get_text())
    assert bare in drawn.source.replace(" ", "")
    assert sum(bare in text for text in texts) >= 2
    assert sign in drawn.alt
    drawn.png()


def glyphs_of(svg):
    root = ET.fromstring(svg)  # noqa: S314
    return [use.get("{http://www.w3.org/1999/xlink}href") for use in root.iter("{http://www.w3.org/2000/svg}use")]


def test_each_letter_of_a_text_is_a_glyph_of_the_picture():
    chart = charts.Chart(finding=r"US$ or HK$ x^2_{i} \alpha", alt="a", lang="en").drawn()
    assert len(glyphs_of(chart.svg())) == len(r"US$orHK$x^2_{i}\alpha")


def test_texts_that_were_made_before_the_style_are_literal_too():
    chart = charts.Chart(finding="a", alt="a", lang="en")
    axes = chart.one_axes()
    signs = "US$ or HK$"
    axes.plot([1, 2], [1, 2], label=signs)
    axes.set(title=signs, xlabel=signs, ylabel=signs)
    axes.set_xticks([1, 2], [signs, r"$\def$"])
    axes.annotate(signs, (1, 1))
    axes.legend(title=signs)
    chart.text(0.5, 0.5, r"$\def\x$")
    chart.png()
    texts = [text.get_text() for text in chart.drawn().findobj(Text)]
    assert texts.count(signs) == 8
    assert [text.get_text() for text in axes.get_xticklabels()] == [signs, r"$\def$"]


def test_an_axis_of_powers_has_plain_numbers_where_nothing_is_mathematics():
    chart = charts.Chart(finding="a", alt="a", lang="en")
    axes = chart.one_axes()
    axes.loglog([1, 1000], [1, 1000])
    chart.drawn()
    labels = {text.get_text() for text in axes.get_xticklabels()}
    assert {"1", "10", "100", "1000"} <= labels
    assert not [label for label in labels if "$" in label]


def test_in_figures_of_ones_own_mathematics_stays_mathematics():
    with mpl.rc_context():
        use_style("en")
        assert mpl.rcParams["text.parse_math"]


KERNEL_CELLS = [
    # The inline backend with its PNG formatter is there before the first chart.
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "import sys\nsys.path.insert(0, TESTS)\nfrom chart_cases import CASES\nCASES['growth_bars']('zh')",
    "from IPython.display import display\ndisplay(CASES['levels']('en'))",
    "from lcanalysis import use_style\nuse_style('zh')\nfigure, axes = plt.subplots()\naxes.set_title('铜材');",
    "CASES['growth_bars']('zh')",
    "from lcanalysis import charts\ncharts.draw_growth_bars([], 'zh')",
]


@pytest.mark.slow
def test_a_notebook_shows_a_chart_once_as_svg_and_fails_where_there_is_nothing_to_draw():
    cells = [nbformat.v4.new_code_cell(source) for source in KERNEL_CELLS]
    cells[1].source = f"TESTS = {str(Path(__file__).parent)!r}\n{cells[1].source}"
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, allow_errors=True, kernel_name="python3", timeout=60).execute()
    shown = [[set(output.get("data", ())) for output in cell.outputs] for cell in notebook.cells]
    # Where there is no place for the alternative text of a drawing, it is an image that has one.
    chart = {"image/svg+xml", "text/plain", "text/html"}
    assert shown[1] == shown[2] == shown[4] == [chart]
    assert shown[3] == [{"image/svg+xml", "text/plain"}]
    first, again = (notebook.cells[at].outputs[0] for at in (1, 4))
    assert first.data == again.data
    assert first.metadata["image/svg+xml"]["alt"] == CASES["growth_bars"]("zh").alt
    assert notebook.cells[5].outputs[-1].ename == "DataError"


def test_a_chart_is_shown_in_pixels_where_documents_want_them(monkeypatch):
    chart = CASES["growth_bars"]("zh")
    before = chart.svg()
    data, about = chart._repr_mimebundle_()
    assert "image/png" not in data
    monkeypatch.setenv(PIXELS, "1")
    data, about = chart._repr_mimebundle_()
    assert about["image/png"] == about["image/svg+xml"]
    pixels = base64.b64decode(data["image/png"])
    with Image.open(io.BytesIO(pixels)) as picture:
        across, down = (side / DOTS_PER_INCH * 72 for side in picture.size)
    # The part between title and source, which documents set as text.
    assert abs(across - chart.get_figwidth() * 72) < 1
    assert abs(down - about["image/svg+xml"]["crop"][1]) < 1
    assert chart.png() == pixels
    assert chart.svg() == before


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "铝材之比保持在0.849（目标1.200）"), ("en", "铝材之比 unchanged at 0.849 (goal 1.200)")]
)
def test_a_ratio_that_prints_alike_in_both_years_is_told_as_unchanged(lang, said):
    rows = [
        {"name": "铝材之比", "period": period, "ratio": ratio, "goal": 1.2}
        for period, ratio in (("2018", 0.8494), ("2019", 0.8488))
    ]
    assert charts.draw_processing_ratio(rows, lang).finding.endswith(said)


def test_a_goal_for_a_ratio_is_told_as_the_page_says_it():
    rows = [
        {"name": "铝材之比", "period": period, "ratio": ratio, "goal": 1.2, "asked": "2022年目标不低于1.2"}
        for period, ratio in (("2018", 0.8), ("2019", 0.9))
    ]
    assert charts.draw_processing_ratio(rows, "zh").finding.endswith("由0.800到0.900（2022年目标不低于1.2）")


def test_outputs_alike_in_both_years_are_told_as_such():
    rows = [
        {"name": name, "period": period, "value": value, "unit": "万吨"}
        for name, values in (("铜材", (21.0, 21.0)), ("铝材", (20.0, 22.0)))
        for period, value in zip(("2018", "2019"), values, strict=True)
    ]
    told = charts.draw_levels(rows, "zh").alt
    assert "铜材两年均为21" in told
    assert "铝材由20" in told
