"""The options of the plugin: a table, and how their values are found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pytest

MARKER = "phasegate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option ``--phasegate-NAME``, also the key ``phasegate_NAME`` of pytest's configuration.

    In a run that is held against a base the key counts as it is there; ``head_may_add`` is for those that can only ask
    for more: the head's counts besides the base's.
    """

    name: str
    metavar: str
    help: str
    is_repeatable: bool = False
    head_may_add: bool = False

    @property
    def flag(self) -> str:
        """As it is written on the command line."""
        return f"--phasegate-{self.name}"

    @property
    def key(self) -> str:
        """As it is written in pytest's configuration."""
        return f"phasegate_{self.name.replace('-', '_')}"


CONFIG = Option(
    name="config",
    metavar="FILE",
    help="the policy file; by default phasegate.yaml, phasegate.toml or [tool.phasegate] in pyproject.toml",
    head_may_add=True,
)
REQUIRE = Option(
    name="require",
    metavar="UNIT",
    help="a unit that must be done, not pending: its id (batch-2, 2.1) or the beginning of its node ids, globs "
    "allowed; may be given several times",
    is_repeatable=True,
    head_may_add=True,
)
AT = Option(
    name="at",
    metavar="REV",
    help="judge the documents, the policy and the files as they are in this commit, not in the working tree",
)
BASE = Option(
    name="base",
    metavar="REV",
    help="the commit that a pull request is merged into: its policy must hold too, none of its units may be gone, and "
    "only its commands are run",
)
REPORT = Option(
    name="report",
    metavar="TYPE[:DEST]",
    help="make a report, spelt as for --cov-report: term, term-missing (each also :skip-covered), total, html, xml, "
    "json, lcov; or phasegate-json, workflow, markdown, github, sarif, gitlab, badge; may be given several times",
    is_repeatable=True,
)
FAIL_UNDER = Option(
    name="fail-under",
    metavar="MIN",
    help="fail if less than this share of the plan is proven, of 100; 0 turns the policy's thresholds off as well",
    head_may_add=True,
)
COMPARE = Option(
    name="compare",
    metavar="FILE",
    help="a report of type phasegate-json of an earlier run: markdown reports and summaries tell what changed since",
)
GITHUB = Option(
    name="github",
    metavar="auto|off",
    help="auto (the default): annotations and a job summary wherever GITHUB_ACTIONS is set; off: only where asked for",
)
SWITCH = "phasegate"
"""The key that makes the plugin active."""

OPTIONS = (CONFIG, REQUIRE, AT, BASE, REPORT, FAIL_UNDER, COMPARE, GITHUB)


def add_options(parser: pytest.Parser) -> None:
    """Add the switch and every option of the table to pytest's command line and configuration."""
    group = parser.getgroup("phasegate", "hold task documents against the facts (pytest-phasegate)")
    switch = "judge the claims of task documents; without path arguments they take the place of testpaths"
    group.addoption("--phasegate", action="store_const", const=True, dest="phasegate", help=switch)
    group.addoption(
        "--no-phasegate", action="store_const", const=False, dest="phasegate", help="do not, whatever the configuration"
    )
    parser.addini(SWITCH, switch, type="bool", default=False)
    for option in OPTIONS:
        action = "append" if option.is_repeatable else "store"
        group.addoption(option.flag, action=action, dest=option.key, metavar=option.metavar, help=option.help)
        kind: Literal["args", "string"] = "args" if option.is_repeatable else "string"
        parser.addini(option.key, option.help, type=kind, default=[] if option.is_repeatable else "")


def is_active(config: pytest.Config) -> bool:
    """Whether the plugin is to judge documents: the command line decides, else pytest's configuration."""
    given = config.getoption(SWITCH)
    if given is not None:
        return bool(given)
    if not config.getini(SWITCH) and config.getoption(BASE.key):
        from pytest_phasegate.plugin.values import is_active_at_base

        return is_active_at_base(config)
    return bool(config.getini(SWITCH))


def needs_markers(config: pytest.Config) -> bool:
    """Whether our markers may be asked for: where they are not, the gates need not be imported to list them."""
    return bool(is_active(config) or config.getoption("markers") or MARKER in (config.getoption("markexpr") or ""))
