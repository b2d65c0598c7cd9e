"""A comparison for readers and programs: as text for a terminal, as JSON, and as a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from lcanalysis.briefing.comparison.changes import GROUPS, Change, Comparison, Shown
from lcanalysis.briefing.comparison.input_changes import addresses_of
from lcanalysis.briefing.comparison.kept_edition import KeptEdition
from lcanalysis.briefing.number_comparison import is_number
from lcanalysis.briefing.page_frame import fill
from lcanalysis.number_format import format_quantity, printed_decimals
from lcanalysis.periods import edition_in_words
from lcanalysis.units import UNITS
from lcanalysis.wording import LANGUAGES, Lang, say

MOST_SOURCES: Final = 3
"""How many addresses a reader is shown; JSON has them all."""


def value_text(shown: Shown | None, lang: str) -> str:
    """Return a value as the edition shows it, with its unit; a mark for none."""
    if shown is None:
        return say("changes.missing", lang)
    if shown.words:
        return shown.words[lang]
    if is_number(shown.value) and shown.unit in UNITS:
        value = Decimal(shown.value)
        return format_quantity(value, shown.unit, lang, printed_decimals(value))
    return f"{shown.value}{shown.unit}" or say("changes.missing", lang)


def became_text(change: Change, lang: str) -> str:
    """Return what was and what is; for a finding of the same kind as before, that its numbers have changed."""
    old, new = (value_text(shown, lang) for shown in (change.old, change.new))
    if old == new:
        return say("changes.same_kind", lang, kind=new)
    return say("changes.became", lang, old=old, new=new)


def apart_text(change: Change, lang: str) -> str:
    """Return by how much a change is, signed and with its unit; else that it came or went.

    >>> change = Change("probability", "changed", "p", {}, None, None, Decimal(-3), "个百分点")
    >>> apart_text(change, "zh"), apart_text(change, "en")
    ('-3个百分点', '−3 percentage points')
    """
    if change.kind != "changed":
        return say(f"changes.{change.kind}", lang)
    if change.apart is None:
        return ""
    text = format_quantity(change.apart, change.apart_unit, lang, printed_decimals(change.apart))
    return say("changes.plus", lang, value=text) if change.apart > 0 else text


def source_text(change: Change, lang: str) -> str:
    """Return the addresses that a change comes from: those that differ; all it follows from, if none is known to."""
    addresses = change.because or addresses_of(change.trace)
    shown = [*addresses[:MOST_SOURCES]]
    if len(addresses) > MOST_SOURCES:
        shown.append(say("changes.sources_more", lang, count=len(addresses) - MOST_SOURCES))
    return say("changes.source_comma", lang).join(shown)


def title_text(found: Comparison, lang: str) -> str:
    """Return the title of the comparison."""
    key = "changes.title_same" if found.old.name == found.new.name else "changes.title"
    old, new = (edition_in_words(edition.name, lang) for edition in (found.old, found.new))
    return say(key, lang, old=old, new=new)


def counts_text(counts: Mapping[str, int], lang: str) -> str:
    """Return how much changed as a list; empty if nothing did.

    >>> counts_text({"verdict": 1, "goal": 0, "figure": 2}, "zh")
    '评价1项，公布的数字2个'
    """
    return say("changes.count_comma", lang).join(
        say(f"changes.count_{group}", lang, count=count) for group, count in counts.items() if count
    )


def summary_text(found: Comparison, lang: str) -> str:
    """Return what changed in one sentence."""
    counts = counts_text({**found.counts, "run": len(found.runs)}, lang)
    if not counts:
        return say("changes.none", lang)
    key = "changes.summary_same" if found.old.name == found.new.name else "changes.summary"
    return say(key, lang, counts=counts)


def comparison_text(found: Comparison, lang: str) -> str:
    """Return the comparison as text: a heading for each group, and a line for each change."""
    blocks = [f"{title_text(found, lang)}\n{summary_text(found, lang)}"]
    for group in GROUPS:
        if changes := found.of(group):
            lines = (line for change in changes for line in _lines(change, lang))
            blocks.append("\n".join([say(f"changes.{group}_heading", lang), *lines]))
    for heading, notes in (("run", runs_text(found, lang)), ("input", inputs_text(found, lang))):
        if notes:
            blocks.append("\n".join([say(f"changes.{heading}_heading", lang), *(f"  {note}" for note in notes)]))
    return "\n\n".join(blocks)


def _lines(change: Change, lang: str) -> Iterator[str]:
    became = became_text(change, lang)
    apart, source = apart_text(change, lang), source_text(change, lang)
    parts = [became, *([f"({apart})"] if apart else []), *([f"[{source}]"] if source else [])]
    yield f"  {change.name[lang]}  {'  '.join(parts)}"
    if change.note:
        yield f"      {change.note[lang]}"


def runs_text(found: Comparison, lang: str) -> list[str]:
    """Return the runs that came, went, failed or were mended, a sentence each."""
    return [say(f"changes.run_{run.kind}", lang, title=run.titles[lang]) for run in found.runs]


def inputs_text(found: Comparison, lang: str) -> list[str]:
    """Return what differs between the inputs of the editions, a sentence each."""
    files = [say("changes.files", lang, files=found.inputs.files)] if found.inputs.files else []
    counted = [
        say(f"changes.group_{group}", lang, count=count)
        for group, count in found.inputs.groups.items()
        if count and group != "data"
    ]
    return [*files, *counted] or [say("changes.same_inputs", lang)]


def comparison_json(found: Comparison) -> dict[str, Any]:
    """Return the comparison as JSON values: numbers as they are shown, texts in both languages, every address."""
    return {
        "old": _edition_json(found.old),
        "new": _edition_json(found.new),
        "counts": found.counts,
        "changes": [_change_json(change) for change in found.changes],
        "runs": [{"run": run.run, "kind": run.kind, "title": dict(run.titles)} for run in found.runs],
        "inputs": {"files": list(found.inputs.files), "differing": dict(found.inputs.groups)},
    }


def _edition_json(edition: KeptEdition) -> dict[str, Any]:
    return {"edition": edition.name, "plan": edition.plan, "vintages": list(edition.vintages)}


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "group": change.group,
        "kind": change.kind,
        "key": change.key,
        "name": dict(change.name),
        "old": _shown_json(change.old),
        "new": _shown_json(change.new),
        "change": None if change.apart is None else float(change.apart),
        "change_unit": change.apart_unit,
        "trace": list(addresses_of(change.trace)),
        "because": list(change.because),
        "runs": list(change.runs),
        "also": list(change.also),
        "note": dict(change.note),
    }


def _shown_json(shown: Shown | None) -> dict[str, Any] | None:
    if shown is None:
        return None
    value = float(shown.value) if is_number(shown.value) else shown.value
    return {"value": value, "unit": shown.unit, "text": {lang: value_text(shown, lang) for lang in LANGUAGES}}


def comparison_page(found: Comparison, lang: Lang, *, pages: str = "", home: str = "", other: str = "") -> str:
    """Return the comparison as a self-contained page in one language.

    - `found`: the comparison.
    - `lang`: the page's language.
    - `pages`: where the pages of the new edition lie from this one, ending in ``/``, for links to them; no links
      without.
    - `home`: the archive page to lead back to, if there is one.
    - `other`: the same page in the other language, if there is one.
    """
    title = found.new.basis.get("plan", {}).get("title", {}).get(lang, found.new.plan)
    return fill(
        "changes.html.j2",
        lang,
        title_text(found, lang),
        None,
        header=title,
        found=found,
        groups=[(group, found.of(group)) for group in GROUPS],
        summary=summary_text(found, lang),
        runs=runs_text(found, lang),
        inputs=inputs_text(found, lang),
        value_text=value_text,
        became_text=became_text,
        apart_text=apart_text,
        source_text=source_text,
        shown_by=_shown_by(found, lang, pages),
        home=home,
        other=other,
        other_lang=next(each for each in LANGUAGES if each != lang),
    )


def _shown_by(found: Comparison, lang: Lang, pages: str) -> dict[str, str]:
    """Return the address of each run's page in this language, by run."""
    names = {run["id"]: f"{pages}{run['id']}.{lang}.html" for run in found.new.runs if run["language"] == lang}
    return names if pages else {}
