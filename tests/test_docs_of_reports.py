"""docs/reports.md and docs/ci.md name what there is."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from pytest_phasegate.plugin.options import COMPARE, FAIL_UNDER, GITHUB, REPORT
from pytest_phasegate.policy.read import read_policy
from pytest_phasegate.reports.formats import FORMATS

DOCS = Path(__file__).parent.parent / "docs"
REPORTS = (DOCS / "reports.md").read_text(encoding="utf-8")
CI = (DOCS / "ci.md").read_text(encoding="utf-8")


def test_every_format_is_named_with_its_default_place() -> None:
    table = REPORTS.partition("## The formats")[2].partition("\n## ")[0]
    rows = [row.split("|") for row in table.splitlines() if row.startswith("| `")]
    places = {name: row[2] for row in rows for name in re.findall(r"`([\w-]+)`", row[1])}
    for name, each in FORMATS.items():
        wanted = each.dest or "printed"
        assert wanted in places[name]


def test_the_example_of_thresholds_is_a_policy() -> None:
    (example,) = [each for each in re.findall(r"```yaml\n(.*?)```", REPORTS, re.DOTALL) if "fail_under" in each]
    text = f"version: 1\nroles: {{backend-developer: {{}}}}\n{example}"
    policy = read_policy({"phasegate.yaml": text.encode()}.get, {})
    assert (policy.report.fail_under, policy.documents[0].fail_under, policy.phases[0].fail_under) == (60, 50, 100)


def test_every_option_is_named() -> None:
    for option in (REPORT, FAIL_UNDER, COMPARE, GITHUB):
        assert option.flag in REPORTS + CI


def test_every_link_leads_to_a_file() -> None:
    for text in (REPORTS, CI):
        for target in re.findall(r"\]\(([^)#]+)", text):
            assert (DOCS / target).exists(), target


def test_every_input_of_the_action_is_named() -> None:
    action = yaml.safe_load((DOCS.parent / "action.yml").read_text(encoding="utf-8"))
    assert set(re.findall(r"^\| `([\w-]+)` \|", CI, re.MULTILINE)) == set(action["inputs"])
