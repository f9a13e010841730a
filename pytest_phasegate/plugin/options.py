"""The options of the plugin: a table, and how pytest is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import pytest

MARKER = "phasegate"


class Option(NamedTuple):
    """An option ``--phasegate-NAME``, also the key ``phasegate_NAME`` of pytest's configuration.

    In a run that is held against a base the key counts as it is there; ``head_may_add`` is for those that can only ask
    for more: the head's counts besides the base's.
    """

    flag: str
    key: str
    metavar: str
    help: str
    is_repeatable: bool = False
    head_may_add: bool = False


def _option(name: str, metavar: str, text: str, *, is_repeatable: bool = False, head_may_add: bool = False) -> Option:
    key = f"phasegate_{name.replace('-', '_')}"
    return Option(f"--phasegate-{name}", key, metavar, text, is_repeatable, head_may_add)


CONFIG = _option(
    "config",
    "FILE",
    "the policy file; by default phasegate.yaml, phasegate.toml or [tool.phasegate] in pyproject.toml",
    head_may_add=True,
)
REQUIRE = _option(
    "require",
    "UNIT",
    "a unit that must be done, not pending: its id (batch-2, 2.1) or the beginning of its node ids, globs "
    "allowed; may be given several times",
    is_repeatable=True,
    head_may_add=True,
)
AT = _option(
    "at",
    "REV",
    "judge the documents, the policy and the files as they are in this commit, not in the working tree",
)
BASE = _option(
    "base",
    "REV",
    "the commit that a pull request is merged into: its policy must hold too, none of its units may be gone, and "
    "only its commands are run",
)
REPORT = _option(
    "report",
    "TYPE[:DEST]",
    "make a report, spelt as for --cov-report: term, term-missing (each also :skip-covered), total, html, xml, "
    "json, lcov; or phasegate-json, workflow, markdown, github, sarif, gitlab, badge; may be given several times",
    is_repeatable=True,
)
FAIL_UNDER = _option(
    "fail-under",
    "MIN",
    "fail if less than this share of the plan is proven, of 100; 0 turns the policy's thresholds off as well",
    head_may_add=True,
)
COMPARE = _option(
    "compare",
    "FILE",
    "a report of type phasegate-json of an earlier run: markdown reports and summaries tell what changed since",
)
GITHUB = _option(
    "github",
    "auto|off",
    "auto (the default): annotations and a job summary wherever GITHUB_ACTIONS is set; off: only where asked for",
)
SWITCH = "phasegate"
"""The key that makes the plugin active."""

NO_SWITCH = "--no-phasegate"

OPTIONS = (CONFIG, REQUIRE, AT, BASE, REPORT, FAIL_UNDER, COMPARE, GITHUB)


def add_options(parser: pytest.Parser) -> None:
    """Add the switch and every option of the table to pytest's command line and configuration."""
    group = parser.getgroup("phasegate", "hold task documents against the facts (pytest-phasegate)")
    switch = "judge the claims of task documents; without path arguments they take the place of testpaths"
    group.addoption("--phasegate", action="store_const", const=True, dest="phasegate", help=switch)
    group.addoption(
        NO_SWITCH, action="store_const", const=False, dest="phasegate", help="do not, whatever the configuration"
    )
    parser.addini(SWITCH, switch, type="bool", default=False)
    for option in OPTIONS:
        action = "append" if option.is_repeatable else "store"
        group.addoption(option.flag, action=action, dest=option.key, metavar=option.metavar, help=option.help)
        kind: Literal["args", "string"] = "args" if option.is_repeatable else "string"
        parser.addini(option.key, option.help, type=kind, default=[] if option.is_repeatable else "")
