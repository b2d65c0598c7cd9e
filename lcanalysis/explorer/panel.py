"""The widgets of the explorer: pickers and sliders, the answer and picture that follow, a file to keep the choices."""

from __future__ import annotations

from dataclasses import asdict, replace
from html import escape
from pathlib import Path
from typing import Any, Final

import ipywidgets as widgets

from lcanalysis.errors import LcAnalysisError, UsageError
from lcanalysis.explorer.assumptions import (
    NOTEBOOK,
    OWN_GOAL,
    PLAN_GOAL,
    Assumptions,
    limits,
    load_assumptions,
    save_assumptions,
)
from lcanalysis.explorer.explored import ExplorerModel
from lcanalysis.explorer.explored_answer import ExploredAnswer, reference_title
from lcanalysis.goals.goal_words import goal_in_words
from lcanalysis.wording import require_lang, say

NAMES: Final = ("中文", "zh"), ("English", "en")
GROWTHS: Final = ("goal_growth_pct", "volume_growth_pct", "price_growth_pct")
FILE: Final = "explored.yml"
STYLE: Final = """<style>
.lc-explored {font-size: 14px; line-height: 1.6; max-width: 46rem; overflow-wrap: anywhere}
.lc-explored p {margin: .4em 0}
.lc-explored svg {width: 100%; height: auto; background: #fff}
.lc-explored table {border-collapse: collapse; margin: .6em 0; width: 100%}
.lc-explored caption {text-align: left; font-weight: bold}
.lc-explored caption .unit {float: right; font-weight: normal}
.lc-explored th, .lc-explored td {padding: .15em .5em; text-align: right; border-bottom: 1px solid #d5dbe1}
.lc-explored .lc-foot {font-size: 12px}
</style>"""

NAMING: Final = """(() => {
    const name = () => document.querySelectorAll('.widget-slider').forEach(slider => {
        const label = slider.querySelector('.widget-label')
        slider.querySelectorAll('[role=slider], .widget-readout').forEach(part => {
            part.setAttribute('aria-label', label.textContent)
            part.setAttribute('aria-description', label.title)
            if (part.matches('.widget-readout')) part.setAttribute('role', 'textbox')
        })
    })
    if (!window.lcanalysisNaming) {
        window.lcanalysisNaming = new MutationObserver(name)
        window.lcanalysisNaming.observe(document.body, {childList: true, subtree: true})
    }
    name()
})()"""
"""What ipywidgets leaves undone: it gives a slider's label to the eye alone, and a screen reader none."""


