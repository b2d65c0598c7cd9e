"""Sample pages in a real Chromium: what it shows, asks for, prints, and does when keys are pressed.

Axe and the widths of screens are tried on these very pages with those of an edition, in test_edition_browser.
"""

import pandas as pd
import pytest
from briefing_samples import HOSTILE, LONG, displayed, drawing, write_samples
from chromium import A4_PRINT_WIDTH
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import lcanalysis as lc
from lcanalysis.briefing.rendering import render_page
from lcanalysis.exhibits import table
from lcanalysis.exhibits.words import as_words

pytestmark = pytest.mark.browser

PAGES = ("revenue.zh.html", "revenue.en.html", "failed.zh.html", "index.html", "hostile.en.html")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An edition with a finished and a failed run, and a page of hostile text beside them."""
    return write_samples(tmp_path_factory.mktemp("editions") / "2019-11")


@pytest.fixture
def open_page(offline, folder):
    """Return a function that opens a page and notes its requests, messages and dialogs."""
    pages = []

    def opened(name, *, width=1280, scheme="light", media="screen"):
        page = offline.new_page()
        pages.append(page)
        page.noted = []
        page.on("request", lambda request: page.noted.append(request.url))
        page.on("console", lambda message: page.noted.append(message.text))
        page.on("pageerror", lambda error: page.noted.append(str(error)))
        page.on("dialog", lambda dialog: (page.noted.append(dialog.message), dialog.dismiss()))
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(media=media, color_scheme=scheme)
        page.goto((folder / name).as_uri())
        return page

    yield opened
    for page in pages:
        page.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_itself_and_nothing_else(open_page, folder, name):
    page = open_page(name)
    assert page.noted == [(folder / name).as_uri()]
    # The policy let its own style through: without it the text would be as wide as the window.
    assert page.evaluate("getComputedStyle(document.body).maxWidth") in {"1152px", "1184px"}


@pytest.mark.parametrize("name", PAGES)
def test_a_print_fits_the_sheet_and_leaves_the_controls_out(open_page, name):
    page = open_page(name, width=A4_PRINT_WIDTH, media="print", scheme="dark")
    right = page.evaluate(
        "Math.max(...[...document.querySelectorAll('main *')].map(p => p.getBoundingClientRect().right))"
    )
    assert right <= A4_PRINT_WIDTH + 0.5
    shown = "parts => parts.filter(part => part.getClientRects().length).length"
    assert page.eval_on_selector_all("nav, details, .skip", shown) == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('main')).color") == "rgb(0, 0, 0)"


@pytest.mark.parametrize("selector", ["figure", "tr", ".verdict"])
def test_a_print_splits_no_figure_row_or_verdict(open_page, selector):
    page = open_page("revenue.zh.html", media="print")
    rules = page.eval_on_selector_all(selector, "parts => parts.map(part => getComputedStyle(part).breakInside)")
    assert rules
    assert set(rules) == {"avoid"}


def test_a_print_is_a_pdf_of_a4_pages(open_page):
    content = open_page("revenue.zh.html").pdf(prefer_css_page_size=True)
    assert content.startswith(b"%PDF")
    assert b"/MediaBox [0 0 594.95" in content or b"/MediaBox [0 0 595" in content


FOCUSED = """() => {
    const part = document.activeElement
    return part === document.body ? '' : part.tagName.toLowerCase() + ' ' + (part.getAttribute('href')
        || part.getAttribute('aria-label') || part.id || '')
}"""


def test_the_keyboard_reaches_everything_in_reading_order(open_page):
    page = open_page("revenue.en.html")
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))
        if not stops[-1]:
            break
    assert stops[:4] == ["a #main", "a index.en.html", "a revenue.zh.html", "a #main-figures"]
    assert stops[5:7] == ["a https://example.org/plan", "div Table 1 Main figures of 2018"]
    assert stops[7].startswith("div Figure 1")
    order = page.evaluate(
        """() => [...document.querySelectorAll('a[href], summary, [tabindex="0"]')]
            .filter(part => part.checkVisibility()).length"""
    )
    assert len(stops) - 1 == order


def test_the_skip_link_leads_to_the_text(open_page):
    page = open_page("revenue.en.html")
    page.keyboard.press("Tab")
    box = page.locator(".skip").bounding_box()
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "a https://example.org/plan"


def test_what_has_the_focus_can_be_seen(open_page):
    page = open_page("revenue.en.html")
    for _ in range(3):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_folded_code_opens_by_keyboard(open_page):
    page = open_page("hostile.en.html")
    code = page.locator("details.code").first
    assert not code.locator("pre").is_visible()
    code.locator("summary").press("Enter")
    assert "import lcanalysis as lc" in code.locator("pre").inner_text()


def test_a_detail_is_folded_and_printed_when_it_is_open(open_page):
    page = open_page("hostile.en.html")
    detail, annex = page.locator("details.detail"), page.locator(".annex")
    assert not detail.locator("figure").is_visible()
    page.emulate_media(media="print")
    assert not annex.is_visible()
    page.emulate_media(media="screen")
    detail.locator("summary").first.press("Enter")
    page.emulate_media(media="print")
    assert detail.locator("figure").is_visible()


def test_a_title_is_told_once_by_the_handle_of_a_lone_exhibit_or_by_the_exhibit(offline, tmp_path):
    shown = [drawing("a chart", "Revenue rose", "the plan")]
    alone = new_code_cell("a", outputs=shown, metadata={"tags": ["detail"]}, id="a")
    section = [
        new_markdown_cell("## Behind it", metadata={"tags": ["detail"]}, id="h"),
        new_code_cell("b", outputs=shown, id="b"),
    ]
    path = tmp_path / "page.html"
    path.write_text(render_page(new_notebook(cells=[alone, *section]), run_id="run", lang="en"), encoding="utf-8")
    page = offline.new_page()
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    titles = page.evaluate("[...document.querySelectorAll('figure .title')].map(part => part.offsetWidth > 1)")
    page.close()
    assert titles == [False, True]


def test_the_switch_leads_to_the_other_language_and_the_index_to_all(open_page):
    page = open_page("revenue.zh.html")
    page.get_by_role("link", name="English").click()
    assert page.locator("h1").inner_text() == "Can revenue reach the goal for 2022?"
    page.get_by_role("link", name="All briefings of this edition").click()
    assert page.locator("h1").inner_text() == "Briefings, edition of November 2019"
    assert "✕" in page.evaluate("getComputedStyle(document.querySelector('.failed .status'), '::before').content")


def test_drawings_that_share_a_shape_all_show_it(open_page):
    page = open_page("revenue.zh.html")
    heights = page.eval_on_selector_all("svg use", "parts => parts.map(part => part.getBBox().height)")
    assert heights == [5, 5]


def test_charts_stand_on_white_in_the_dark(open_page):
    page = open_page("revenue.zh.html", scheme="dark")
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"


def test_hostile_text_is_shown_and_does_nothing(open_page, folder):
    page = open_page("hostile.en.html")
    assert page.noted == [(folder / "hostile.en.html").as_uri()]
    assert page.title().startswith("Can revenue reach the goal")
    assert page.locator("script").count() == 0
    assert page.locator("caption").nth(1).inner_text().count(HOSTILE) >= 1
    assert LONG in page.locator("main").inner_text()


def test_blanks_to_be_written_in_keep_two_centimetres_on_a_full_sheet(offline, tmp_path):
    frame = pd.DataFrame([["很长的原文" * 20] * 3 + [""] * 3], index=["目标"], columns=list("abcdef"))
    heads = {name: as_words(name) for name in frame}
    made = table("texts", frame, title=as_words("表"), index=as_words("指标"), columns=heads, form="cards")
    path = tmp_path / "page.html"
    cell = new_code_cell("texts", outputs=[displayed(made)], id="texts")
    path.write_text(render_page(new_notebook(cells=[cell]), run_id="run", lang="zh"), encoding="utf-8")
    page = offline.new_page()
    page.set_viewport_size({"width": A4_PRINT_WIDTH, "height": 800})
    page.emulate_media(media="print")
    page.goto(path.as_uri())
    widths = page.eval_on_selector_all("td.blank", "parts => parts.map(part => part.getBoundingClientRect().width)")
    right = page.evaluate("document.querySelector('table').getBoundingClientRect().right")
    page.close()
    assert len(widths) == 3
    assert min(widths) >= 20 / 25.4 * 96 - 0.5
    assert right <= A4_PRINT_WIDTH + 0.5


@pytest.mark.parametrize(
    ("columns", "text", "is_cards"),
    [(8, "1", True), (4, "产量" * 30, True), (7, "123456789", False)],
    ids=["wide", "wordy", "neither"],
)
def test_on_a_phone_a_wide_or_wordy_table_is_cards_and_another_scrolls(offline, tmp_path, columns, text, is_cards):
    frame = pd.DataFrame({f"c{at}": [as_words(text), None] for at in range(columns - 1)}, index=["one", "two"])
    heads = {name: as_words(f"{name} of the year") for name in frame}
    made = table("t", frame, title=as_words("Table"), columns=heads, index=as_words("Firm"))
    cell = new_code_cell("t", outputs=[displayed(made)], id="t")
    path = tmp_path / "page.html"
    path.write_text(render_page(new_notebook(cells=[cell]), run_id="run", lang="en"), encoding="utf-8")
    page = offline.new_page()
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(path.as_uri())
    shown = page.evaluate("getComputedStyle(document.querySelector('tbody tr')).display")
    across = page.evaluate(
        "[document, document.querySelector('.scroll')].map(p => (p.documentElement ?? p).scrollWidth)"
    )
    page.close()
    assert (shown == "block", across[0], across[1] <= 360) == (is_cards, 360, is_cards)


def test_on_a_phone_a_year_and_a_word_at_the_head_of_a_row_stay_whole(offline, tmp_path):
    heads = {f"c{at}": as_words("Rounding interval, lower (100 million yuan)") for at in range(5)}
    frame = pd.DataFrame({name: [lc.Quantity("708.36", "亿元", "a table")] for name in heads}, index=["2017"])
    made = table("t", frame, title=as_words("Margin"), columns=heads, index=as_words("Year"))
    path = tmp_path / "page.html"
    notebook = new_notebook(cells=[new_code_cell("t", outputs=[displayed(made)], id="t")])
    path.write_text(render_page(notebook, run_id="run", lang="en"), encoding="utf-8")
    page = offline.new_page()
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(path.as_uri())
    names = page.evaluate(
        "[...document.querySelectorAll('tr > th:first-child')].map(name => { const all = document.createRange();"
        " all.selectNodeContents(name); return [name.innerText, all.getClientRects().length]; })"
    )
    page.close()
    assert names == [["Year", 1], ["2017", 1]]


@pytest.mark.parametrize("word", ["Innovation", "产业结构"])
@pytest.mark.parametrize("columns", [11, 13, 20])
def test_a_table_of_many_columns_fits_the_sheet_and_breaks_no_word_while_there_is_room(
    offline, tmp_path, columns, word
):
    frame = pd.DataFrame({f"c{at}": [as_words(word)] for at in range(columns - 1)}, index=["Revenue"])
    heads = {name: as_words("Unit") for name in frame}
    made = table("t", frame, title=as_words("Goals"), columns=heads, index=as_words("Indicator"), form="cards")
    path = tmp_path / "page.html"
    notebook = new_notebook(cells=[new_code_cell("t", outputs=[displayed(made)], id="t")])
    path.write_text(render_page(notebook, run_id="run", lang="en"), encoding="utf-8")
    page = offline.new_page()
    page.set_viewport_size({"width": A4_PRINT_WIDTH, "height": 800})
    page.emulate_media(media="print")
    page.goto(path.as_uri())
    across = page.evaluate("document.documentElement.scrollWidth")
    lines = page.evaluate(
        "Math.max(...[...document.querySelectorAll('th, td')].map(cell => { const all = document.createRange();"
        " all.selectNodeContents(cell); return all.getClientRects().length; }))"
    )
    page.close()
    assert across <= A4_PRINT_WIDTH
    assert lines == 1 or columns >= 15
