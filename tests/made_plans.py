"""Plans made by property: folders that `clean` accepts, of every shape that a city's figures may have.

A made plan is a record of what is published, when and for which years; `write` lays it out as a data folder with tables,
sources, plan.yml and goals.yml, and `plans` is the hypothesis strategy of them. `HARD` names the shapes that pages died of.
"""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import yaml
from hypothesis import strategies as st

ROOT = Path(__file__).parent.parent
AREA = "place"
HEADS = {"output": "产量", "output_yoy": "产量同比"}
CHARACTERS = "铜铝钢茶纸布油糖盐酒车船机电气煤焦石灰木竹米面果菜鱼肉蛋奶"
MASSES = ("吨", "万吨", "千克", "亿吨")


@dataclass(frozen=True)
class Figure:
    """One printed figure: what, whose, of when, and how it was printed."""

    indicator: str
    entity: str
    period: str
    printed: str
    unit: str

    @property
    def key(self):
        return self.indicator, self.entity, self.period


@dataclass(frozen=True)
class Made:
    """A plan and all that is published of it; the figures of one vintage each, the oldest first."""

    base: int
    due: int
    vintages: tuple[tuple[str, tuple[Figure, ...]], ...]
    names: dict[str, str] = field(default_factory=dict)
    segments: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By code of the segment the products that stand for it."""
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    goals: tuple[dict, ...] = ()
    totals: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    ratios: dict[str, tuple[str, str]] = field(default_factory=dict)
    has_classes: bool = True
    published: str = ""
    """When the plan itself was published; with a table of its own if empty."""

    @property
    def figures(self):
        return tuple(one for _, found in self.vintages for one in found)

    @property
    def products(self):
        published = [one.entity for one in self.figures if one.indicator.startswith("output")]
        return tuple(dict.fromkeys([*published, *(name for proxies in self.segments.values() for name in proxies)]))

    def name(self, code):
        return self.names.get(code, code.replace("_", " "))


INDICATORS = {
    "output": {"zh": "产量", "en": "output", "dimension": "mass"},
    "output_yoy": {"zh": "产量同比", "en": "output, year on year", "dimension": "ratio", "growth_of": "output"},
    "revenue": {"zh": "营业收入", "en": "revenue", "dimension": "money"},
    "revenue_yoy": {"zh": "营业收入同比", "en": "revenue, year on year", "dimension": "ratio", "growth_of": "revenue"},
    "profit": {"zh": "利润", "en": "profit", "dimension": "money", "may_be_negative": True},
    "profit_yoy": {"zh": "利润同比", "en": "profit, year on year", "dimension": "ratio", "growth_of": "profit"},
    "value_added": {"zh": "增加值", "en": "value added", "dimension": "money"},
    "value_added_yoy": {"zh": "增加值同比", "en": "value added, year on year", "dimension": "ratio", "growth_of": "value_added"},
    "firms": {"zh": "企业数", "en": "firms", "dimension": "firms"},
    "brands": {"zh": "品牌", "en": "brands", "dimension": "items"},
    "rd_spending": {"zh": "研发投入", "en": "R&D spending", "dimension": "money"},
    "rd_intensity": {"zh": "研发强度", "en": "R&D intensity", "dimension": "ratio", "ratio_of": ["rd_spending", "revenue"]},
    "processing_ratio": {"zh": "深加工比", "en": "processing ratio", "dimension": "ratio"},
    "national_rank": {"zh": "全国位次", "en": "national rank", "dimension": "ranks"},
    "inspected": {"zh": "抽检覆盖率", "en": "coverage of inspection", "dimension": "ratio"},
}  # fmt: skip


def write(made: Made, folder: Path) -> Path:
    """Lay a made plan out as a data folder, and return the folder."""
    raw = folder / "raw"
    raw.mkdir(parents=True)
    tables, statements = [], []
    for at, (published_on, figures) in enumerate(made.vintages):
        vintage = f"office/{published_on}" + (
            f".{at}" if published_on in [day for day, _ in made.vintages[:at]] else ""
        )
        outputs = [one for one in figures if one.indicator in HEADS]
        if outputs:
            tables.append(_table(made, outputs, raw, f"{vintage}/output.csv", f"output_{at}", published_on))
        rest = [one for one in figures if one.indicator not in HEADS]
        if rest:
            statements.append(_statements(made, rest, raw, f"{vintage}/headline.csv", f"headline_{at}", published_on))
    plan = {
        "plan": {
            "id": "made", "title_zh": "虚构规划", "title_en": "An invented plan", "publisher_zh": "虚构市",
            "publisher_en": "Invented City", "published_on": _published(made),
            "area": AREA, "base_period": str(made.base), "due_period": str(made.due),
        },
        "tables": tables,
        "statements": statements,
        "indicators": INDICATORS,
        "entities": _entities(made),
        "areas": {AREA: {"zh": "虚构市", "en": "Invented City"}, "office": {"zh": "统计科", "en": "the statistics office"}},
        "scopes": {"city": {"zh": "全市", "en": "the whole city"}},
        "totals": [
            {"name": f"total_{whole}", "kind": kind, "indicator": "output", "total": {"entity": whole, "area": AREA},
             "parts": [{"entity": part, "area": AREA} for part in parts]}
            for kind, whole, parts in made.totals
        ],
        "processing_ratios": {code: {"products": above, "smelted": below} for code, (above, below) in made.ratios.items()},
    }  # fmt: skip
    (raw / "plan.yml").write_text(yaml.safe_dump(plan, allow_unicode=True, sort_keys=False), encoding="utf-8")
    goals = {"goals": [{"goal": f"goal_{at}", **goal} for at, goal in enumerate(made.goals)]}
    (raw / "goals.yml").write_text(yaml.safe_dump(goals, allow_unicode=True, sort_keys=False), encoding="utf-8")
    if made.has_classes:
        shutil.copytree(ROOT / "data" / "raw" / "reference", raw / "reference")
    return folder


def goal(indicator, entity, kind, value, unit, base, due, comparison="at_least", upper=None):
    """Return an entry of goals.yml."""
    found = {
        "indicator": indicator, "entity": entity, "kind": kind, "comparison": comparison, "value": str(value), "unit": unit,
        "base_period": str(base), "due_period": str(due), "binding": "expected", "responsible": ["office"],
        "quotation": "虚构目标", "section": "第二章",
    }  # fmt: skip
    return found | ({"value_upper": str(upper)} if upper is not None else {})


def _entities(made):
    rest = dict.fromkeys(
        dict.fromkeys(member for members in made.groups.values() for member in members), "firm"
    ) | dict.fromkeys(made.ratios, "segment")
    found = {
        code: {"kind": "segment", "zh": made.name(code), "en": made.name(code), "proxy": list(proxies)}
        for code, proxies in made.segments.items()
    }
    found |= {code: {"kind": "product", "zh": made.name(code), "en": made.name(code)} for code in made.products}
    found |= {
        code: {"kind": kind, "zh": made.name(code), "en": made.name(code)}
        for code, kind in rest.items()
        if code not in found
    }
    found |= {
        code: {"kind": "group", "zh": made.name(code), "en": made.name(code), "members": list(members)}
        for code, members in made.groups.items()
    }
    for code in dict.fromkeys(one.entity for one in made.figures):
        found.setdefault(code, {"kind": "segment", "zh": made.name(code), "en": made.name(code)})
    return found or {"nothing": {"kind": "segment", "zh": "无", "en": "nothing"}}


def _heading(period):
    """Return a period as tables head their columns: 2020年, 2020年6月, 2020年1—6月."""
    year, *months = period.replace("--", "-").split("-")
    return f"{year}年" + (f"{'—'.join(str(int(month)) for month in months)}月" if months else "")


def _published(made):
    """Return when the plan itself was published: with the first table that is no older than its base year."""
    return made.published or next((day for day, _ in made.vintages if int(day[:4]) >= made.base), f"{made.base}-12")


def _table(made, figures, raw, file, name, published_on):
    """Write a table with a row for each product and a column for each indicator and period."""
    columns = {
        f"{_heading(period)}{HEADS[indicator]}{'（%）' if indicator == 'output_yoy' else ''}": (indicator, period)
        for indicator, period in sorted(
            {(one.indicator, one.period) for one in figures}, key=lambda pair: (pair[1], pair[0])
        )
    }
    held = {one.key: one for one in figures}
    usual = next((one.unit for one in figures if one.indicator == "output"), "吨")
    rows = [["产品名称", *columns]]
    for product in dict.fromkeys(one.entity for one in figures):
        cells = [held.get((indicator, product, period)) for indicator, period in columns.values()]
        rows.append([
            made.name(product),
            *("" if one is None else one.printed + ("" if one.unit in {usual, "%"} else f"（{one.unit}）") for one in cells),
        ])  # fmt: skip
    _csv(raw / file, rows, published_on)
    return {
        "name": name, "title_zh": f"产量（{published_on}）", "title_en": f"Output ({published_on})", "file": file,
        "section": "第一章", "unit": usual, "published_on": published_on, "scope": "city",
        "rows": {"column": "产品名称", "kind": "product"},
        "columns": {
            head: {"indicator": indicator, "period": period, **({"unit": "%"} if indicator == "output_yoy" else {})}
            for head, (indicator, period) in columns.items()
        },
    }  # fmt: skip


def _statements(made, figures, raw, file, name, published_on):
    rows = [["indicator", "entity", "area", "period", "printed", "unit", "scope", "quotation", "section"]]
    rows += [
        [
            one.indicator,
            one.entity,
            AREA,
            one.period,
            one.printed,
            one.unit,
            "city",
            f"公布{one.printed}{one.unit}",
            "第一章",
        ]
        for one in figures
    ]
    _csv(raw / file, rows, published_on)
    return {
        "name": name, "title_zh": f"总体情况（{published_on}）", "title_en": f"Headline figures ({published_on})", "file": file,
        "section": "第一章", "published_on": published_on,
    }  # fmt: skip


def _csv(path, rows, published_on):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8")
    about = {
        "document_zh": "虚构文件", "document_en": "An invented document", "publisher_zh": "虚构市", "publisher_en": "Invented City",
        "published_on": published_on, "section": "第一章", "transcription_zh": "虚构", "transcription_en": "Invented",
        "licence_zh": "虚构", "licence_en": "Invented", "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }  # fmt: skip
    record = path.with_name(f"{path.name}.source.yml")
    record.write_text(yaml.safe_dump(about, allow_unicode=True, sort_keys=False), encoding="utf-8")


# ---------------------------------------------------------------------- shapes that pages died of, by name


def _levels(indicator, entity, unit, **values):
    return tuple(
        Figure(indicator, entity, year.removeprefix("y").replace("_", "-"), printed, unit)
        for year, printed in values.items()
    )


def _revenue(segment="cluster", **values):
    return _levels("revenue", segment, "亿元", **values)


def _growth_goals(base=2020, due=2025, segment="cluster"):
    return (
        goal("revenue", segment, "level", 1000, "亿元", base, due, "above"),
        goal("revenue", segment, "growth", 5, "%", base, due, "about"),
    )


_TWO = _levels("output", "steel", "万吨", y2019="100.0", y2020="104.0") + _levels(
    "output_yoy", "steel", "%", y2020="4.0"
)
_ONE_SEGMENT = {"cluster": ("steel",)}

HARD: dict[str, Made] = {
    "nothing published": Made(2020, 2025, ()),
    "nothing but goals": Made(2020, 2025, (), segments={"cluster": ()}, goals=_growth_goals()),
    "one product": Made(2020, 2025, (("2021-03", _TWO),), segments=_ONE_SEGMENT),
    "one product that did not move": Made(
        2020, 2025, (("2021-03", _levels("output", "steel", "万吨", y2019="100", y2020="100") + _levels("output_yoy", "steel", "%", y2020="0.0")),)
    ),
    "one year of levels": Made(2020, 2025, (("2021-03", _levels("output", "steel", "万吨", y2020="104.0") + _levels("output", "tea", "吨", y2020="7")),)),
    "rates without levels": Made(
        2020, 2025, (("2021-03", _levels("output_yoy", "steel", "%", y2020="4.0") + _levels("output_yoy", "tea", "%", y2020="-0.2")),)
    ),
    "levels without rates": Made(
        2020, 2025, (("2021-03", _levels("output", "steel", "万吨", y2019="100", y2020="104") + _levels("output", "tea", "吨", y2019="9", y2020="7")),)
    ),
    "a rate whose base level follows from it": Made(
        2020, 2025,
        (("2021-03", _TWO + _levels("output", "tea", "万吨", y2020="6750.4") + _levels("output_yoy", "tea", "%", y2020="-0.2")),),
    ),
    "growth that does not follow from the older vintage": Made(
        2020, 2025,
        (
            ("2020-03", _levels("output", "steel", "万吨", y2018="90", y2019="100.0")),
            ("2021-03", _levels("output", "steel", "万吨", y2020="104.0") + _levels("output_yoy", "steel", "%", y2020="6.4")),
        ),
    ),
    "a growth of the other sign than the older vintage": Made(
        2020, 2025,
        (
            ("2020-03", _levels("output", "steel", "万吨", y2019="110.0")),
            ("2021-03", _levels("output", "steel", "万吨", y2020="104.0") + _levels("output_yoy", "steel", "%", y2020="6.4")),
        ),
    ),
    "a growth of the other sign than its own levels": Made(
        2020, 2025,
        (("2021-03", _levels("output", "steel", "万吨", y2019="110.0", y2020="104.0") + _levels("output_yoy", "steel", "%", y2020="6.4")),),
    ),
    "revised twice": Made(
        2020, 2025,
        (
            ("2020-03", _levels("output", "steel", "万吨", y2019="100.0") + _revenue(y2019="700.0")),
            ("2021-03", _levels("output", "steel", "万吨", y2019="101.0", y2020="104.0") + _revenue(y2019="710.0", y2020="750.0")),
            ("2022-03", _levels("output", "steel", "万吨", y2019="102.0", y2020="105.0", y2021="99.0") + _revenue(y2020="760.0", y2021="770.0")),
        ),
        segments=_ONE_SEGMENT, goals=_growth_goals(),
    ),
    "three units": Made(
        2020, 2025,
        (("2021-03", _TWO + _levels("output", "tea", "吨", y2019="9", y2020="8") + _levels("output", "gold", "千克", y2019="5.5", y2020="5.5")),),
    ),
    "a product in another unit than the year before": Made(
        2020, 2025, (("2020-03", _levels("output", "tea", "吨", y2019="90000")), ("2021-03", _levels("output", "tea", "万吨", y2020="9.1"))),
    ),
    "months only": Made(
        2020, 2025,
        (("2021-03", _levels("output", "tea", "吨", y2020_03="14", y2020_04="40", y2020_01__06="79")),),
    ),
    "months with rates only": Made(
        2020, 2025,
        (("2021-03", _levels("output", "tea", "吨", y2020_01__06="79") + _levels("output_yoy", "tea", "%", y2020_01__06="-3.1")),),
    ),
    "revenue of one year": Made(2020, 2025, (("2021-03", _revenue(y2020="813.9")),), segments={"cluster": ()}, goals=_growth_goals()),
    "revenue of one year long ago": Made(
        2024, 2026, (("2025-09", _revenue(y2020="813.9") + _levels("revenue_yoy", "cluster", "%", y2024="15.8")),),
        segments={"cluster": ()}, goals=_growth_goals(2024, 2026),
    ),
    "rates of revenue only": Made(
        2020, 2025, (("2021-03", _levels("revenue_yoy", "cluster", "%", y2020="15.8")),), segments={"cluster": ()}, goals=_growth_goals()
    ),
    "rates of revenue only, of two years and of months": Made(
        2020, 2025, (("2021-09", _levels("revenue_yoy", "cluster", "%", y2019="3.1", y2020="15.8", y2021_01__06="-0.4")),),
        segments={"cluster": ()}, goals=_growth_goals(),
    ),
    "revenue with its growth": Made(
        2020, 2025, (("2021-03", _revenue(y2020="813.9") + _levels("revenue_yoy", "cluster", "%", y2020="14.9")),),
        segments={"cluster": ()}, goals=_growth_goals(),
    ),
    "revenue that fell": Made(
        2020, 2025, (("2021-03", _revenue(y2018="900.0", y2019="850.0", y2020="813.9")),), segments={"cluster": ()}, goals=_growth_goals()
    ),
    "revenue observed in the due year": Made(
        2020, 2025, (("2026-03", _revenue(y2020="813.9", y2021="850.0", y2022="880.0", y2023="930.0", y2024="960.0", y2025="999.0")),),
        segments={"cluster": ()}, goals=_growth_goals(),
    ),
    "revenue after the due year": Made(
        2020, 2022, (("2026-03", _revenue(y2021="850.0", y2022="1010.0", y2023="930.0")),), segments={"cluster": ()}, goals=_growth_goals(2020, 2022),
    ),
    "revenue of one year after the due year": Made(
        2020, 2021, (("2024-03", _revenue(y2023="930.0")),), segments={"cluster": ()}, goals=_growth_goals(2020, 2021),
    ),
    "revenue already above its goal": Made(
        2020, 2025, (("2021-03", _revenue(y2019="1010.0", y2020="1200.0")),), segments={"cluster": ()}, goals=_growth_goals()
    ),
    "revenue that its base year meets, with its growth": Made(
        2020, 2025, (("2022-03", _revenue(y2020="1200.0", y2021="1260.0") + _levels("revenue_yoy", "cluster", "%", y2021="5.0")),),
        segments={"cluster": ()}, goals=_growth_goals(),
    ),
    "revenue far above a goal of about a value": Made(
        2020, 2022, (("2023-03", _revenue(y2020="813.9", y2022="1210.0")),), segments={"cluster": ()},
        goals=(goal("revenue", "cluster", "level", 1000, "亿元", 2020, 2022, "about"),),
    ),
    "revenue a little below a goal of about a value": Made(
        2020, 2022, (("2023-03", _revenue(y2020="813.9", y2022="999.6")),), segments={"cluster": ()},
        goals=(goal("revenue", "cluster", "level", 1000, "亿元", 2020, 2022, "about"),),
    ),
    "revenue that was zero once": Made(
        2020, 2025, (("2021-03", _revenue(y2018="0", y2019="700.0", y2020="750.0")),), segments={"cluster": ()}, goals=_growth_goals()
    ),
    "revenue that came to nothing": Made(
        2020, 2025, (("2021-03", _revenue(y2018="600.0", y2019="700.0", y2020="0.0")),), segments={"cluster": ()}, goals=_growth_goals()
    ),
    "nothing but zeros": Made(
        2020, 2025,
        (("2021-03",
          _levels("output", "steel", "万吨", y2019="0", y2020="0.0") + _levels("output", "wire", "万吨", y2019="0", y2020="0")
          + _revenue(y2019="0.0", y2020="0.0") + _levels("firms", "cluster", "家", y2019="0", y2020="0")
          + _levels("profit", "cluster", "亿元", y2019="0", y2020="0") + _levels("inspected", "cluster", "%", y2020="0")
          + _levels("rd_spending", "cluster", "亿元", y2019="0", y2020="0")),),
        segments={"cluster": ("steel",), "tea": ("wire",)}, ratios={"metal": ("wire", "steel")},
        goals=(
            *_growth_goals(), *_growth_goals(segment="tea"),
            goal("output", "steel", "growth", 3, "%", 2020, 2025, "within", 5), goal("output", "steel", "level", 120, "万吨", 2020, 2025),
            goal("firms", "cluster", "growth", 5, "%", 2020, 2025), goal("firms", "cluster", "count", 150, "家", 2020, 2025),
            goal("profit", "cluster", "growth", 5, "%", 2020, 2025), goal("profit", "cluster", "level", 10, "亿元", 2020, 2025),
            goal("inspected", "cluster", "coverage", 100, "%", 2020, 2025), goal("rd_intensity", "cluster", "share", 3, "%", 2020, 2025),
            goal("processing_ratio", "metal", "ratio", "0.8", "比", 2020, 2025),
        ),
    ),
    "a product that began from nothing, and a firm that closed": Made(
        2020, 2025,
        (("2021-03",
          _levels("output", "steel", "万吨", y2018="0", y2019="0", y2020="104.0") + _levels("output", "wire", "万吨", y2018="40", y2019="50.0", y2020="0")
          + _levels("rd_spending", "mill", "万元", y2019="50", y2020="0") + _levels("revenue", "mill", "万元", y2019="1900", y2020="0")
          + _levels("rd_spending", "forge", "万元", y2019="20", y2020="20") + _levels("revenue", "forge", "万元", y2019="400", y2020="500")),),
        segments={"cluster": ("steel", "wire")}, groups={"backbone_firms": ("mill", "forge")}, ratios={"metal": ("wire", "steel")},
        goals=(
            *_growth_goals(), goal("rd_intensity", "backbone_firms", "share", 3, "%", 2020, 2025),
            goal("output", "steel", "growth", 3, "%", 2020, 2025), goal("output", "wire", "growth", 3, "%", 2020, 2025),
            goal("output", "wire", "level", 120, "万吨", 2020, 2025), goal("processing_ratio", "metal", "ratio", "0.8", "比", 2020, 2025),
        ),
    ),
    "a plan published within its base year": Made(
        2020, 2025,
        (("2020-03",
          _levels("output", "steel", "万吨", y2018="100.0", y2019="104.0") + _levels("output_yoy", "steel", "%", y2019="4.0")
          + _revenue(y2018="700.0", y2019="750.0")),),
        segments=_ONE_SEGMENT, goals=(*_growth_goals(), goal("output", "steel", "level", 120, "万吨", 2020, 2025)), published="2020",
    ),
    "a plan of the year before, and figures of long before": Made(
        2020, 2021, (("2018-03", _revenue(y2016="700.0", y2017="750.0")),), segments={"cluster": ()}, goals=_growth_goals(2020, 2021), published="2020-01-02",
    ),
    "no goals": Made(2020, 2025, (("2021-03", _TWO + _revenue(y2019="700.0", y2020="750.0")),), segments=_ONE_SEGMENT),
    "no class": Made(
        2020, 2025, (("2021-03", _TWO + _revenue(y2019="700.0", y2020="750.0")),), segments={"cluster": ("steel",), "tea": ()},
        goals=_growth_goals(), has_classes=False,
    ),
    "a segment of another name": Made(
        2020, 2025, (("2021-03", _TWO + _revenue("tea", y2019="700.0", y2020="750.0")),), segments={"tea": ("steel",)},
        goals=_growth_goals(segment="tea"),
    ),
    "thirty years": Made(
        2020, 2030,
        (("2021-03", tuple(
            one
            for product, size in (("steel", 100), ("tea", 30))
            for year in range(1991, 2021)
            for one in (
                Figure("output", product, str(year), f"{size * 1.04 ** (year - 1991):.1f}", "万吨"),
                Figure("output_yoy", product, str(year), "4.0", "%"),
            )
            if (one.indicator, year) != ("output_yoy", 1991)
        ) + tuple(Figure("revenue", "cluster", str(year), f"{300 * 1.05 ** (year - 1991):.1f}", "亿元") for year in range(1991, 2021))),),
        segments=_ONE_SEGMENT, goals=_growth_goals(2020, 2030),
    ),
    "firms with one year of research": Made(
        2020, 2025,
        (("2021-03", _levels("rd_spending", "mill", "万元", y2020="50") + _levels("revenue", "mill", "万元", y2020="2000")),),
        segments={"cluster": ()}, groups={"backbone_firms": ("mill",)},
        goals=(goal("rd_intensity", "backbone_firms", "share", 3, "%", 2020, 2025),),
    ),
    "firms with two years of research, all alike": Made(
        2020, 2025,
        (("2021-03",
          _levels("rd_spending", "mill", "万元", y2019="50", y2020="50") + _levels("revenue", "mill", "万元", y2019="1900", y2020="2000")
          + _levels("rd_spending", "forge", "万元", y2019="20", y2020="20") + _levels("revenue", "forge", "万元", y2020="500")),),
        segments={"cluster": ()}, groups={"backbone_firms": ("mill", "forge")},
        goals=(goal("rd_intensity", "backbone_firms", "share", 3, "%", 2020, 2025),),
    ),
    "a loss": Made(
        2020, 2025,
        (("2021-03", _revenue(y2019="700.0", y2020="750.0") + _levels("profit", "cluster", "亿元", y2019="5.0", y2020="-3.0")),),
        segments={"cluster": ()}, goals=(goal("profit", "cluster", "level", 10, "亿元", 2020, 2025),),
    ),
    "a processing ratio": Made(
        2020, 2025,
        (("2021-03", _TWO + _levels("output", "wire", "万吨", y2019="50.0", y2020="60.0")),),
        segments=_ONE_SEGMENT, ratios={"metal": ("wire", "steel")},
        goals=(goal("processing_ratio", "metal", "ratio", "0.8", "比", 2020, 2025),),
    ),
    "a processing ratio that reached its goal": Made(
        2020, 2025,
        (("2021-03", _TWO + _levels("output", "wire", "万吨", y2019="50.0", y2020="60.0")),),
        segments=_ONE_SEGMENT, ratios={"metal": ("wire", "steel")},
        goals=(goal("processing_ratio", "metal", "ratio", "0.5", "比", 2020, 2025),),
    ),
    "one goal of each kind": Made(
        2020, 2025,
        (("2021-03",
          _TWO + _revenue(y2019="700.0", y2020="750.0") + _levels("firms", "cluster", "家", y2019="120", y2020="131")
          + _levels("inspected", "cluster", "%", y2020="85")),),
        segments=_ONE_SEGMENT,
        goals=(
            *_growth_goals(),
            goal("output", "steel", "growth", 3, "%", 2020, 2025, "within", 5),
            goal("output", "steel", "level", 120, "万吨", 2020, 2025),
            goal("firms", "cluster", "count", 150, "家", 2020, 2025),
            goal("brands", "cluster", "count", 3, "个", 2020, 2025, "within", 5),
            goal("inspected", "cluster", "coverage", 100, "%", 2020, 2025),
            goal("rd_intensity", "cluster", "growth", "0.2", "个百分点", 2020, 2025),
            goal("value_added", "cluster", "growth", 5, "%", 2020, 2025),
        ),
    ),
    "a product that stands for a segment, of one year": Made(
        2020, 2025, (("2021-03", _levels("output", "steel", "万吨", y2020="104")),), segments=_ONE_SEGMENT, goals=_growth_goals()
    ),
    "a whole and its parts": Made(
        2020, 2025,
        (("2021-03", _TWO + _levels("output", "wire", "万吨", y2019="40.0", y2020="60.0") + _levels("output", "pipe", "万吨", y2019="60.0", y2020="44.0")),),
        totals=(("identity", "steel", ("wire", "pipe")),),
    ),
    "names of forty characters": Made(
        2020, 2025, (("2021-03", _TWO + _levels("output", "tea", "吨", y2019="9", y2020="8") + _revenue(y2019="700.0", y2020="750.0")),),
        names={"steel": "钢" * 40, "tea": "茶" * 40, "cluster": "群" * 40}, segments=_ONE_SEGMENT, goals=_growth_goals(),
    ),
    "names that Markdown, HTML and mathematics would read": Made(
        2020, 2025,
        (("2021-03",
          _TWO + _levels("output", "tea", "吨", y2019="9", y2020="8") + _levels("output", "wire", "万吨", y2019="50.0", y2020="60.0")
          + _revenue(y2019="700.0", y2020="750.0")),),
        names={
            "steel": "US$ or HK$", "tea": "a_b_c &lt; <b>d</b>", "wire": "*steel* `q`", "cluster": "[x](y) $\\def\\x{y}$", "metal": "__金属__ ~~1~~ | 2",
        },
        segments=_ONE_SEGMENT, ratios={"metal": ("wire", "steel")},
        goals=(
            *_growth_goals(), goal("output", "tea", "growth", 3, "%", 2020, 2025),
            goal("processing_ratio", "metal", "ratio", "0.8", "比", 2020, 2025),
        ),
    ),
    "a growth not recomputed for want of a base": Made(
        2020, 2025, (("2021-03", _levels("output", "steel", "万吨", y2020="104") + _levels("output_yoy", "steel", "%", y2019="3.1", y2020="4.0")),)
    ),
    "years are missing where nothing is forecast": Made(
        2020, 2025, (("2021-03", _levels("output", "steel", "万吨", y2015="80", y2017="90", y2020="104") + _levels("output", "tea", "吨", y2019="9")),)
    ),
}  # fmt: skip


# ---------------------------------------------------------------------- any shape


def _decimal(value: float, digits: int) -> str:
    return str(Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


@st.composite
def _series(draw, indicator, entity, unit, years, *, gaps):
    """Return levels and rates of one series; some are missing or zero, and rates may not follow from the levels."""
    digits = draw(st.integers(0, 2))
    has_levels, has_rates = draw(st.sampled_from([(True, True), (True, True), (True, False), (False, True)]))
    level = draw(st.floats(5, 9000))
    found = []
    for year in years:
        growth = draw(st.sampled_from([0.0, 0.05, 0.149, -0.002, -0.2, 0.004, 0.3]))
        before, level = level, max(level * (1 + growth), 1.0)
        is_missing = gaps and draw(st.integers(0, 4)) == 0
        is_zero = draw(st.integers(0, 24)) == 24
        if has_levels and not is_missing:
            found.append(Figure(indicator, entity, str(year), _decimal(0 if is_zero else level, digits), unit))
        if has_rates and (year != years[0] or not has_levels) and draw(st.integers(0, 5)) > 0:
            own = (level / before - 1) * 100 + draw(st.sampled_from([0, 0, 0, 0.3, -0.7]))
            found.append(Figure(f"{indicator}_yoy", entity, str(year), _decimal(own, 1), "%"))
    return found


@st.composite
def _revised(draw, figures, base):
    """Spread figures over one to three vintages; a later one may restate levels of an earlier one."""
    count = draw(st.integers(1, 3))
    last = max((int(one.period[:4]) for one in figures), default=base)
    vintages = []
    for at in range(count):
        until = last - (count - 1 - at)
        own = [one for one in figures if (int(one.period[:4]) <= until if at == 0 else int(one.period[:4]) == until)]
        for one in [
            one for one in figures if at and int(one.period[:4]) == until - 1 and not one.indicator.endswith("_yoy")
        ]:
            if draw(st.booleans()):
                places = len(one.printed.partition(".")[2])
                factor = draw(st.sampled_from([1.0, 0.97, 1.02]))
                own.append(replace(one, printed=_decimal(max(float(one.printed) * factor, 1.0), places)))
        if own:
            vintages.append((f"{until + 1}-03", tuple(own)))
    return tuple(vintages)


@st.composite
def _goals(draw, figures, products, segments, years, base, due):
    """Return goals of levels and growth, of segments and of products without gaps, and one that has no figures."""
    goals = []
    for segment in segments:
        if draw(st.booleans()):
            value, unit = draw(st.integers(10, 20000)), draw(st.sampled_from(["亿元", "万元"]))
            goals.append(
                goal(
                    "revenue",
                    segment,
                    "level",
                    value,
                    unit,
                    base,
                    due,
                    draw(st.sampled_from(["above", "at_least", "about"])),
                )
            )
        if draw(st.booleans()):
            goals.append(goal("revenue", segment, "growth", draw(st.integers(1, 15)), "%", base, due, "about"))
    whole = [
        product
        for product in products
        if all(str(year) in {one.period for one in figures if one.key[:2] == ("output", product)} for year in years)
    ]
    for product in draw(st.lists(st.sampled_from(whole), max_size=2, unique=True)) if whole else []:
        goals.append(goal("output", product, "growth", draw(st.integers(1, 9)), "%", base, due, "within", 12))
        goals.append(
            goal(
                "output",
                product,
                "level",
                draw(st.integers(10, 9999)),
                next(one.unit for one in figures if one.entity == product and one.indicator == "output"),
                base,
                due,
            )
        )
    if segments and draw(st.booleans()):
        goals.append(goal("brands", segments[0], "count", 3, "个", base, due))
    return goals


NAMES = st.text(alphabet=CHARACTERS, min_size=1, max_size=40)


@st.composite
def plans(draw):
    """Return any plan: one to thirty years, with gaps, several vintages, units, names, segments and goals, or without."""
    base = draw(st.integers(2005, 2024))
    due = base + draw(st.integers(1, 8))
    last = base + draw(st.sampled_from([0, 0, 0, 1, 2, due - base]))
    years = range(last - draw(st.sampled_from([1, 1, 2, 3, 5, 9, 30])) + 1, last + 1)
    products = [f"p{at}" for at in range(draw(st.sampled_from([0, 1, 1, 2, 3, 6])))]
    segments = [code for code in ("cluster", "s1") if draw(st.integers(0, 3))]
    figures = []
    for product in products:
        unit = draw(st.sampled_from(MASSES))
        figures += draw(_series("output", product, unit, years, gaps=draw(st.booleans())))
        if draw(st.integers(0, 3)) == 0:
            figures.append(Figure("output", product, f"{last}-01--06", str(draw(st.integers(1, 99))), unit))
    for segment in segments:
        if draw(st.integers(0, 3)):
            figures += draw(_series("revenue", segment, draw(st.sampled_from(["亿元", "万元"])), years, gaps=False))
        if draw(st.booleans()):
            figures += draw(_series("profit", segment, "亿元", years, gaps=False))
    goals = draw(_goals(figures, products, segments, years, base, due))
    distinct = draw(
        st.lists(NAMES, min_size=len(products) + len(segments), max_size=len(products) + len(segments), unique=True)
    )
    return Made(
        base,
        due,
        draw(_revised(figures, base)),
        names=dict(zip([*products, *segments], distinct, strict=True)),
        segments={
            segment: tuple(draw(st.lists(st.sampled_from(products), max_size=3, unique=True))) if products else ()
            for segment in segments
        },
        goals=tuple(goals),
        has_classes=draw(st.integers(0, 5)) > 0,
    )