class Panel:
    """The explorer as widgets.

    A front end holds a slider's moves back until the last one was answered, so that however fast it is dragged, each
    picture is of the newest place.

    - `assumptions`: the first state.
    - `lang`: the first language; the reader can change it.
    - `folder`: where parameter files are kept.
    """

    def __init__(self, model: ExplorerModel, assumptions: Assumptions, lang: str, folder: Path = Path()) -> None:
        self.model = model
        self.folder = folder
        self._is_setting = False
        wide: Any = {"style": {"description_width": "11em"}, "layout": widgets.Layout(width="auto")}
        self.lang = widgets.Dropdown(options=NAMES, value=require_lang(lang), **wide)
        self.controls: dict[str, Any] = {
            "segment": widgets.Dropdown(**wide),
            "target_year": widgets.IntSlider(**wide),
            "reference": widgets.Dropdown(**wide),
            "goal": widgets.Dropdown(**wide),
            **{name: _growth_slider(name, wide) for name in GROWTHS},
            "cap_100m_yuan": _cap_box(wide),
        }
        self.file = widgets.Text(value=FILE, continuous_update=False, **wide)
        self.save, self.load = widgets.Button(), widgets.Button()
        self.heading, self.answer, self.notice = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.show(assumptions)
        for control in self.controls.values():
            control.observe(self._moved, "value")
        self.lang.observe(self._translated, "value")
        self.save.on_click(lambda _button: self._keep())
        self.load.on_click(lambda _button: self._return())
        self.box = self._arranged()

    @property
    def assumptions(self) -> Assumptions:
        """The state that the controls show."""
        return Assumptions(**{name: control.value for name, control in self.controls.items()})

    def show(self, assumptions: Assumptions) -> None:
        """Set all controls to a state, and answer it once.

        Raises `UsageError` if the plan has no such segment, class or goal; the controls are then what they were.
        """
        goal = self.model.explore(assumptions).goal
        self._set(replace(assumptions, goal=OWN_GOAL if goal is None else goal.goal))

    # ------------------------------------------------------------------ what follows a move

    def _moved(self, change: Any) -> None:
        if self._is_setting:
            return
        if change["owner"] is self.controls["segment"]:
            # The rest of the state is kept where the new segment has it.
            state = self.assumptions
            state = replace(state, goal=OWN_GOAL if state.goal == OWN_GOAL else PLAN_GOAL)
            first = self.model.origin(state.segment) + 1
            cap = state.cap_100m_yuan if self.model.is_published(state.segment) else 0.0
            self.show(replace(state, target_year=max(state.target_year, first), cap_100m_yuan=cap))
        else:
            self._refresh()

    def _translated(self, _change: Any) -> None:
        self.notice.value = ""
        self._set(self.assumptions)

    def _set(self, state: Assumptions) -> None:
        """Set all controls, whose choices may change, and answer once."""
        self._is_setting = True
        try:
            self._offer(state)
            for name, value in asdict(state).items():
                self.controls[name].value = value
        finally:
            self._is_setting = False
        self._refresh()

    def _refresh(self) -> None:
        """Answer the present state."""
        state, lang = self.assumptions, self.lang.value
        self.controls["goal_growth_pct"].disabled = state.goal != OWN_GOAL
        self.controls["cap_100m_yuan"].disabled = not self.model.is_published(state.segment)
        try:
            told = ExploredAnswer(self.model.plan, self.model.explore(state))
            self.answer.value = _answer_html(told, lang)
        except LcAnalysisError as problem:
            self._notify(problem.text(lang))

    # ------------------------------------------------------------------ words and choices

    def _say(self, key: str, **fields: object) -> str:
        return say(f"explorer.{key}", self.lang.value, **fields)

    def _offer(self, state: Assumptions) -> None:
        """Write all labels, and offer the choices that the state's segment has."""
        lang, plan = self.lang.value, self.model.plan
        for name, control in {"language": self.lang, **self.controls, "file": self.file}.items():
            control.description = self._say(name)
            control.tooltip = self._say("language" if name == "language" else f"{name}_help")
        for name, button in (("save", self.save), ("load", self.load)):
            button.description, button.tooltip = self._say(name), self._say(f"{name}_help")
        self.heading.value = (
            f'<h2 lang="{lang}">{escape(self._say("title"))}</h2><p lang="{lang}">{escape(self._say("lead"))}</p>'
        )
        self.controls["segment"].options = [(plan.name(name, lang), name) for name in self.model.segments]
        self.controls["reference"].options = [
            (reference_title(plan, name, lang), name) for name in self.model.references
        ]
        goals = [(goal_in_words(goal, lang), goal.goal) for goal in self.model.goals(state.segment)]
        self.controls["goal"].options = [*goals, (self._say("goal_own"), OWN_GOAL)]
        first, last = self.model.origin(state.segment) + 1, int(limits("target_year")[1])
        year = self.controls["target_year"]
        year.max, year.min = last, first

    def _notify(self, text: str) -> None:
        self.notice.value = f'<p role="status" lang="{self.lang.value}">{escape(text)}</p>'

    # ------------------------------------------------------------------ files

    def _keep(self) -> None:
        try:
            path = save_assumptions(self.assumptions, self._path(), self.lang.value)
        except LcAnalysisError as problem:
            self._notify(problem.text(self.lang.value))
        else:
            self._notify(self._say("saved", name=path.name, notebook=NOTEBOOK))

    def _return(self) -> None:
        try:
            path = self._path()
            self.show(load_assumptions(path))
        except LcAnalysisError as problem:
            self._notify(problem.text(self.lang.value))
        else:
            self._notify(self._say("loaded", name=path.name))

    def _path(self) -> Path:
        name = str(self.file.value).strip()
        if not name or Path(name).name != name or "\\" in name:
            raise UsageError("explorer.plain_name", name=name)
        return self.folder / name

    def _arranged(self) -> widgets.VBox:
        keeping = widgets.VBox([self.file, widgets.HBox([self.save, self.load])])
        left = widgets.VBox([self.lang, *self.controls.values(), keeping, self.notice])
        left.layout = widgets.Layout(flex="1 1 20rem", max_width="34rem", min_width="0")
        self.answer.layout = widgets.Layout(flex="2 1 20rem", min_width="0", margin="0")
        row = widgets.Box(
            [left, self.answer], layout=widgets.Layout(display="flex", flex_flow="row wrap", width="100%")
        )
        row.layout.grid_gap = "1rem"
        return widgets.VBox([self.heading, row])


def _growth_slider(name: str, wide: dict[str, Any]) -> widgets.FloatSlider:
    low, high = limits(name)
    return widgets.FloatSlider(min=low, max=high, step=0.1, readout_format=".2f", **wide)


def _cap_box(wide: dict[str, Any]) -> widgets.BoundedFloatText:
    low, high = limits("cap_100m_yuan")
    return widgets.BoundedFloatText(value=low, min=low, max=high, step=10, **wide)


def _answer_html(told: ExploredAnswer, lang: str) -> str:
    verdict, *rest = (escape(sentence.text(lang)) for sentence in told.sentences)
    said = f'<p role="status"><strong>{verdict}</strong></p>' + "".join(f"<p>{text}</p>" for text in rest)
    return f'{STYLE}<div class="lc-explored" lang="{lang}">{said}{told.picture(lang)}{told.table().html(lang)}</div>'
