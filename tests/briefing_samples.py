"""Small executed notebooks, made without a kernel, for the tests of pages and editions."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from lcanalysis.briefing.edition import edition_files, write_edition
from lcanalysis.briefing.finished import finish_run
from lcanalysis.briefing.inputs import Inputs
from lcanalysis.briefing.masthead import Edition
from lcanalysis.briefing.rendering import render_page
from lcanalysis.briefing.run_record import Finished, KeptRun, RunTitle
from lcanalysis.definition import PlanTitle
from lcanalysis.exhibits import DataTable, Passage, answer, table, words
from lcanalysis.exhibits.words import as_words
from lcanalysis.quantities import Quantity

HOSTILE = "<script>document.title=\"taken\"</script> & \"quoted\" 'single' \u202etfel-ot-thgir\u202c =cmd|'/c calc'!A1"
LONG = "聊城" * 5000

EDITION = Edition(
    name="2019-11",
    plan=PlanTitle(
        id="liaocheng-nonferrous-2019-2022",
        title_zh="聊城市有色金属及金属深加工产业集群发展规划（2019—2022年）",
        title_en="Development plan of the nonferrous-metals and metal-processing cluster of Liaocheng, 2019 to 2022",
        publisher_zh="聊城市",
        publisher_en="City of Liaocheng",
        published_on="2019-11",
        area="liaocheng",
        base_period="2018",
        due_period="2022",
    ),
    vintages=("2019-11",),
    versions={"lcanalysis": "0.2.0", "python": "3.11.7", "matplotlib": "3.11.2"},
)

WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "title": "营业收入能否达到2022年目标",
        "lead": "本页回答一个问题：产业集群的营业收入，按现有增速\n能否在2022年超过1000亿元。见[规划原文](https://example.org/plan)。",
        "verdict": "2018年营业收入{revenue}",
        "detail": "比上年增长{growth}；要达到目标，此后每年还需增长5.3%。",
        "table": "2018年主要指标完成情况",
        "columns": "指标|2018年|同比±%|评价",
        "alt": "柱状图：2017年营业收入708.35亿元，2018年813.90亿元。",
        "caption": "营业收入两年间由708.35亿元增至813.90亿元",
        "source": "规划第一章第一节",
        "h2": "主要指标完成情况|问题|方法与数据来源",
        "h3": "与公布值的差异",
    },
    "en": {
        "title": "Can revenue reach the goal for 2022?",
        "lead": "This page answers one question: whether the revenue of the cluster can exceed\n100 billion yuan in 2022. See the [plan](https://example.org/plan).",
        "verdict": "Revenue was {revenue} in 2018",
        "detail": "That is {growth} more than in 2017; the goal needs 5.3% a year from here.",
        "table": "Main figures of 2018",
        "columns": "Indicator|2018|Year on year, %|Verdict",
        "alt": "Bar chart: revenue of 70.835 billion yuan in 2017 and of 81.390 billion in 2018.",
        "caption": "Revenue rose from 70.835 to 81.390 billion yuan",
        "source": "the plan, chapter 1, section 1",
        "h2": "Main figures|Problems|Method and sources",
        "h3": "Differences from the published figures",
    },
}

# As matplotlib writes it: a style sheet, style attributes, ids that every such drawing has, metadata.
SVG = """<?xml version="1.0" encoding="utf-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="453.6pt" height="226.8pt" viewBox="0 0 453.6 226.8"
 xmlns="http://www.w3.org/2000/svg" version="1.1"><metadata><x>m</x></metadata>
