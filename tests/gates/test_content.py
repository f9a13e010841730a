"""Two tables: files that keep the rules, and those that break them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.gates import content
from pytest_phasegate.model.policy import ContentRule, Policy
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.text.words import holds
from tests.gates.policies import HERE, policy
from tests.gates.verdicts import assert_fails, assert_holds
from tests.text.test_scanner import count_lines

if TYPE_CHECKING:
    from tests.repository import Repository

TEXT = "## Phase 1: A - COMPLETE\n\n**Role**: analyst\n**Commits**: {work}\n"
PATHS = ("**/*.py", "!infra/**")


def keeping(paths: tuple[str, ...] = PATHS, *, changed_only: bool = False, **texts: tuple[str, ...]) -> Policy:
    rule = ContentRule(name="cloud", paths=paths, reason="clouds belong to infra", location=HERE, **texts)
    asked = {"rules": ("cloud",), "changed_only": changed_only}
    return replace(policy(content=asked), rules={"cloud": rule})


@pytest.fixture
def project(phases: Repository) -> Repository:
    phases.commit(
        "base",
        by="Ana",
        files={
            "src/old.py": "import cloud\nclient = cloud.client('queue')\n",
            "infra/queue.py": "import cloud\n",
            "docs/a.md": "a\n",
        },
    )
    phases.commit(
        "work",
        by="Ana",
        files={"src/a.py": "# License: MIT\nclouds = 3\n", "src/b.py": "# License: MIT\nretrieval()\n"},
    )
    return phases


HONEST = {
    "nothing of what is forbidden": keeping(forbid=("eval(", "boto*.client(")),
    "an exception": keeping(paths=("**/*.py", "!infra/**", "!src/old.py"), forbid=("cloud",)),
    "only what the unit changed": keeping(changed_only=True, forbid=("import cloud",), require=("License*MIT",)),
    "all hold what is required": keeping(paths=("src/?.py",), require=("License: MIT",)),
}


@pytest.mark.parametrize("rule", HONEST.values(), ids=HONEST)
def test_files_that_keep_the_rules_hold(project: Repository, rule: Policy) -> None:
    project.record("doc", TEXT, by="Lena")
    assert_holds(project.verdicts(policy=rule)["phase-1::content"])


LIES = {
    "a forbidden text": (
        keeping(forbid=("cloud.*(",)),
        "content-forbidden",
        'src/old.py:2 holds "cloud.*(", which cloud forbids: clouds belong to infra',
    ),
    "a required text that is not there": (
        keeping(require=("License",)),
        "content-missing",
        'src/old.py does not hold "License", which cloud requires: clouds belong to infra',
    ),
    "paths at which nothing is": (
        keeping(paths=("source/**",), forbid=("a",)),
        "content-no-file",
        "no tracked file is at source/**, so nothing is proven",
    ),
}


@pytest.mark.parametrize(("rule", "code", "found"), LIES.values(), ids=LIES)
def test_files_that_break_the_rules_fail(project: Repository, rule: Policy, code: str, found: str) -> None:
    project.record("doc", TEXT, by="Lena")
    assert_fails(project.verdicts(policy=rule)["phase-1::content"], code, found)


def test_a_unit_that_changed_none_of_the_files_is_pending(project: Repository) -> None:
    project.commit("work", by="Ana", files={"docs/b.md": "b\n"})
    project.record("doc", TEXT, by="Lena")
    assert (
        project.verdicts(policy=keeping(changed_only=True, forbid=("cloud",)))["phase-1::content"].answer
        is Answer.PENDING
    )


def test_a_file_too_large_to_search_is_unknown(project: Repository) -> None:
    project.commit("work", by="Ana", files={"src/c.py": "#" * (content.MOST_BYTES + 1)})
    project.record("doc", TEXT, by="Lena")
    verdict = project.verdicts(policy=keeping(changed_only=True, forbid=("cloud",)))["phase-1::content"]
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].found == "src/c.py is larger than 4,194,304 bytes, and was not searched"


def test_a_symlink_is_judged_where_it_leads(project: Repository) -> None:
    try:
        (project.path / "src" / "link.py").symlink_to("old.py")
    except OSError:
        pytest.skip("this system makes no symlinks")
    project.commit("work", by="Ana", files={"src/d.py": "d = 1\n"})
    project.record("doc", TEXT, by="Lena")
    assert_holds(project.verdicts(policy=keeping(changed_only=True, forbid=("cloud",)))["phase-1::content"])


def test_without_rules_there_is_no_check(project: Repository) -> None:
    project.record("doc", TEXT, by="Lena")
    assert "phase-1::content" not in project.verdicts()


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("import cloud", "cloud"),
        ("x = cloud.client('a')", "cloud.*("),
        ("x = cloud . client('a')", "cloud*client(*)"),
        ("eval(x)", "eval("),
        ("retrieval(eval(x))", "eval("),
        ("AKIA1234", "AKIA*"),
        ("say clouds", "cloud*"),
        ("recloud", "*cloud"),
    ],
)
def test_a_line_holds_a_text(line: str, text: str) -> None:
    assert holds(line, text)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("import clouds", "cloud"),
        ("import _cloud", "cloud"),
        ("retrieval(x)", "eval("),
        ("client cloud", "cloud*client"),
        ("Cloud", "cloud"),
        ("", "cloud"),
        ("anything", "*"),
        ("anything", ""),
    ],
)
def test_a_line_does_not_hold_a_text(line: str, text: str) -> None:
    assert not holds(line, text)


@given(st.text(alphabet="ab* ("), st.text(alphabet="ab* ("))
def test_any_text_can_be_sought_in_any_line(line: str, text: str) -> None:
    assert holds(line, text) in (True, False)


def test_no_text_makes_the_search_run_long() -> None:
    assert count_lines(lambda: holds("a" * 20_000, "*".join("a" * 50) + "*b")) < 1_000
