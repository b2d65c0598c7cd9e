"""The tables of the pages, computed anew from the published tables alone: each number in its row and column.

Nothing here comes from the library: figures are read as printed, and calculated with in exact fractions.
"""

import csv
import math
import re
from fractions import Fraction
from pathlib import Path

import pytest
from lxml import html

RAW = Path(__file__).parent.parent / "data" / "raw" / "development_plan" / "2019-11"
NONE = "—"

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bundled_edition")]


def table(name):
    with (RAW / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def bare(printed):
    """Return the digits of a printed figure: without its unit, in brackets or after it."""
    return re.match(r"-?[\d.]+", printed)[0]


def digits(printed):
    return len(bare(printed).partition(".")[2])


def exact(printed):
    return Fraction(bare(printed))


def ends(printed):
    """Return the least and the greatest value that print as these digits."""
    half = Fraction(1, 2 * 10 ** digits(printed))
    return exact(printed) - half, exact(printed) + half


def shown(value, places, rounding=lambda scaled: math.floor(abs(scaled) + Fraction(1, 2)) * (1 if scaled >= 0 else -1)):
    """Return a value with so many decimals, rounded half away from zero if nothing else is asked for."""
    scaled = rounding(Fraction(value) * 10**places)
    text = f"{abs(scaled):0{places + 1}d}"
    return ("-" if scaled < 0 else "") + (f"{text[:-places]}.{text[-places:]}" if places else text)


def growth(now, before):
    return (Fraction(now) / Fraction(before) - 1) * 100


def yearly(last, first, years):
    return Fraction(((float(last) / float(first)) ** (1 / years) - 1) * 100)


def word(published, value, low, high):
    """Return in a word how a published rate stands to the recomputed one; what rounding explains was not cut off."""
    places, half = digits(published), Fraction(1, 2 * 10 ** digits(published))
    if shown(value, places) == published:
        return "一致"
    if low <= Fraction(published) + half and high >= Fraction(published) - half:
        return "修约误差"
    cut = [Fraction(shown(end, places, math.trunc)) for end in (low, high)]
    return "未四舍五入" if cut[0] <= Fraction(published) <= cut[1] else "不符"


def recomputed(published, value, low, high):
    places = digits(published) + 2
    return [
        published, shown(value, places), shown(low, places, math.floor), shown(high, places, math.ceil),
        shown(Fraction(published) - Fraction(shown(value, places)), places),
    ]  # fmt: skip


def rate_row(now, before, published):
    (least_now, most_now), (least_before, most_before) = ends(now), ends(before)
    bounds = growth(least_now, most_before), growth(most_now, least_before)
    value = growth(exact(now), exact(before))
    return [word(published, value, *bounds), bare(now), bare(before), *recomputed(published, value, *bounds)]


PRODUCTS = {row["产品名称"]: row for row in table("production")}
OUTPUT = {name: (bare(row["同期（2017）"]), bare(row["本期（2018）"]), row["同比±%"]) for name, row in PRODUCTS.items()}
SPENDING = {row["企业名称"]: row for row in table("rd_spending")}
INTENSITY = {row["企业名称"]: row for row in table("rd_intensity")}
HEAD = {(row["indicator"], row["entity"]): row["printed"] for row in table("headline")}
REVENUE = re.search(r"[\d.]+", HEAD["revenue", "cluster"])[0]
RISE = re.search(r"[\d.]+", HEAD["revenue_yoy", "cluster"])[0]
PROFIT = re.search(r"[\d.]+", HEAD["profit", "cluster"])[0]
FALL = re.search(r"[\d.]+", HEAD["profit_yoy", "cluster"])[0]
BEFORE = Fraction(REVENUE) / (1 + Fraction(RISE) / 100)
PROFIT_BEFORE = Fraction(PROFIT) / (1 - Fraction(FALL) / 100)
METALS = {"铝加工": ("铝材", "原铝（电解铝）", "1.2"), "铜加工": ("铜材", "精炼铜（电解铜）", "0.8")}
RATIOS = {"铝加工": "铝材与电解铝产量之比", "铜加工": "铜材与电解铜产量之比"}
WHOLES = {
    "十种有色金属": ("原铝（电解铝）", "精炼铜（电解铜）"),
    "钢材": ("无缝钢管", "冷轧薄板", "镀层板（带）", "涂层板（带）", "焊接钢管"),
}


def ratio(segment, year):
    made, smelted, _ = METALS[segment]
    return Fraction(OUTPUT[made][year]) / Fraction(OUTPUT[smelted][year])


def spent(year, firms):
    return sum(Fraction(SPENDING[firm][year]) for firm in firms)


ALL_SPENT = sum(Fraction(row["研发投入"]) for row in INTENSITY.values())
ALL_REVENUE = sum(Fraction(row["营业收入"]) for row in INTENSITY.values())
TOGETHER = ALL_SPENT / ALL_REVENUE * 100


def output_rows():
    return [
        [name, before, now, "吨" if "（吨）" in PRODUCTS[name]["本期（2018）"] else "万吨", rate,
         shown(growth(now, before), digits(rate))]
        for name, (before, now, rate) in OUTPUT.items()
    ]  # fmt: skip


def audit_rows():
    """Rows of unlike units name theirs."""
    units = {name: "吨" if "（吨）" in row["本期（2018）"] else "万吨" for name, row in PRODUCTS.items()}
    return [[f"{name}（{units[name]}）", *rate_row(now, before, rate)] for name, (before, now, rate) in OUTPUT.items()]


def spending_audit_rows():
    return [[name, *rate_row(row["2018年"], row["2017年"], row["增长率"])] for name, row in SPENDING.items()]


def intensity_audit_rows():
    rows = []
    for name, row in INTENSITY.items():
        (least, most), (low, high) = ends(row["研发投入"]), ends(row["营业收入"])
        value, published = exact(row["研发投入"]) / exact(row["营业收入"]) * 100, bare(row["研发强度"])
        bounds = least / high * 100, most / low * 100
        verdict = word(published, value, *bounds)
        rows.append([name, verdict, row["研发投入"], row["营业收入"], *recomputed(published, value, *bounds)])
    return rows


def goal_rows():
    """Where each goal with figures starts in 2018, its momentum, and what it takes a year and in 2019."""
    now = Fraction(REVENUE)
    level = yearly(1000, now, 4)
    rows = [
        ["产业集群营业收入（亿元）", "年均增长5%左右", REVENUE, RISE, "5.0", NONE, shown(now * Fraction("1.05"), 2)],
        ["产业集群营业收入（亿元）", "超过1000亿元", REVENUE, RISE, shown(level, 1), NONE, shown(now * (1 + level / 100), 2)],
    ]  # fmt: skip
    for segment, (_, _, goal) in METALS.items():
        before, now = ratio(segment, 0), ratio(segment, 1)
        required = yearly(Fraction(goal), now, 4)
        rows.append(
            [RATIOS[segment], f"不低于{goal}", shown(now, 3), shown(growth(now, before), 1),
             shown(required, 1), NONE, shown(now * (1 + required / 100), 3)]
        )  # fmt: skip
    step = (3 - TOGETHER) / 4
    together = [shown(TOGETHER, 2), NONE, NONE, shown(step, 2), shown(TOGETHER + step, 2)]
    return [*rows, ["骨干企业研发强度（%）", "不低于3%", *together]]


def spending_rows():
    total, change = spent("2017年", SPENDING), spent("2018年", SPENDING) - spent("2017年", SPENDING)
    order = sorted(SPENDING, key=lambda firm: Fraction(SPENDING[firm]["2018年"]) - Fraction(SPENDING[firm]["2017年"]))
    rows = []
    for firm in order:
        row = SPENDING[firm]
        own = Fraction(row["2018年"]) - Fraction(row["2017年"])
        shares = shown(own / change * 100, 1), shown(own / total * 100, 1)
        rows.append([firm, row["2017年"], row["2018年"], shown(own, 0), row["增长率"], *shares])
    whole = shown(change / total * 100, 1)
    return [*rows, ["合计", shown(total, 0), shown(total + change, 0), shown(change, 0), whole, "100.0", whole]]


def intensity_rows():
    order = sorted(INTENSITY, key=lambda firm: -Fraction(bare(INTENSITY[firm]["研发强度"])))
    rows = []
    for firm in order:
        income, spending = Fraction(INTENSITY[firm]["营业收入"]), Fraction(INTENSITY[firm]["研发投入"])
        need = income * 3 / 100
        rows.append(
            [firm, shown(income, 0), shown(spending, 0), bare(INTENSITY[firm]["研发强度"]), need, need - spending]
        )
    need = ALL_REVENUE * 3 / 100
    rows.append(["合计", shown(ALL_REVENUE, 0), shown(ALL_SPENT, 0), shown(TOGETHER, 2), need, need - ALL_SPENT])
    return [[*row[:4], shown(row[4], 0), shown(row[5], 0)] for row in rows]


def need_rows():
    rows = []
    for segment, (made, smelted, goal) in METALS.items():
        products, metal = Fraction(OUTPUT[made][1]), Fraction(OUTPUT[smelted][1])
        cases = [("冶炼产量不变", metal, metal * Fraction(goal)), ("材产量不变", products / Fraction(goal), products)]
        if segment == "铝加工":
            cases.insert(1, ("冶炼产量为产能上限", Fraction(158), 158 * Fraction(goal)))
        rows += [
            [segment, f"不低于{goal}", case, OUTPUT[smelted][1], shown(melt, 2), OUTPUT[made][1], shown(make, 2),
             shown(yearly(melt, metal, 4), 1), shown(yearly(make, products, 4), 1)]
            for case, melt, make in cases
        ]  # fmt: skip
    return rows


def contribution_rows():
    rows = []
    for whole, parts in WHOLES.items():
        for name in (*parts, whole):
            before, now, _ = OUTPUT[name]
            change = Fraction(now) - Fraction(before)
            rows.append(
                [f"{name}（合计）" if name == whole else name, before, now, shown(change, 2), shown(growth(now, before), 1),
                 shown(change / Fraction(OUTPUT[whole][0]) * 100, 2)]
            )  # fmt: skip
    return rows


def margin_rows():
    (low, high), (least, most) = ends(REVENUE), ends(PROFIT)
    (slow, fast), (shallow, deep) = ends(RISE), ends(FALL)
    now = [PROFIT, Fraction(PROFIT) / Fraction(REVENUE), least / high, most / low]
    then = [
        shown(PROFIT_BEFORE, 2), PROFIT_BEFORE / BEFORE,
        least / (1 - shallow / 100) * (1 + slow / 100) / high, most / (1 - deep / 100) * (1 + fast / 100) / low,
    ]  # fmt: skip
    return [
        [
            year,
            income,
            profit,
            shown(margin * 100, 2),
            shown(lower * 100, 2, math.floor),
            shown(upper * 100, 2, math.ceil),
        ]
        for year, income, (profit, margin, lower, upper) in (("2017", shown(BEFORE, 2), then), ("2018", REVENUE, now))
    ]


def milestone_rows():
    levels = [
        ("产业集群营业收入（亿元）", "年均增长5%左右", Fraction(REVENUE), Fraction(REVENUE) * Fraction("1.05") ** 4, 2)
    ]
    levels.append(("产业集群营业收入（亿元）", "超过1000亿元", Fraction(REVENUE), Fraction(1000), 2))
    for segment, (_, _, goal) in METALS.items():
        levels.append((RATIOS[segment], f"不低于{goal}", ratio(segment, 1), Fraction(goal), 3))
    levels.append(("骨干企业研发强度（%）", "不低于3%", TOGETHER, Fraction(3), 2))
    return [
        [name, goal, str(2018 + year),
         NONE if goal.startswith("年均增长") else shown(base + (due - base) * year / 4, places),
         shown(Fraction(float(base) * (float(due) / float(base)) ** (year / 4)), places)]
        for name, goal, base, due, places in levels
        for year in (1, 2, 3, 4)
    ]  # fmt: skip


def path_rows():
    return [
        [str(2018 + year), *(shown(Fraction(REVENUE) * (1 + Fraction(rate, 100)) ** year, 2) for rate in (5, 6, 7, 8))]
        for year in range(5)
    ]


def needed_rows():
    return [
        [str(2018 + year), *(
            shown(yearly(1000, Fraction(REVENUE) * (1 + Fraction(rate, 100)) ** year, 4 - year), 1) for rate in (0, 3, 5, 8)
        )]
        for year in range(4)
    ]  # fmt: skip


def basis_rows():
    (low, high), (slow, fast) = ends(REVENUE), ends(RISE)
    least, most = low / (1 + fast / 100), high / (1 + slow / 100)
    return [
        ["2017", shown(BEFORE, 2), shown(least, 2, math.floor), shown(most, 2, math.ceil), NONE],
        ["2018", REVENUE, shown(low, 2), shown(high, 2), RISE],
    ]


def capacity_rows():
    stated = table("capacities")
    rows = []
    for code, product in (("refined_copper", "精炼铜（电解铜）"), ("copper_products", "铜材")):
        capacity = sum(exact(row["printed"]) for row in stated if row["entity"] == code)
        made = OUTPUT[product][1]
        rows.append([product, made, shown(capacity, 0), shown(Fraction(made) / capacity * 100, 2)])
    return rows


def segment_rows(*products):
    totals = [sum(Fraction(OUTPUT[name][year]) for name in products) for year in (0, 1)]
    half = Fraction(len(products), 200)
    cases = [
        (name, OUTPUT[name][2], *(Fraction(one) for one in OUTPUT[name][:2]), Fraction(1, 200)) for name in products
    ] + [("合计（同一计量单位）", NONE, *totals, half)]
    return [
        [name, shown(before, 2), shown(now, 2), published, shown(growth(now, before), 2),
         shown(growth(now - off, before + off), 2, math.floor), shown(growth(now + off, before - off), 2, math.ceil)]
        for name, published, before, now, off in cases
    ]  # fmt: skip


TABLES = {
    ("revenue-cluster-5", "已公布和推算的数值"): basis_rows,
    ("scorecard", "单个产品的产能利用率，2018年"): capacity_rows,
    ("revenue-sheet-5", "年产量及增速"): lambda: segment_rows("冷轧薄板", "镀层板（带）", "涂层板（带）"),
    ("revenue-tube-3", "年产量及增速"): lambda: segment_rows("无缝钢管", "焊接钢管"),
    ("production", "主要产品产量"): output_rows,
    ("audit", "产量同比：公布值与复算值"): audit_rows,
    ("audit", "研发投入增长率：公布值与复算值"): spending_audit_rows,
    ("audit", "研发强度：公布值与复算值"): intensity_audit_rows,
    ("scorecard", "有数据的目标：进展"): goal_rows,
    ("research", "有两年数据的骨干企业研发投入"): spending_rows,
    ("research", "骨干企业研发强度与达标所需投入"): intensity_rows,
    ("decomposition", "所需的产量"): need_rows,
    ("decomposition", "产量变动的产品贡献"): contribution_rows,
    ("decomposition", "利润与利润率"): margin_rows,
    ("decomposition", "各目标的年度分解"): milestone_rows,
    ("revenue-cluster-5", "按固定增速"): path_rows,
    ("revenue-cluster-5", "还需的年均增速"): needed_rows,
}


def rows_of(page, title):
    root = html.fromstring(page.read_text(encoding="utf-8").encode())
    [found] = [one for one in root.find(".//main").iter("table") if title in "".join(one.xpath("./caption//text()"))]
    return [[" ".join(cell.text_content().split()) for cell in row] for row in found.xpath("./tbody/tr")]


@pytest.mark.parametrize(("run", "title"), TABLES)
def test_each_number_of_a_table_follows_from_the_published_figures_of_its_row(bundled, run, title):
    expected = TABLES[run, title]()
    found = rows_of(bundled / f"{run}.zh.html", title)
    assert [row[: len(expected[0])] for row in found] == expected


FOUND = re.compile(
    r"(?P<figure>[^，。]+)公布为(?P<published>[-\d.]+)%，按公布的(?P<inputs>[^，]+)复算为(?P<value>[-\d.]+)%"
    r"(?:，四舍五入应为(?P<rounded>[-\d.]+)%)?(?:，相差(?P<off>[\d.]+)个百分点)?；.*?(?P<low>[-\d.]+)%～(?P<high>[-\d.]+)%"
)
PARTS = {"修约误差": "修约可以解释的", "未四舍五入": "修约和口径都不能解释的", "不符": "修约和口径都不能解释的"}


def listed(page):
    """Return the items of the lists of a page, each with the heading that it stands under."""
    root = html.fromstring(page.read_text(encoding="utf-8").encode())
    heading = ""
    for one in root.find(".//main").iter("h2", "h3", "li"):
        text = " ".join(one.text_content().split())
        if one.tag == "li":
            yield heading, text
        else:
            heading = text


def test_the_figures_that_need_an_explanation_are_those_that_do_not_agree_to_the_last_digit(bundled):
    """Each stands once, under how sure it is, with its inputs and what follows from them."""
    of = {
        "2018年产量同比": (audit_rows, growth, ("2018年", "2017年")),
        "2018年研发投入增长率": (spending_audit_rows, growth, ("2018年", "2017年")),
        "2018年研发强度": (intensity_audit_rows, lambda one, other: exact(one) / exact(other) * 100, ("研发投入", "营业收入")),
    }  # fmt: skip
    expected = []
    for what, (rows, formula, (first, second)) in of.items():
        for name, verdict, now, before, published, value, low, high, off in rows():
            if verdict == "一致":
                continue
            who, unit = name.removesuffix("）").rsplit("（", 1) if rows is audit_rows else (name, "万元")
            expected.append((PARTS[verdict], {
                "figure": f"{who}{what}", "published": published, "inputs": f"{first}{now}{unit}、{second}{before}{unit}",
                "value": value, "rounded": None if verdict == "不符" else shown(formula(now, before), digits(published)),
                "off": None if verdict == "未四舍五入" else off.removeprefix("-"), "low": low, "high": high,
            }))  # fmt: skip
    found = [
        (heading, match.groupdict())
        for heading, item in listed(bundled / "audit.zh.html")
        if (match := FOUND.match(item))
    ]
    assert sorted(found, key=str) == sorted(expected, key=str)
    counts = {row[0]: int(row[1]) for row in rows_of(bundled / "audit.zh.html", "核查发现的确定程度")}
    headings = [heading for heading, _ in expected]
    assert counts["修约可以解释"] == headings.count(PARTS["修约误差"])
    assert counts["修约和口径均不能解释"] == headings.count(PARTS["不符"])


def test_the_firms_beyond_a_level_are_those_whose_published_revenue_is_but_the_goal_is_not_called_met(bundled):
    items = " ".join(text for _, text in listed(bundled / "scorecard.zh.html"))
    without = {
        row[1]: row for row in rows_of(bundled / "scorecard.zh.html", "没有数据的目标") if row[0] == "大企业营业收入"
    }
    assert len(without) == 2
    for level in (300, 500):
        income = {firm: Fraction(row["营业收入"]) / 10000 for firm, row in INTENSITY.items()}
        beyond = [firm for firm in income if income[firm] > level]
        figures = "、".join(f"{firm}{shown(income[firm], 2)}亿元" for firm in beyond)
        assert f"{figures}，仅供参考（企业集团合并口径）；规划提出超过{level}亿元。评价：未设数值" in items
        row = without[f"超过{level}亿元"]
        assert row[3] == "、".join(beyond) + "的数据"
        assert row[4].endswith("未设数值，不评价")


def paragraphs(bundled, run):
    root = html.fromstring((bundled / f"{run}.zh.html").read_text(encoding="utf-8").encode())
    return " ".join(part.text_content() for part in root.find(".//main").iter("p", "li"))


def test_the_counts_that_sentences_give_are_those_of_the_rows(bundled):
    rose = sum(Fraction(rate) > 0 for _, _, rate in OUTPUT.values())
    fell = sum(Fraction(rate) < 0 for _, _, rate in OUTPUT.values())
    rates = sorted(OUTPUT.items(), key=lambda item: Fraction(item[1][2]))
    text = paragraphs(bundled, "production")
    assert f"{len(OUTPUT)}种产品中，产量增长的{rose}种、下降的{fell}种" in text
    assert (
        f"增速最高的是{rates[-1][0]}（增长{rates[-1][1][2]}%），最低的是{rates[0][0]}（下降{rates[0][1][2][1:]}%）"
        in text
    )
    words = [row[1] for rows in (audit_rows, spending_audit_rows, intensity_audit_rows) for row in rows()]
    root = html.fromstring((bundled / "briefing.zh.html").read_bytes())
    told = f"可以复算的{len(words)}个增速和比率已全部复算，{words.count('未四舍五入')}个疑未按四舍五入修约"
    assert told in root.find_class("foot")[0].text_content()
    assert words.count("不符") == 0


def test_the_leading_firm_and_the_two_averages_are_those_of_the_rows(bundled):
    text = paragraphs(bundled, "research")
    first, income = spending_rows()[0], Fraction(INTENSITY["信发集团有限公司"]["营业收入"])
    plain = sum(exact(row["研发投入"]) / exact(row["营业收入"]) for row in INTENSITY.values()) / len(INTENSITY) * 100
    said = [
        f"{shown(abs(Fraction(first[3])) / 10000, 2)}亿元", f"{first[5]}%", f"{shown(income / ALL_REVENUE * 100, 1)}%",
        f"{shown(plain, 2)}%", f"{shown(TOGETHER, 2)}%", f"{shown(3 - TOGETHER, 2)}个百分点",
        f"{shown((ALL_REVENUE * 3 / 100 - ALL_SPENT) / 10000, 2)}亿元",
    ]  # fmt: skip
    assert [words for words in said if words not in text] == []


def test_the_processing_ratios_that_sentences_name_are_those_of_their_years_and_goals(bundled):
    texts = {run: paragraphs(bundled, run) for run in ("production", "scorecard")}
    for segment, (made, smelted, goal) in METALS.items():
        before, now = shown(ratio(segment, 0), 3), shown(ratio(segment, 1), 3)
        moved = "升至" if ratio(segment, 1) > ratio(segment, 0) else "降至"
        assert f"由{before}{moved}{now}（2022年目标不低于{goal}）" in texts["production"], (made, smelted)
        assert f"{RATIOS[segment]}：2018年为{now}" in texts["scorecard"]


def test_every_page_gives_the_same_odds(bundled):
    [mixed] = [row for row in rows_of(bundled / "revenue-cluster-5.zh.html", "达到各目标的可能性") if "混合" in row[0]]
    rows = rows_of(bundled / "scorecard.zh.html", "有数据的目标：进展")
    goals = {(row[0], row[1]): row[7] for row in rows}
    base = rows_of(bundled / "sensitivity.zh.html", "1000亿元")[0]
    assert goals["产业集群营业收入（亿元）", "年均增长5%左右"] == mixed[3]
    assert {goals["产业集群营业收入（亿元）", "超过1000亿元"], base[2]} == {mixed[5]}
    headline = html.fromstring((bundled / "briefing.zh.html").read_bytes()).find(".//h1").text_content()
    assert f"（约{mixed[5]}%）" in headline
    first = {(row[0].partition("第")[0], row[2]): row[5] for row in rows_of(bundled / "briefing.zh.html", "起步态势")}
    for (name, wanted), odds in goals.items():
        assert first[name.partition("（")[0], wanted].startswith(odds if odds == NONE else f"{odds}%"), name
    for run in ("revenue-cluster-5", "revenue-cluster-8", "sensitivity"):
        assert re.search(rf"可能性约{mixed[5]}%", paragraphs(bundled, run)), run