<defs><style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style></defs>
<g id="figure_1"><g id="patch_1"><path d="M 0 226.8 L 453.6 226.8 L 453.6 0 L 0 0 z" style="fill: #ffffff"/></g>
<g clip-path="url(#p0)"><rect x="60" y="70" width="120" height="130" style="fill: #1f5a96; stroke: none"/>
<rect x="260" y="40" width="120" height="160" style="fill: #1f5a96; stroke: none"/></g>
<defs><path id="m0" d="M 0 0 L 0 5" style="stroke: #000000"/></defs>
<use xlink:href="#m0" x="120" y="200" style="stroke: #000000; stroke-width: 0.8"/></g>
<defs><clipPath id="p0"><rect x="0" y="0" width="453.6" height="226.8"/></clipPath></defs>
</svg>"""


def displayed(exhibit: Any) -> nbformat.NotebookNode:
    """Return the output that a kernel would keep of an exhibit."""
    return new_output("execute_result", data=exhibit._repr_mimebundle_())


def drawing(alt: str, caption: str, source: str, svg: str = SVG) -> nbformat.NotebookNode:
    about = {"alt": alt, "caption": caption, "source": source}
    data = {"image/svg+xml": svg, "text/plain": caption}
    return new_output("display_data", data=data, metadata={"image/svg+xml": about})


REVENUE = Quantity("813.9", "亿元", "headline.csv E3")
GROWTH = Quantity("14.9", "%", "headline.csv E4")
PROFIT = Quantity("-17.8", "亿元", "headline.csv E5")
VERDICT = answer(
    "answer",
    words(WORDS["zh"]["verdict"], WORDS["en"]["verdict"], revenue=REVENUE),
    words(WORDS["zh"]["detail"], WORDS["en"]["detail"], growth=GROWTH),
)
_INDICATOR, _VALUE, _YOY, _JUDGED = (
    words(zh, en) for zh, en in zip(WORDS["zh"]["columns"].split("|"), WORDS["en"]["columns"].split("|"), strict=True)
)
TABLE = table(
    "figures",
    pd.DataFrame(
        {
            "value": [REVENUE, PROFIT],
            "yoy": [GROWTH, None],
            "verdict": [words("符合预期", "on track"), words("尚无数据", "no data")],
        },
        index=["revenue", "profit"],
    ),
    title=words(WORDS["zh"]["table"], WORDS["en"]["table"]),
    columns={"value": _VALUE, "yoy": _YOY, "verdict": _JUDGED},
    index=_INDICATOR,
    rows={"revenue": words("营业收入", "Revenue"), "profit": words("利润", "Profit")},
    unit=words("亿元", "100 million yuan"),
    source=words(WORDS["zh"]["source"], WORDS["en"]["source"]),
)


def notebook(lang: str, *extra: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return an executed notebook with prose in both languages, a verdict, a table and two drawings."""
    own = WORDS[lang]
    prose = [_in_both("# {title}\n\n{lead}"), *(_heading(at) for at in range(3)), _in_both("### {h3}")]
    cells = [
        *prose[0],
        new_code_cell("import lcanalysis as lc", id="imports"),
        new_code_cell(
            'lang: str = "zh"  # language of the page {zh, en}\ngoal_growth_pct: float = 5.0  # [%] goal for growth {0..30}',
            id="parameters",
            metadata={"tags": ["parameters"]},
        ),
        new_code_cell(f'# Parameters\nlang = "{lang}"', metadata={"tags": ["injected-parameters"]}),
        new_code_cell("story.verdict(lang)", outputs=[displayed(VERDICT)], id="verdict"),
        *prose[1],
        new_code_cell("story.table(lang)", outputs=[displayed(TABLE)], id="table"),
        *prose[4],
        new_code_cell("story.chart(lang)", outputs=[drawing(own["alt"], own["caption"], own["source"])], id="chart"),
        *prose[2],
        new_code_cell("story.chart(lang)", outputs=[drawing(own["alt"], own["caption"], own["source"])], id="more"),
        *extra,
        *prose[3],
        new_code_cell("story.require_all()", id="checks"),
    ]
    return nbformat.v4.new_notebook(cells=cells)


def hostile_table(text: str, name: str = "hostile") -> DataTable:
    """Return a table that holds `text` in every place, and a number that follows from it."""
    said = as_words(text)
    frame = pd.DataFrame({"a": [Quantity(1, "家", text), text]}, index=["one", "two"])
    return table(
        name, frame, title=said, columns={"a": said}, index=said, rows={"one": said, "two": said}, unit=said, source=said,
        notes=[said],
    )  # fmt: skip


