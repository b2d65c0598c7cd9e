"""Tables of the year after, as offices send them, for the tests of taking them in."""

import csv
import re
from decimal import Decimal
from pathlib import Path

from sent_files import write_xlsx

ROOT = Path(__file__).parent.parent
PRODUCTION = ROOT / "data" / "raw" / "development_plan" / "2019-11" / "production.csv"
TITLE = "2019年有色金属及金属深加工产业产品产量"
HEADINGS = ["产品名称", "本期（2019）", "同期（2018）", "同比±%"]
RESTATED = {"铝合金": "1220.00"}
"""What the table of 2019 says of 2018 otherwise than the plan did."""
ALLOY = "aluminium_alloy"


def rows_of_2019() -> list[list[str]]:
    """Every product 3% up on 2018, but the alloy, whose 2018 is restated; the ten metals are the sum of their parts."""
    with PRODUCTION.open(encoding="utf-8", newline="") as file:
        published = list(csv.reader(file))[1:]
    rows = [HEADINGS]
    for name, cell, _, _ in published:
        digits, unit = re.fullmatch(r"([\d.]+)(.*)", cell).groups()
        before = Decimal(RESTATED.get(name, digits))
        now = Decimal("214.05") if name == "十种有色金属" else (before * Decimal("1.03")).quantize(before)
        change = ((now / before - 1) * 100).quantize(Decimal("0.01"))
        rows.append([name, f"{now}{unit}", f"{before}{unit}", str(change)])
    return rows


def write_2019(path: Path, change=None) -> Path:
    """Write the table of 2019 as a workbook; `change` edits its rows first."""
    rows = rows_of_2019()
    if change:
        change(rows)
    return write_xlsx(path, rows, above=[TITLE, "单位：万吨"], below=["注：2018年数据为核实数。"])


def contents(data: Path) -> dict[str, bytes]:
    """Return every file of a folder by path."""
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()}
