"""What the product brings with it is under licences an office may use, and is listed."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "scripts" / "check_supply_chain.py"


@pytest.fixture(scope="module")
def supply():
    spec = importlib.util.spec_from_file_location("check_supply_chain", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_locked_package_has_a_licence_on_the_list(supply):
    assert supply.licences_table()[1] == []


@pytest.mark.parametrize(
    ("expression", "is_allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 AND MIT", True),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT)", False),
        ("", False),
    ],
)
def test_a_licence_is_allowed_if_the_list_leaves_a_way_to_use_the_package(supply, expression, is_allowed):
    assert supply.is_allowed(expression) == is_allowed


def test_the_page_of_licences_names_every_locked_package(supply):
    page = supply.PAGE.read_text(encoding="utf-8")
    elsewhere = page.partition("not looked at here: ")[2].partition(".\n")[0].split(", ")
    for requirement in supply.locked():
        assert f"| {requirement.name} |" in page or requirement.name in elsewhere


def test_the_bill_of_materials_holds_every_locked_package_with_its_hashes(supply, tmp_path):
    supply.write_bill(tmp_path / "sbom.cdx.json")
    bill = json.loads((tmp_path / "sbom.cdx.json").read_text(encoding="utf-8"))
    held = {(one["name"], one["version"]) for one in bill["components"]}
    assert {(one.name, str(one.specifier)[2:]) for one in supply.locked()} == held
    assert all(one["externalReferences"][0]["hashes"] for one in bill["components"])
    assert "timestamp" not in bill.get("metadata", {})
