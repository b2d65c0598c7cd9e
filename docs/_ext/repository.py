"""What pages take from the repository itself: the commands with their options, and the decision records."""

import re
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import click
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import get_translator
from sphinx.util.docutils import SphinxDirective

from lcanalysis.cli import program
from lcanalysis.wording import preferred_lang

CHINESE = {
    "Next": "下一篇",
    "Previous": "上一篇",
    "Home": "首页",
    "On this page": "本页内容",
    "Back to top": "回到页首",
    "Copyright &#169; %(copyright)s": "版权所有 &#169; %(copyright)s",
    "Made with ": "制作工具：",
    "Toggle site navigation sidebar": "显示或隐藏目录",
    "Toggle table of contents sidebar": "显示或隐藏本页内容",
    "Toggle Light / Dark / Auto color theme": "切换浅色、深色或自动",
    "Skip to content": "跳到正文",
}
"""What the theme says and Sphinx has no Chinese for."""


class ThemesWords(NullTranslations):
    """Chinese for what the theme says."""

    def gettext(self, message: str) -> str:
        """Return the Chinese, or the message if there is none."""
        return CHINESE.get(message, message)


class Commands(SphinxDirective):
    """A section for each command, with its options as `--help` has them."""

    def run(self) -> list[nodes.Node]:
        """Return the sections."""
        text = "\n".join(_section(name, command) for name, command in sorted(program.commands.items()))
        return self.parse_text_to_nodes(text, allow_section_headings=True)


class Decisions(SphinxDirective):
    """A section for each record in docs/decisions."""

    def run(self) -> list[nodes.Node]:
        """Return the sections."""
        folder = Path(__file__).parent.parent / "decisions"
        records = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))]
        text = "\n\n".join(f"#{record}" for record in records)
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def _section(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"lcanalysis {name}")
    usage = command.get_usage(context).removeprefix("Usage: ")
    rows = [record for parameter in command.params if (record := parameter.get_help_record(context))]
    head = "| 选项 | 含义 |" if preferred_lang() == "zh" else "| option | meaning |"
    table = "\n".join(f"| `{option.replace('|', chr(92) + '|')}` | {_cell(meaning)} |" for option, meaning in rows)
    return f"## {name}\n\n{command.help}\n\n`{usage}`\n\n{head}\n| --- | --- |\n{table}\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("[", "\\[").replace("*", "\\*")


WRAPPED = re.compile(r"(?<=[\u2e80-\uffef\u201c\u201d])\n(?=[\u2e80-\uffef\u201c\u201d])")


def join_lines(_: Sphinx, document: nodes.document) -> None:
    """Take line ends between Chinese characters out, which a browser would show as spaces."""
    for parent in {text.parent for text in document.findall(nodes.Text)}:
        if isinstance(parent, nodes.literal_block):
            continue
        whole: list[nodes.Node] = []
        for child in parent.children:
            if isinstance(child, nodes.Text) and whole and isinstance(whole[-1], nodes.Text):
                whole[-1] = nodes.Text(whole[-1].astext() + child.astext())
            else:
                whole.append(child)
        parent.children = []
        parent.extend(nodes.Text(WRAPPED.sub("", one)) if isinstance(one, nodes.Text) else one for one in whole)


def translate_theme(app: Sphinx) -> None:
    """Let the theme speak Chinese on Chinese pages."""
    if str(app.config.language).startswith("zh"):
        translator = get_translator()
        translator.add_fallback(ThemesWords())


def give_captions_a_level(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _: object) -> None:
    """Let screen readers know the level of the theme's captions in the sidebar, which it calls headings."""
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = tree.replace('role="heading"', 'role="heading" aria-level="2"')


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directives known."""
    app.add_directive("commands", Commands)
    app.add_directive("decisions", Decisions)
    app.connect("builder-inited", translate_theme)
    app.connect("doctree-read", join_lines)
    app.connect("html-page-context", give_captions_a_level, priority=900)  # after the theme's own
    return {"parallel_read_safe": True}
