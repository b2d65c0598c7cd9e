import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("summaries", ROOT / "scripts" / "make_reference_summaries.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def panel_of(years, names="abcdefgh") -> pd.DataFrame:
    draws = np.random.default_rng(7)
    levels = 100 * np.exp(np.cumsum(draws.normal(0.06, 0.1, (len(names), len(years))), axis=1))
    rows = [(name, year, levels[i, j]) for i, name in enumerate(names) for j, year in enumerate(years)]
    return pd.DataFrame(rows, columns=["series", "year", "value"])


def test_the_quantiles_of_a_window_are_those_of_plain_loops(script):
    panel = panel_of(range(2010, 2016))
    rows = {tuple(row[:3]): row for row in script.summarise(panel, (2010, 2012), ())}
    levels = {(row.series, row.year): row.value for row in panel.itertuples()}
    growth = [np.log(levels[name, year + 2] / levels[name, year]) / 2 for name in "abcdefgh" for year in (2012, 2013)]
    found = rows[2012, 2015, 2]
    assert found[3:5] == [2, 16]
    expected = np.quantile(growth, np.array(script.PERCENTS) / 100, method="hazen")
    # The grid between the growths and the percents, and four decimals in the file.
    np.testing.assert_allclose(found[5:], expected, atol=0.002)


def test_growth_across_a_break_is_left_out_and_windows_are_no_longer_than_six_years(script):
    rows = script.summarise(panel_of(range(2010, 2020)), (2010,), (2015,))
    assert max(row[2] for row in rows) == 4  # 2010 to 2014 and 2015 to 2019 are four years each
    rows = script.summarise(panel_of(range(2010, 2020)), (2010,), ())
    assert max(row[2] for row in rows) == 6


def test_missing_and_non_positive_values_are_dropped_before(script, tmp_path):
    path = tmp_path / "panel.csv"
    path.write_text("code,year,va_secondary,x\n1,2010,5,a\n1,2011,,a\n1,2012,-3,a\n0,2010,7,a\n", encoding="utf-8")
    found = script.read_panel(path, script.PANELS["city_secondary"])
    assert found.to_numpy().tolist() == [[0, 2010, 7.0], [1, 2010, 5.0]]