def hostile_cells(text: str, number: int = 0) -> list[nbformat.NotebookNode]:
    """Return cells that show `text` in every way an output or prose can."""
    said, quantity = as_words(text), Quantity(1, "家", text)
    sentence = Passage(f"said/{number}", (said, words("{it}", "{it}", it=quantity)))
    return [
        new_markdown_cell(text, id=f"prose-{number}"),
        new_code_cell(
            repr(text),
            id=f"hostile-{number}",
            outputs=[
                displayed(sentence),
                displayed(hostile_table(text, f"hostile/{number}")),
                drawing(text, text, text),
                new_output("stream", name="stdout", text=text),
                new_output("execute_result", data={"text/plain": text}),
                new_output("error", ename="ValueError", evalue=text, traceback=[f"\x1b[31m{text}\x1b[0m"]),
            ],
        ),
    ]


def _in_both(template: str) -> list[nbformat.NotebookNode]:
    return [
        new_markdown_cell(template.format(**words), metadata={"tags": [f"lang-{lang}"]}, id=f"p{len(template)}-{lang}")
        for lang, words in WORDS.items()
    ]


def _heading(at: int) -> list[nbformat.NotebookNode]:
    return [
        new_markdown_cell(f"## {words['h2'].split('|')[at]}", metadata={"tags": [f"lang-{lang}"]}, id=f"h2-{at}-{lang}")
        for lang, words in WORDS.items()
    ]


INPUTS = Inputs(
    inputs={"notebooks/suite.yml": "0" * 64},
    code={"lcanalysis/plan.py": "1" * 64},
    data={},
    fonts={"charts/f.otf": "2" * 64},
)


def finished(
    run_id: str = "revenue", *, failed: bool = False, edition: Edition = EDITION, about: str = "", shown=notebook
) -> list[Finished]:
    """Return a run in all languages of the edition."""
    error = "ZeroDivisionError: division by zero" if failed else ""
    titles = [
        RunTitle(run_id, lang, "notebooks/revenue.ipynb", {"lang": lang, "segment": "cluster"}, about)
        for lang in edition.languages
    ]
    return [finish_run(title, shown(title.lang), edition, error) for title in titles]


def kept(runs: list[Finished], folder: Path = Path()) -> list[KeptRun]:
    """Return finished runs as if their files lay in `folder`."""
    return [KeptRun(run.record, folder, run.results) for run in runs]


def files_of(runs: list[Finished], edition: Edition = EDITION, inputs: Inputs = INPUTS) -> dict[str, bytes]:
    """Return all files of an edition but its log."""
    own = {name: content for run in runs for name, content in run.files.items()}
    return own | edition_files(edition, kept(runs), inputs, len(runs))


def write(folder: Path, runs: list[Finished], log=()) -> None:
    """Write an edition of finished runs."""
    made = folder.with_name("made")
    made.mkdir(parents=True)
    for run in runs:
        for name, content in run.files.items():
            (made / name).write_bytes(content)
    try:
        write_edition(folder, EDITION, kept(runs, made), log=log, inputs=INPUTS, planned=len(runs))
    finally:
        shutil.rmtree(made)


def write_samples(path: Path) -> Path:
    """Write an edition with a finished and a failed run, and a page of hostile text beside them."""
    write(path, [*finished("revenue"), *finished("failed", failed=True)])
    cells = [cell for at, text in enumerate((HOSTILE, LONG)) for cell in hostile_cells(text, at)]
    own = WORDS["en"]
    shown = [drawing(own["alt"], own["caption"], own["source"])]
    cells.append(new_code_cell("detail", outputs=shown, metadata={"tags": ["detail"]}, id="detail"))
    page = render_page(notebook("en", *cells), run_id="hostile", lang="en", edition=EDITION, with_code=True)
    (path / "hostile.en.html").write_text(page, encoding="utf-8")
    return path
