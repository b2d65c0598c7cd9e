"""Draw how the parts of lcanalysis depend on one another, from their imports, into docs/pictures/architecture.<lang>.svg.

An arrow goes from a part to one that imports it. Arrows that others imply are left out, and so are the foundations that
every part may import; these stand in one box.
"""

import ast
import sys
from html import escape
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "lcanalysis"
PICTURES = ROOT / "docs" / "pictures"
# Each part in the words of a reader; a part without words here is an error.
PARTS = {
    "intake": ("read the published tables", "读入公布的表格"),
    "auditing": ("recompute what was published", "复算公布的数字"),
    "goals": ("goal against figure", "目标与数据对照"),
    "cleaning": ("tidy, processed data", "整理后的数据"),
    "charts": ("tables in, figures out", "由表成图"),
    "forecasting": ("predictive distribution", "预测分布"),
    "priorities": ("what leads a first page", "首页先说什么"),
    "notebooks": ("cells, parameters, languages", "单元格、参数与语言"),
    "briefing": ("pages, documents, editions", "页面、文档与各期"),
    "runner": ("run plan, kernels, restart", "运行方案、内核、续跑"),
    "explorer": ("sliders in JupyterLab", "JupyterLab 中的滑块"),
    "doctor": ("is the installation fit?", "检查安装"),
    "cli": ("the commands", "命令"),
}
FOUNDATION = (
    ("foundations", "words, errors, units, periods, observations, the plan"),
    ("foundations", "措辞、错误、单位、时期、观测值、规划"),
)
TITLE = ("The parts of lcanalysis and what they build on", "lcanalysis 的组成部分及依赖关系")
WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN, SIDE = 190, 54, 26, 46, 20, 90


def imports() -> dict[str, set[str]]:
    """Return for each part the parts that its modules import."""
    names = {path.name for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    names -= {"declarations", "exhibits", "files", "process", "quantities"}  # foundations
    found = {}
    for name in sorted(names, key=list(PARTS).index):
        found[name] = set()
        for path in (PACKAGE / name).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("lcanalysis."):
                    found[name].add(node.module.split(".")[1])
        found[name] = (found[name] & names) - {name}
    return found


def reduced(needs: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the needs without those that follow from others."""

    def reach(name: str) -> set[str]:
        return needs[name].union(*(reach(other) for other in needs[name]))

    return {name: {one for one in own if not any(one in reach(other) for other in own)} for name, own in needs.items()}


def levels(needs: dict[str, set[str]]) -> list[list[str]]:
    """Return the parts by level: each one below all that it needs."""

    def level(name: str) -> int:
        return 1 + max((level(other) for other in needs[name]), default=-1)

    rows: dict[int, list[str]] = {}
    for name in needs:
        rows.setdefault(level(name), []).append(name)
    return [rows[number] for number in sorted(rows)]


def draw(lang: str) -> str:
    """Return the picture."""
    which = 0 if lang == "en" else 1
    needs = reduced(imports())
    rows = levels(needs)
    columns = max(map(len, rows))
    width = 2 * SIDE + columns * WIDTH + (columns - 1) * GAP_X
    top = MARGIN + HEIGHT + GAP_Y
    at = {}
    for number, row in enumerate(rows):
        left = (width - len(row) * WIDTH - (len(row) - 1) * GAP_X) / 2
        for place, name in enumerate(row):
            at[name] = (left + place * (WIDTH + GAP_X), top + number * (HEIGHT + GAP_Y))
    height = top + len(rows) * (HEIGHT + GAP_Y) - GAP_Y + MARGIN
    title = escape(TITLE[which])
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{title}" '
            'font-family="Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, system-ui, sans-serif">'
        ),
        f"<title>{title}</title>",
        (
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
            '<path d="M0 0 8 4 0 8z" fill="#66727f"/></marker></defs>'
        ),
        f'<rect width="{width:g}" height="{height:g}" fill="#ffffff"/>',
        _box(MARGIN, MARGIN, width - 2 * MARGIN, *FOUNDATION[which], "#f1f4f7"),
    ]
    level = {name: number for number, row in enumerate(rows) for name in row}
    arrows = [(other, name) for name, own in needs.items() for other in sorted(own)]
    lanes = {True: 0, False: 0}
    for other, name in sorted(arrows, key=lambda arrow: level[arrow[1]] - level[arrow[0]]):
        (x, y), (from_x, from_y) = at[name], at[other]
        if level[name] - level[other] == 1:
            start, end = (from_x + WIDTH / 2, from_y + HEIGHT), (x + WIDTH / 2, y - 2)
            middle = (start[1] + end[1]) / 2
            way = f"M{start[0]:g} {start[1]:g}C{start[0]:g} {middle:g} {end[0]:g} {middle:g} {end[0]:g} {end[1]:g}"
        else:  # around the levels between, in a lane of its own
            is_left = from_x + WIDTH / 2 < width / 2
            lanes[is_left] += 1
            lane = SIDE - 16 * lanes[is_left] if is_left else width - SIDE + 16 * lanes[is_left]
            start_x, end_x = (from_x, x - 2) if is_left else (from_x + WIDTH, x + WIDTH + 2)
            top_y, bottom_y = from_y + HEIGHT * 0.7, y + HEIGHT * 0.3
            way = (
                f"M{start_x:g} {top_y:g}Q{lane:g} {top_y:g} {lane:g} {top_y + 30:g}"
                f"V{bottom_y - 30:g}Q{lane:g} {bottom_y:g} {end_x:g} {bottom_y:g}"
            )
        parts.append(
            f'<path data-from="{other}" data-to="{name}" fill="none" stroke="#66727f" stroke-width="1.4" '
            f'marker-end="url(#tip)" d="{way}"/>'
        )
    parts += [_box(*at[name], WIDTH, name, PARTS[name][which], "#e8f0fa") for name in needs]
    return "\n".join([*parts, "</svg>", ""])


def _box(x: float, y: float, width: float, head: str, text: str, fill: str) -> str:
    middle = x + width / 2
    lines = [(head, "600", 15, 22 if text else 32)] + ([(text, "400", 12, 41)] if text else [])
    words = "".join(
        f'<text x="{middle:g}" y="{y + down:g}" text-anchor="middle" font-size="{size}" font-weight="{weight}" '
        f'fill="#1f2933">{escape(line)}</text>'
        for line, weight, size, down in lines
    )
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{HEIGHT}" rx="6" fill="{fill}" stroke="#1f5fa8"/>{words}'
    )


if __name__ == "__main__":
    for language in ("en", "zh"):
        (PICTURES / f"architecture.{language}.svg").write_text(draw(language), encoding="utf-8")
    sys.exit(0)
