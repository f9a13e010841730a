from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.policy import Command
from pytest_phasegate.model.verdict import Answer
from tests.gates.policies import HERE, with_gates
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from tests.repository import Repository

TREE = """\
Stage 1: CORE

1.1 Store
- [x] 1.1.1 Create Store class in app/store.py
- [x] 1.1.2 Write the page in web/page.ts
- [x] 1.1.A Validate core functionality of Task 1.1
- [x] 1.1.B Verify Task 1.1 (compiles)
"""
FILES = {"app/store.py": "class Store:\n    raise SystemExit('never run')\n", "web/page.ts": "let x = 1\n"}
PASSES = Command(name="check", run=(sys.executable, "-c", "print('fine')"), location=HERE)
FAILS = Command(name="check", run=(sys.executable, "-c", "raise SystemExit(3)"), location=HERE)
VERIFY, VALIDATE = "stage-1::1.1.B::closers", "stage-1::1.1.A::closers"


def test_a_verified_task_compiles_and_nothing_of_it_is_run(stages: Repository) -> None:
    verdicts = stages.verdicts(TREE, files=FILES)
    assert_holds(verdicts[VERIFY])
    assert verdicts[VERIFY].notes == ("compiled: app/store.py",)
    assert VALIDATE not in verdicts


def test_a_verified_task_that_does_not_compile_fails(stages: Repository) -> None:
    verdict = stages.verdicts(TREE, files={**FILES, "app/store.py": "x = 1\nclass Store\n"})[VERIFY]
    assert_fails(verdict, "verify-not-compiled", "app/store.py does not compile: line 2: expected ':'")
    assert lines_of(verdict) == [7]


@pytest.mark.parametrize(("setting", "check"), [("verify", VERIFY), ("validate", VALIDATE)])
def test_a_command_of_the_policy_must_pass(stages: Repository, setting: str, check: str) -> None:
    assert_holds(stages.verdicts(TREE, with_gates(PASSES, closers={setting: "check"}), files=FILES)[check])
    verdict = stages.verdicts(TREE, with_gates(FAILS, closers={setting: "check"}), files=FILES)[check]
    assert verdict.answer is Answer.FAILED
    assert verdict.findings[0].code == "build-failed"
    assert verdict.findings[0].found.startswith("check ended with exit code 3")


def test_a_command_is_not_run_for_files_that_do_not_compile(stages: Repository) -> None:
    files = {**FILES, "app/store.py": "class\n"}
    verdict = stages.verdicts(TREE, with_gates(PASSES, closers={"verify": "check"}), files=files)[VERIFY]
    assert [finding.code for finding in verdict.findings] == ["verify-not-compiled"]


NOTHING = TREE.replace("app/store.py", "app/store.rb")


def test_a_task_that_nothing_can_verify_is_left_out_or_unknown(stages: Repository) -> None:
    assert VERIFY not in stages.verdicts(NOTHING, files=FILES)
    verdict = stages.verdicts(NOTHING, with_gates(closers={"owed": True}), files=FILES)[VERIFY]
    assert (verdict.answer, verdict.findings[0].code) == (Answer.UNKNOWN, "verify-nothing")
    assert verdict.findings[0].remedy == "name the task's files, or a command under closers.verify"


def test_a_file_that_leads_out_of_the_project_is_a_security_matter(stages: Repository) -> None:
    text = TREE.replace("app/store.py", "../../../store.py")
    verdict = stages.verdicts(text, files=FILES)[VERIFY]
    assert verdict.is_security_matter


def test_a_file_that_is_too_large_to_compile_is_unknown(stages: Repository) -> None:
    verdict = stages.verdicts(TREE, files={**FILES, "app/store.py": "x = 1\n" * 400_000})[VERIFY]
    assert (verdict.answer, verdict.findings[0].code) == (Answer.UNKNOWN, "verify-unknown")


def test_an_open_closer_is_pending(stages: Repository) -> None:
    text = TREE.replace("[x] 1.1.B", "[ ] 1.1.B")
    assert stages.verdicts(text, files=FILES)[VERIFY].answer is Answer.PENDING


def test_a_deleted_file_need_not_compile(stages: Repository) -> None:
    text = TREE.replace("1.1.2 Write the page in web/page.ts", "1.1.2 Delete `app/old.py`")
    assert_holds(stages.verdicts(text, files=FILES)[VERIFY])
