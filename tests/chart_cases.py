"""One call of every chart function in either language, on small data taken from the plan's own tables."""

from decimal import Decimal

from lcanalysis import charts
from lcanalysis.quantities import Quantity

NAMES = {
    "pipe": {"zh": "无缝钢管", "en": "seamless steel pipe"},
    "copper": {"zh": "铜材", "en": "copper products"},
    "alloy": {"zh": "铝合金", "en": "aluminium alloy"},
    "refined": {"zh": "精炼铜（电解铜）", "en": "refined copper"},
    "aobote": {"zh": "中色奥博特铜铝业有限公司", "en": "CNMC Albetter Copper and Aluminium"},
    "guanzhou": {"zh": "山东冠洲股份有限公司", "en": "Shandong Guanzhou"},
    "together": {"zh": "合计", "en": "all together"},
    "cluster": {"zh": "产业集群", "en": "the cluster"},
    "revenue": {"zh": "营业收入", "en": "revenue"},
    "rate": {"zh": "年均增长{}%", "en": "{}% a year"},
    "goal": {"zh": "年均增长5%以上", "en": "5% a year or more"},
    "source": {"zh": "2018年有色金属产量", "en": "output of nonferrous metals, 2018"},
}


def named(key, lang):
    return NAMES[key][lang]


def quantity(text, unit):
    value = Decimal(text)
    return Quantity(value, unit, "production.csv D3", decimals=max(0, -value.as_tuple().exponent))


def growth_bars(lang):
    rates = [("pipe", "67.37", 67.367), ("copper", "-19.14", -19.146), ("alloy", "-88.38", -88.381)]
    rates += [("refined", "9.54", 9.5415), ("cluster", "14.9", None), ("aobote", "-4.43", None)]
    rows = [
        {"name": named(key, lang), "growth_pct": quantity(rate, "%"), "recomputed_pct": again}
        for key, rate, again in rates
    ]
    return charts.draw_growth_bars(rows, lang, period="2018", source=named("source", lang))


def districts(lang):
    tiles = [("copper", "pipe", "4", "家"), ("copper", "alloy", "6", "户"), ("cluster", "refined", "44", "家")]
    rows = [
        {"segment": named(segment, lang), "area": named(area, lang), "firms": quantity(firms, unit),
         "goal": named("goal", lang)}
        for segment, area, firms, unit in tiles
    ]  # fmt: skip
    rows.append({"segment": named("cluster", lang), "area": named("aobote", lang), "firms": None, "goal": None})
    return charts.draw_districts(rows, lang, source=named("source", lang))


def dumbbell(lang):
    levels = [("pipe", "201.79", "337.73"), ("copper", "27.16", "21.96"), ("refined", "43.18", "47.3")]
    levels += [("alloy", "2.22", "1.82")]
    rows = [
        {
            "name": named(key, lang),
            "period": period,
            "value": quantity(value, "万吨"),
            "unit": "万吨",
        }
        for key, *values in levels
        for period, value in zip(("2017", "2018"), values, strict=True)
    ]
    return charts.draw_dumbbell(rows, lang, source=named("source", lang))


def rd_spending(lang):
    rows = [
        {"name": named(key, lang), "period": period, "value": Decimal(value), "unit": "万元", "growth_pct": growth}
        for key, values in (
            ("aobote", (("2017", 30104, None), ("2018", 23386, Decimal("-22.32")))),
            ("guanzhou", (("2017", 43628, None), ("2018", 14583, Decimal("-66.57")))),
        )
        for period, value, growth in values
    ]
    return charts.draw_rd_spending(rows, lang, source=named("source", lang))


def rd_intensity(lang):
    rows = [
        {"name": named("aobote", lang), "intensity_pct": Decimal("4.23")},
        {"name": named("guanzhou", lang), "intensity_pct": Decimal("1.63")},
        {"name": named("together", lang), "intensity_pct": Decimal("1.15"), "is_average": True},
    ]
    return charts.draw_rd_intensity(rows, lang, source=named("source", lang))


def processing_ratio(lang):
    rows = [
        {"name": named(key, lang), "period": period, "ratio": Decimal(ratio), "goal": Decimal(goal)}
        for key, goal, ratios in (("alloy", "1.2", ("0.691", "0.849")), ("copper", "0.8", ("0.629", "0.464")))
        for period, ratio in zip(("2017", "2018"), ratios, strict=True)
    ]
    return charts.draw_processing_ratio(rows, lang, source=named("source", lang))


