"""Write into the documentation what the bundled plan is told: verdicts with reasons, findings with how sure they are.

A person reads the list against the plan's text before an edition goes out. Each part stands between two comments of
docs/<lang>/judgements.md, such as ``<!-- goals -->``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import lcanalysis as lc
from lcanalysis.auditing.certainty import CERTAINTIES, certainty_words
from lcanalysis.exhibits import Words
from lcanalysis.goals import plan_findings
from lcanalysis.goals.goal_words import goal_name_words, verdict_words
from lcanalysis.goals.reasons import reason_words
from lcanalysis.plan import Plan
from lcanalysis.sections import section_words
from lcanalysis.wording import LANGUAGES, headed

ROOT: Final = Path(__file__).resolve().parent.parent
HEADS: Final = {
    "goals": {
        "zh": ("目标", "规划要求", "结论", "理由", "原文", "章节"),
        "en": ("Goal", "Wanted", "Verdict", "Why", "Words of the plan", "Section"),
    },
    "findings": {
        "zh": ("核查发现", "内容", "章节", "说明"),
        "en": ("Finding", "About", "Section", "What is said"),
    },
    "open": {"zh": ("未设数值的目标", "原文", "章节"), "en": ("Goal without a number", "Words of the plan", "Section")},
}


def goals_part(plan: Plan, lang: str) -> str:
    """Return the verdicts as a table, and the goals that set no number as another."""
    rows = [
        (
            headed(goal_name_words(plan, row).text(lang)),
            row.wanted.words(lang),
            verdict_words(row.verdict, preliminary=row.preliminary, marked=False).text(lang),
            _why(plan, row).text(lang),
            row.wanted.declared.quotation,
            section_words(row.wanted.declared.section, plan.definition.sections).text(lang),
        )
        for row in lc.standings(plan).itertuples()
    ]
    open_rows = [
        (row[f"text_{lang}"], row["quotation"], section_words(str(row["section"]), plan.definition.sections).text(lang))
        for row in plan.qualitative.to_dict("records")
    ]
    return f"{_table(HEADS['goals'][lang], rows)}\n\n{_table(HEADS['open'][lang], open_rows)}"


def _why(plan: Plan, row: Any) -> Words:
    """Return the reason why there is no verdict, else the figures that it rests on."""
    why = reason_words(plan, row)
    if why is not None:
        return why
    if row.latest is None:
        return lc.words("没有公布的数据", "no figure is published")
    if row.base_value is None or row.period <= row.base:
        return lc.words("{year}年{latest}", "{latest} in {year}", year=row.period, latest=row.latest)
    return lc.words(
        "{base}年{first}，{year}年{latest}",
        "{first} in {base}, {latest} in {year}",
        base=row.base,
        first=row.base_value,
        year=row.period,
        latest=row.latest,
    )


def findings_part(plan: Plan, lang: str) -> str:
    """Return every finding in a table for each degree of certainty: its name, what it is about, its place, its sentence."""
    found = plan_findings(plan)
    parts = []
    for certainty in CERTAINTIES:
        rows = [
            (
                f"`{one.finding}`",
                one.title.text(lang) if one.title else "",
                section_words(one.section, plan.definition.sections).text(lang),
                one.text(lang),
            )
            for one in found
            if one.certainty == certainty
        ]
        parts.append(f"### {headed(certainty_words(certainty).text(lang))} ({len(rows)})")
        parts += [_table(HEADS["findings"][lang], rows)] if rows else []
    return "\n\n".join(parts)


PARTS: Final[dict[str, Callable[[Plan, str], str]]] = {"goals": goals_part, "findings": findings_part}
"""What stands in the page, by the name of its comments."""


def page(lang: str) -> Path:
    """Return the page of a language."""
    return ROOT / "docs" / lang / "judgements.md"


def written(text: str, plan: Plan, lang: str) -> str:
    """Return a page with its parts made anew."""
    for name, part in PARTS.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        made = f"{begin}\n\n{part(plan, lang)}\n\n{end}"
        text = re.sub(f"{re.escape(begin)}.*{re.escape(end)}", lambda _, made=made: made, text, flags=re.DOTALL)
    return text


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [tuple(heads), *map(tuple, rows)]
    cells = [[" ".join(text.replace("|", "\\|").split()) for text in line] for line in lines]
    first, *rest = (f"| {' | '.join(line)} |" for line in cells)
    return "\n".join([first, f"|{' --- |' * len(lines[0])}", *rest])


def main() -> None:
    """Write both pages."""
    plan = lc.load(ROOT / "data")
    for lang in LANGUAGES:
        path = page(lang)
        path.write_text(written(path.read_text(encoding="utf-8"), plan, lang), encoding="utf-8")


if __name__ == "__main__":
    main()
