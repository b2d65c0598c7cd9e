"""What all pages of an edition share: its name, plan and versions, and how its files are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from lcanalysis.wording import LANGUAGES, Lang, say

if TYPE_CHECKING:
    from lcanalysis.definition import PlanTitle

INDEX: Final = "index.html"
"""The page that leads to all others in the first language: of an edition, and of the folder of editions."""
MANIFEST: Final = "manifest.json"
"""What tells an edition from any other folder: the hash of all that it follows from and holds."""
LOG: Final = "log.jsonl"
"""Times, attempts and deliveries: what in an edition is no function of what it follows from."""
BASIS: Final = "basis.json"
"""Names, goals, published figures and findings of an edition."""
Format = Literal["html", "docx", "pdf", "xlsx"]
"""In what an edition may be: pages always; documents of its runs, and its tables as a workbook, if they are wanted."""
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
HTML: Final = "html"
DOCUMENTS: Final = ("docx", "pdf")
"""The formats in which a run has a document beside its page."""
TABLES: Final = "xlsx"
"""The format of the workbook with all tables of an edition, `WORKBOOK`."""
WORKBOOK: Final = "tables.xlsx"


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of the briefings.

    - `name`: its folder's name, such as ``2019-11``.
    - `plan`: the development plan it watches.
    - `vintages`: the states of the data it was made from, in order.
    - `versions`: version by name of everything that computes it: ``{"lcanalysis": "0.2.0", "python": "3.11.7"}``.
    - `languages`: of its pages, the plan's first one first.
    - `formats`: in which it is made, of `FORMATS`.
    - `with_code`: whether its pages show the code of their notebooks, folded.
    """

    name: str
    plan: PlanTitle
    vintages: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[Lang, ...] = LANGUAGES
    formats: tuple[str, ...] = (HTML,)
    with_code: bool = False

    @property
    def documents(self) -> tuple[str, ...]:
        """The formats of the documents that its runs have beside their pages."""
        return tuple(kind for kind in DOCUMENTS if kind in self.formats)

    def as_metadata(self) -> dict[str, Any]:
        """Return the record as JSON values, as an executed notebook keeps it."""
        return {
            "name": self.name,
            "plan": self.plan.model_dump(),
            "vintages": list(self.vintages),
            "versions": dict(self.versions),
            "languages": list(self.languages),
            "formats": list(self.formats),
            "with_code": self.with_code,
        }

    @classmethod
    def from_metadata(cls, kept: Mapping[str, Any]) -> Edition:
        """Return the edition that `as_metadata` wrote."""
        from lcanalysis.definition import PlanTitle  # noqa: PLC0415 - slow to import, and few need it

        return cls(
            name=kept["name"],
            plan=PlanTitle(**kept["plan"]),
            vintages=tuple(kept["vintages"]),
            versions=dict(kept["versions"]),
            languages=tuple(kept["languages"]),
            formats=tuple(kept.get("formats", (HTML,))),
            with_code=bool(kept.get("with_code", False)),
        )


def page_name(run_id: str, lang: str) -> str:
    """Return the file name of a run's page.

    >>> page_name("audit", "zh")
    'audit.zh.html'
    """
    return f"{run_id}.{lang}.html"


def index_name(lang: str, languages: tuple[Lang, ...]) -> str:
    """Return the file name of the page that leads to all others in one language: plain in the first one.

    >>> index_name("zh", ("zh", "en")), index_name("en", ("zh", "en"))
    ('index.html', 'index.en.html')
    """
    return INDEX if lang == languages[0] else page_name("index", lang)


def index_in(folder: Path, lang: str) -> str:
    """Return the file name of the index of an edition in one language; of the only one that it has, if there is none."""
    own = page_name("index", lang)
    return own if (folder / own).is_file() else INDEX


def document_name(run_id: str, lang: str, kind: str) -> str:
    """Return the file name of a run's document of one kind.

    >>> document_name("audit", "zh", "docx")
    'audit.zh.docx'
    """
    return f"{run_id}.{lang}.{kind}"


def notebook_name(run_id: str, lang: str, languages: tuple[str, ...]) -> str:
    """Return the file name of a run's executed notebook: plain in the edition's first language.

    >>> notebook_name("audit", "zh", ("zh", "en")), notebook_name("audit", "en", ("zh", "en"))
    ('audit.ipynb', 'audit.en.ipynb')
    """
    return f"{run_id}.ipynb" if lang == languages[0] else f"{run_id}.{lang}.ipynb"


def titled(title: str, about: str, lang: str) -> str:
    """Return a page's title with what tells it from others of its notebook.

    >>> titled("营业收入能否达到设定增速？", "铜加工，8%", "zh")
    '营业收入能否达到设定增速？（铜加工，8%）'
    """
    return say("page.index_run", lang, title=title, about=about) if about else title