def paths(lang):
    history = [("2017", "708.36"), ("2018", "813.9")]
    rows = [{"kind": "history", "label": "", "year": int(year), "value": Decimal(value)} for year, value in history]
    rows[0]["is_derived"] = True
    return rows + [
        {"kind": "scenario", "label": named("rate", lang).format(rate), "year": year, "value": value}
        for rate in (5, 8)
        for year in range(2019, 2023)
        for value in [round(813.9 * (1 + rate / 100) ** (year - 2018), 2)]
    ]


def scenarios(lang):
    return charts.draw_scenarios(
        paths(lang), lang, name=named("revenue", lang), unit="亿元", goal=Decimal(1000), source=named("source", lang)
    )


def fan(lang):
    bands = [
        {"year": year, "interval_pct": pct, "lower": 813.9 - pct * (year - 2018), "upper": 900.0 + pct * (year - 2018)}
        for year in range(2019, 2023)
        for pct in (30, 60, 90)
    ]
    return charts.draw_scenarios(
        paths(lang)[:2], lang, name=named("revenue", lang), unit="亿元", goal=Decimal(1000), fan=bands,
        source=named("source", lang),
    )  # fmt: skip


def required_growth(lang):
    rows = [
        {"name": named("cluster", lang), "required_pct": Decimal("5.28"), "observed_pct": Decimal("14.9")},
        {"name": named("copper", lang), "required_pct": Decimal("8.0"), "observed_pct": Decimal("-19.1")},
        {"name": named("alloy", lang), "required_pct": Decimal("8.5")},
    ]
    return charts.draw_required_growth(rows, lang, base_period="2018", due_period="2022", source=named("source", lang))


def probability_by_class(lang):
    rows = [
        {"name": named("copper", lang), "probability_pct": 61.0, "windows": 23},
        {"name": named("alloy", lang), "probability_pct": 95.0, "windows": 31},
    ]
    return charts.draw_probability_by_class(rows, lang, goal=named("goal", lang), source=named("source", lang))


def growth_still_needed(lang):
    rows = [
        {"label": f"{rate}%", "year": year, "needed_pct": needed}
        for rate, line in {0: (5.3, 7.1, 22.9), 5: (5.3, 5.4, 6.1), 8: (5.3, 4.4, -2.5)}.items()
        for year, needed in zip((2018, 2019, 2021), line, strict=True)
    ]
    return charts.draw_growth_still_needed(rows, lang, goal=named("goal", lang), source=named("source", lang))


def tornado(lang):
    rows = [
        {"name": named("copper", lang), "low_pct": 53.0, "high_pct": 75.0},
        {"name": named("alloy", lang), "low_pct": 62.0, "high_pct": 68.0},
        {"name": named("pipe", lang), "low_pct": 65.0, "high_pct": 65.0},
    ]
    return charts.draw_tornado(rows, lang, base=65.0, goal=named("goal", lang), source=named("source", lang))


def goal_bullets(lang):
    rows = [
        {
            "name": named("cluster", lang),
            "progress_pct": Decimal("81.4"),
            "elapsed_pct": Decimal(50),
            "verdict": "faster",
        },
        {
            "name": named("copper", lang),
            "progress_pct": Decimal("-8.0"),
            "elapsed_pct": Decimal(50),
            "verdict": "behind",
        },
        {
            "name": named("alloy", lang),
            "progress_pct": Decimal("638.7"),
            "elapsed_pct": Decimal(50),
            "verdict": "achieved_early",
        },
        {
            "name": named("pipe", lang),
            "progress_pct": Decimal("95.0"),
            "elapsed_pct": Decimal(50),
            "verdict": "on_track",
        },
        {"name": named("refined", lang), "progress_pct": None, "elapsed_pct": Decimal(50), "verdict": "no_data"},
    ]
    return charts.draw_goal_bullets(rows, lang, source=named("source", lang))


def published_against_recomputed(lang):
    found = [
        ("copper", "-19.14", "-19.1458", "-19.1791", "-19.1125", "0.0058", "truncated"),
        ("alloy", "-18.09", "-18.0180", "-18.4270", "-17.6072", "-0.0720", "rounding"),
        ("pipe", "67.37", "67.3671", "67.3604", "67.3737", "0.0029", "agrees"),
    ]
    columns = ("published", "recomputed", "lower", "upper", "discrepancy")
    rows = [
        {"name": named(key, lang), "kind": kind} | dict(zip(columns, map(Decimal, numbers), strict=True))
        for key, *numbers, kind in found
    ]
    return charts.draw_published_against_recomputed(rows, lang, source=named("source", lang))


CASES = {
    case.__name__: case
    for case in (
        growth_bars, districts, dumbbell, rd_spending, rd_intensity, processing_ratio, scenarios, fan, required_growth,
        probability_by_class, growth_still_needed, tornado, goal_bullets, published_against_recomputed,
    )
}  # fmt: skip
