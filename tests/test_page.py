import re
import xml.etree.ElementTree as ET
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import nbformat
import pandas as pd
import pytest
from briefing_samples import EDITION, HOSTILE, LONG, SVG, TABLE, WORDS, displayed, drawing, hostile_cells, notebook
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lcanalysis.briefing.masthead import Edition
from lcanalysis.briefing.page_frame import policy
from lcanalysis.briefing.rendering import render_page
from lcanalysis.errors import PageError
from lcanalysis.exhibits import EXHIBIT_MIME, paragraph
from lcanalysis.notebooks.notebook_cells import parameters_of


@pytest.fixture(autouse=True)
def english_messages(monkeypatch):
    monkeypatch.setenv("LCANALYSIS_LANG", "en")


VOID = {"meta", "br", "img", "hr", "link", "input"}


class Reader(HTMLParser):
    """Reads a page strictly: every end tag must close what was opened last."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text, self.open = [], [], []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert tag == self.open.pop(), f"</{tag}> at {self.getpos()}"

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)

    @property
    def words(self):
        return " ".join("".join(self.text).split())

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def page(lang="zh", *extra, **options):
    options = {"edition": EDITION, "siblings": ("zh", "en")} | options
    return render_page(notebook(lang, *extra), run_id="revenue", lang=lang, **options)


def of_outputs(*outputs, **options):
    cells = [new_code_cell("show()", outputs=list(outputs), id="c")]
    return render_page(new_notebook(cells=cells), run_id="run", **options)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_is_one_file_that_asks_for_nothing(lang):
    reader = Reader(page(lang))
    assert {"script", "link", "iframe", "object"} & {tag for tag, _ in reader.tags} == set()
    addresses = [value for _, attrs in reader.tags for name, value in attrs.items() if name in {"src", "href"}]
    outward = [value for value in addresses if not value.startswith(("#", "revenue.", "index."))]
    assert outward == ["https://example.org/plan"]  # a link to follow, not a thing to load
    assert not any(name.startswith("on") or name == "style" for _, attrs in reader.tags for name in attrs)


def test_the_policy_allows_the_page_its_own_style_and_no_other():
    html = page()
    style = re.search(r"<style>(.*?)</style>", html, flags=re.DOTALL)[1]
    stated = next(attrs["content"] for attrs in Reader(html).all("meta") if "http-equiv" in attrs)
    assert policy(style) == stated
    assert stated.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in stated
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize(("lang", "other", "html_lang"), [("zh", "en", "zh-CN"), ("en", "zh", "en")])
def test_a_page_shows_the_prose_of_its_language_alone(lang, other, html_lang):
    reader = Reader(page(lang))
    assert reader.all("html")[0]["lang"] == html_lang
    assert WORDS[lang]["title"] in reader.words
    assert WORDS[other]["title"] not in reader.words
    assert unescape(re.search("<title>(.*?)</title>", page(lang))[1]).startswith(WORDS[lang]["title"])


def test_the_language_is_the_parameter_the_notebook_ran_with():
    assert '<html lang="en">' in render_page(notebook("en"), run_id="revenue")
    assert '<html lang="zh-CN">' in render_page(new_notebook(), run_id="empty")
    declared = new_code_cell('lang: str = "en"', metadata={"tags": ["parameters"]}, id="p")
    assert '<html lang="en">' in render_page(new_notebook(cells=[declared]), run_id="x")


def test_a_page_has_one_first_heading_and_skips_no_level():
    deep = new_markdown_cell("# Another first\n\n#### Deep\n\nSetext\n---", id="deep")
    levels = [int(tag[1]) for tag, _ in Reader(page("en", deep)).tags if re.fullmatch(r"h\d", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_headings_of_the_same_words_have_anchors_of_their_own():
    twice = new_markdown_cell("## 问题\n\n## 问题", id="twice")
    html = page("zh", twice)
    ids = [attrs["id"] for _, attrs in Reader(html).tags if "id" in attrs]
    assert len(set(ids)) == len(ids)
    targets = re.findall(r'href="#([^"]+)"', html)
    assert set(targets) <= set(ids)


def test_the_contents_list_second_headings():
    html = page("zh")
    entries = re.findall(r'<li><a href="#[^"]+">([^<]+)</a>', html)
    assert entries == ["主要指标完成情况", "问题"], "the third has nothing below it"


def test_header_and_footer_say_plan_edition_vintage_and_versions():
    reader = Reader(page("en"))
    for words in (
        EDITION.plan.title_en,
        "Edition of November 2019",
        "Data vintage: November 2019",
        "matplotlib 3.11.2",
        "python 3.11.7",
    ):
        assert words in reader.words
    links = [attrs["href"] for attrs in reader.all("a")]
    assert "index.en.html" in links
    assert "revenue.zh.html" in links
    assert "revenue.en.html" not in links


def test_a_page_without_an_edition_stands_alone():
    reader = Reader(render_page(notebook("en"), run_id="revenue"))
    assert [attrs["href"] for attrs in reader.all("a") if not attrs["href"].startswith(("#", "https:"))] == []


def test_code_is_folded_and_goes_with_the_next_output():
    html = page("zh", with_code=True)
    folded = re.findall(r'<details class="code">.*?</details>', html, flags=re.DOTALL)
    assert "import lcanalysis as lc\n\nstory.verdict(lang)" in unescape(folded[0])
    assert "story.require_all()" in folded[-1]
    assert 'lang = "zh"' not in "".join(folded)
    assert "open" not in {name for attrs in Reader(html).all("details") for name in attrs}


def test_a_page_leads_to_the_notebook_instead_of_showing_its_code():
    html = page("en")
    assert "story" not in html
    assert [attrs["href"] for attrs in Reader(html).all("a") if attrs["href"].endswith(".ipynb")] == [
        "revenue.en.ipynb"
    ]


def in_both(text, *tags):
    return [
        new_markdown_cell(text, metadata={"tags": [f"lang-{lang}", *tags]}, id=f"{len(text)}-{lang}") for lang in WORDS
    ]


DETAILS = [
    *in_both("# A question"),
    *in_both("## Behind the answer\n\nAll of it.", "detail"),
    *in_both("### Closer still"),
    *in_both("## Without a word", "detail"),
    *in_both("## Without a result\n\nNothing came of it.", "detail"),
    new_code_cell("None", id="n"),
    *in_both("## What matters"),
    new_code_cell("t", outputs=[displayed(TABLE)], metadata={"tags": ["detail"]}, id="t"),
    new_code_cell("s", outputs=[displayed(paragraph("said", "It matters."))], id="s"),
]


def test_a_title_below_which_code_showed_nothing_is_left_out_and_one_with_a_word_of_its_own_stays():
    cells = [
        *in_both("# Title"),
        new_code_cell("s", outputs=[displayed(paragraph("said", "It matters."))], id="s"),
        *in_both("## Silent one"),
        new_code_cell("None", id="n"),
        *in_both("## Above what is shown"),
        *in_both("### Shown"),
        new_code_cell("t", outputs=[displayed(TABLE)], id="t"),
        *in_both("## All of it goes to the annex"),
        new_code_cell("d", outputs=[displayed(TABLE)], metadata={"tags": ["detail"]}, id="d"),
        *in_both("## Told\n\nBy its own words."),
        new_code_cell("None", id="o"),
    ]
    html = render_page(new_notebook(cells=cells), run_id="r", lang="en")
    titles = ("Silent one", "Above what is shown", "Shown", "All of it goes to the annex", "Told")
    assert [name for name in titles if f"{name}</h" in html] == [
        "Above what is shown", "Shown", "Told",
    ]  # fmt: skip


def test_details_are_folded_in_an_annex_after_what_matters():
    html = render_page(new_notebook(cells=DETAILS), run_id="revenue", lang="en", edition=EDITION)
    reader = Reader(html)
    assert [attrs.get("class") for attrs in reader.all("details")][:2] == ["detail", "detail"]
    assert not any("open" in attrs for attrs in reader.all("details"))
    words = reader.words
    order = [
        words.rindex(one) for one in ("It matters.", "Annex", "All of it.", "Closer still", "Table 1 Main figures")
    ]
    assert order == sorted(order)
    assert [name for name, _ in reader.tags if re.fullmatch("h[1-6]", name)] == ["h1", "h2", "h2", "h3", "h4", "h2"]
    assert "Without a" not in words


def test_a_chart_alone_in_the_annex_is_called_as_its_title():
    exhibit = {"id": "c", "kind": "chart", "drawn": "en", "numbers": {}}
    exhibit["en"] = {"alt": "a line", "caption": "Revenue rose", "crop": []}
    output = new_output("display_data", data={"image/svg+xml": SVG, EXHIBIT_MIME: exhibit})
    cell = new_code_cell("c", outputs=[output], metadata={"tags": ["detail"]}, id="c")
    html = render_page(new_notebook(cells=[*in_both("# A question"), cell]), run_id="revenue", lang="en")
    assert '<details class="detail"><summary>Figure 1 Revenue rose</summary>' in html


def test_a_method_told_in_words_alone_is_shown_although_the_checks_follow_it():
    check = new_code_cell("lc.require(True)", metadata={"tags": ["check"]}, id="check")
    cells = [*DETAILS, *in_both("## Method\n\nBy division.", "detail"), check]
    html = render_page(new_notebook(cells=cells), run_id="revenue", lang="en", edition=EDITION)
    assert re.search(r"<summary><h3[^>]*>Method</h3>.*By division", html, flags=re.DOTALL)


def test_a_page_without_details_has_no_annex():
    assert "annex" not in page("en").partition("</style>")[2]


def test_parameters_are_listed_as_they_ran_with_unit_and_meaning():
    html = page("en")
    rows = re.findall(
        r"<tr><th scope=\"row\"><code>(.*?)</code></th><td><code>(.*?)</code>(.*?)</td><td lang=\"en\">(.*?)</td>", html
    )
    assert rows == [
        ("lang", "&#39;en&#39;", "", "language of the page"),
        ("goal_growth_pct", "5.0", "%", "goal for growth"),
    ]


@pytest.mark.parametrize(
    ("declared", "behind"),
    [("year", ("", "")), ("100 million yuan", ("亿元", " (100 million yuan)")), ("%", ("%", "%")), ("", ("", ""))],
)
def test_a_parameter_has_the_unit_of_the_language_behind_it_and_a_year_has_none(declared, behind):
    source = f"asked: float = 2.0  # [{declared}] what is asked for" if declared else "asked: float = 2.0"
    cells = [new_code_cell(source, metadata={"tags": ["parameters"]}, id="p"), *in_both("# A question")]
    for lang, unit in zip(("zh", "en"), behind, strict=True):
        html = render_page(new_notebook(cells=cells), run_id="revenue", lang=lang)
        assert f"<td><code>2.0</code>{unit}</td>" in html


def test_a_parameter_that_the_suite_would_refuse_is_listed_all_the_same():
    cell = new_code_cell("options = {'a': [1]}\nnow = clock()\n", metadata={"tags": ["parameters"]}, id="p")
    (shown,) = parameters_of(new_notebook(cells=[cell]))
    assert (shown.name, shown.value) == ("options", {"a": [1]})


def test_the_parameters_of_a_cell_that_is_not_python_are_none():
    cell = new_code_cell("lang = ", metadata={"tags": ["parameters"]}, id="p")
    assert parameters_of(new_notebook(cells=[cell])) == []


def test_the_answer_is_the_verdict_and_no_other_output_is():
    second = new_code_cell("x", outputs=[displayed(paragraph("more", "Another sentence."))], id="second")
    html = page("en", second)
    assert html.count('<div class="verdict">') == 1
    assert "<strong>Revenue was 81.39 billion yuan in 2018</strong>" in html


def test_line_breaks_between_chinese_characters_are_no_spaces():
    assert "按现有增速能否在2022年" in page("zh")
    assert "can exceed\n100 billion" in page("en")


def test_tables_are_numbered_and_scroll_in_a_frame_the_keyboard_reaches():
    reader = Reader(page("zh"))
    frames = [attrs for attrs in reader.all("div") if attrs.get("class") == "scroll"]
    assert frames[0] == {
        "class": "scroll",
        "role": "region",
        "tabindex": "0",
        "aria-label": "表1 2018年主要指标完成情况",
    }
    assert "表1 2018年主要指标完成情况单位：亿元" in reader.words


def test_heads_and_gaps_of_number_columns_stand_with_the_numbers():
    html = page("zh")
    assert '<th scope="col" class="number short"><span>2018年</span></th>' in html
    assert '<th scope="col" class="short"><span>评价</span></th>' in html
    assert '<td class="number short">—</td><td class="short">尚无数据</td>' in html


def test_figures_have_number_caption_source_and_alt_text():
    reader = Reader(page("en"))
    assert [attrs["aria-label"] for attrs in reader.all("svg")] == [WORDS["en"]["alt"]] * 2
    assert {attrs["role"] for attrs in reader.all("svg")} == {"img"}
    assert "Figure 1 Revenue rose from 70.835 to 81.390 billion yuan" in reader.words
    assert "Figure 2 Revenue rose" in reader.words
    assert reader.words.count("Source: the plan, chapter 1, section 1") == 3


def drawings_of(html):
    return [ET.fromstring(text) for text in re.findall(r"<svg.*?</svg>", html, flags=re.DOTALL)]  # noqa: S314


def test_no_two_drawings_take_each_others_parts():
    first, second = drawings_of(page("zh"))
    clips = [drawing.find(".//clipPath").get("id") for drawing in (first, second)]
    assert len(set(clips)) == 2
    for svg, clip in zip((first, second), clips, strict=True):
        assert [g.get("clip-path") for g in svg.iter("g") if g.get("clip-path")] == [f"url(#{clip})"]
    shape = first.find(".//defs/path").get("id")
    # The second drawing's mark is the same shape: it is kept once, and both refer to it.
    assert [svg.find(".//use").get("href") for svg in (first, second)] == [f"#{shape}"] * 2
    assert second.find(".//defs/path") is None


def test_two_marks_that_differ_are_not_taken_for_one():
    other = SVG.replace("M 0 0 L 0 5", "M 0 0 L 5 0")
    first, second = drawings_of(of_outputs(drawing("a bar", "", ""), drawing("a bar", "", "", other)))
    assert first.find(".//use").get("href") != second.find(".//use").get("href")
    assert second.find(".//defs/path").get("d") == "M 0 0 L 5 0"


def test_a_chart_shows_the_part_between_its_title_and_its_source():
    output = drawing("a bar", "", "")
    output.metadata["image/svg+xml"] |= {"crop": [30.5, 150], "notes": ["half < whole"]}
    html = of_outputs(output)
    assert drawings_of(html)[0].get("viewBox") == "0 30.5 453.6 150"
    assert '<p class="source">注：Half &lt; whole。</p>' in html


@pytest.mark.parametrize("alt", [None, "", "  ", "No description has been provided for this image", "Image."])
def test_a_picture_without_words_of_its_own_is_an_error(alt):
    about = {} if alt is None else {"alt": alt}
    for mime, content in (("image/svg+xml", SVG), ("image/png", "aGk=")):
        output = new_output("display_data", data={mime: content}, metadata={mime: about})
        with pytest.raises(PageError, match="alt"):
            of_outputs(output)


def test_a_bitmap_stays_in_the_page():
    output = new_output("display_data", data={"image/png": "aGk=\n"}, metadata={"image/png": {"alt": 'a "map"'}})
    assert Reader(of_outputs(output)).all("img") == [{"src": "data:image/png;base64,aGk=", "alt": 'a "map"'}]


def test_prose_cannot_show_a_picture_from_elsewhere_or_one_without_words():
    for text, match in (("![map](https://example.org/a.png)", "elsewhere"), ("![](data:image/png;base64,aGk=)", "alt")):
        with pytest.raises(PageError, match=match):
            render_page(new_notebook(cells=[new_markdown_cell(text, id="m")]), run_id="x")


def test_what_is_no_drawing_is_an_error():
    for text in ("<svg", "<html/>", "plain"):
        with pytest.raises(PageError, match="SVG"):
            of_outputs(drawing("a bar", "", "", text))


@pytest.mark.parametrize(
    "style", ["onload: alert(1)", "x><script>alert(1)</script: y", "fill: url(https://example.org/a)"]
)
def test_a_style_cannot_become_an_event_an_element_or_an_address(style):
    wicked = SVG.replace('<g id="figure_1">', f'<g id="figure_1" style="fill: #123456; {style.replace("<", "&lt;")}">')
    html = of_outputs(drawing("a bar", "", "", wicked))
    assert 'fill="#123456"' in html or style.startswith("fill")
    assert {"alert", "example.org"} & set(re.findall(r"alert|example\.org", html)) == set()


def test_a_drawing_keeps_no_script_no_event_and_no_address():
    wicked = SVG.replace(
        '<g id="figure_1">',
        '<script>alert(1)</script><foreignObject><p>x</p></foreignObject><a xlink:href="https://example.org"><rect/></a>'
        '<image href="https://example.org/a.png" onload="alert(1)"/><path d="M0 0" style="fill:url(https://example.org/b)"/>'
        '<path d="M0 0" fill="URL( \'https://example.org/c\')" cursor="url(https://example.org/d),auto"/><g id="figure_1">',
    )
    html = of_outputs(drawing("a bar", "", "", wicked))
    assert "alert" not in html
    assert "example.org" not in html
    assert "foreignObject" not in html


@pytest.mark.parametrize(
    "text", [HOSTILE, LONG, "<b>&amp;</b>", "</style></title></script>"], ids=["hostile", "long", "tags", "ends"]
)
def test_hostile_text_is_shown_as_text_wherever_it_comes_from(text):
    html = page("en", *hostile_cells(text))
    reader = Reader(html)
    assert {"script", "b"} & {tag for tag, _ in reader.tags} == set()
    # Table: title, two heads of the column, cells, unit, source, note; streams, results, errors; captions.
    assert "".join(reader.text).count(text) >= 10


def test_a_hostile_name_of_an_edition_breaks_neither_page_nor_style():
    plan = EDITION.plan.model_copy(update={"title_en": '"}</style><script>x</script>\\'})
    html = page("en", edition=Edition(name=HOSTILE, plan=plan))
    reader = Reader(html)
    assert reader.all("script") == []
    assert '"}</style><script>x</script>\\' in reader.words


def test_html_that_is_no_exhibit_is_reduced_to_its_table_and_text():
    foreign = (
        '<style>td{color:red}</style><div class="evil lc-table" onclick="x()"><script>alert(1)</script>'
        '<table border="1" class="dataframe"><thead><tr><th>a</th></tr></thead><tbody><tr><td>1 &lt; 2</td></tr></table>'
        '<a href="javascript:alert(1)">link</a><img src="https://example.org/x.png"></b></div></p>'
    )
    html = of_outputs(new_output("display_data", data={"text/html": foreign, "text/plain": "x"}))
    reader = Reader(html)
    assert "alert" not in html
    assert "example.org" not in html
    assert [attrs.get("class") for attrs in reader.all("table")] == [None]
    assert "1 < 2" in reader.words
    assert "link" in reader.words


def test_numbers_of_a_foreign_table_stand_under_their_heads():
    foreign = pd.DataFrame({"value": ["1,204", "—"], "name": ["a", "b"]}).to_html(index=False)
    html = of_outputs(new_output("display_data", data={"text/html": foreign}))
    assert html.count('class="number short"') == 3


def test_a_failed_run_has_a_page_that_says_so_first():
    error = new_output(
        "error", ename="ZeroDivisionError", evalue="division by zero", traceback=["\x1b[31mTraceback\x1b[0m"]
    )
    mark = new_markdown_cell(
        "<span>An Exception was encountered</span>", metadata={"tags": ["papermill-error-cell-tag"]}
    )
    html = page("en", mark, new_code_cell("1 / 0", outputs=[error], id="bad"), error="division by <zero>")
    assert html.index("This run did not finish") < html.index("<h1")
    assert "division by &lt;zero&gt;" in html
    assert '<pre class="error" tabindex="0">Traceback</pre>' in html
    assert "An Exception was encountered" not in html


def test_a_run_of_which_nothing_was_kept_still_has_a_page():
    reader = Reader(render_page(None, run_id="audit", lang="zh", edition=EDITION, error="内核中断"))
    assert "audit" in reader.words
    assert "原因：内核中断" in reader.words


def test_a_widget_leaves_nothing_on_the_page():
    output = new_output(
        "display_data",
        data={"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "IntSlider()"},
    )
    assert "IntSlider" not in of_outputs(output)


def test_a_value_without_another_form_is_shown_as_text():
    assert '<pre class="result" tabindex="0">&lt;Plan&gt;</pre>' in of_outputs(
        new_output("execute_result", data={"text/plain": "<Plan>"})
    )


def test_the_same_notebook_makes_the_same_page():
    assert page("zh") == page("zh")


def test_a_page_is_small():
    assert len(page("zh").encode()) < 30_000


def test_the_exporter_makes_the_page_of_an_edition_from_its_notebook(tmp_path):
    from briefing_samples import files_of, finished
    from nbconvert.exporters import get_exporter

    files = files_of(finished())
    exporter = get_exporter("lcbriefing")()
    for notebook_name, page_name in (("revenue.ipynb", "revenue.zh.html"), ("revenue.en.ipynb", "revenue.en.html")):
        kept = nbformat.reads(files[notebook_name].decode(), as_version=4)
        html, resources = exporter.from_notebook_node(kept)
        assert html.encode() == files[page_name]
        assert resources["output_extension"] == ".html"


def test_the_exporter_takes_any_notebook(tmp_path):
    from nbconvert.exporters import get_exporter

    path = tmp_path / "own.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1 + 1", id="sum", execution_count=1)]), path)
    html, _ = get_exporter("lcbriefing")().from_filename(str(path))
    assert "<h1>own</h1>" in html
    nbformat.write(new_notebook(cells=[new_markdown_cell("words alone", id="words")]), path)
    assert "words alone" in get_exporter("lcbriefing")().from_filename(str(path))[0]


def test_the_exporter_says_first_that_a_notebook_failed(tmp_path):
    from nbconvert.exporters import get_exporter

    path = tmp_path / "own.ipynb"
    error = new_output("error", ename="ValueError", evalue="no figure of 2019\nat all", traceback=["ValueError"])
    cells = [new_markdown_cell("# Own", id="words"), new_code_cell("f()", id="f", execution_count=1, outputs=[error])]
    nbformat.write(new_notebook(cells=cells), path)
    html, _ = get_exporter("lcbriefing")().from_filename(str(path))
    told = html.index("ValueError: no figure of 2019</p>")
    assert html.index('class="failure"') < told < html.index('<pre class="error"')


def test_the_exporter_says_that_a_notebook_was_not_executed(tmp_path):
    from nbconvert.exporters import get_exporter
    from nbconvert.utils.exceptions import ConversionException

    path = tmp_path / "own.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1 + 1", id="sum"), new_code_cell("", id="empty")]), path)
    with pytest.raises(ConversionException) as caught:
        get_exporter("lcbriefing")().from_filename(str(path))
    assert "own.ipynb was not executed" in caught.value.text("en")
    assert "own.ipynb 尚未运行" in caught.value.text("zh")
    assert "--execute" in caught.value.text("zh")
