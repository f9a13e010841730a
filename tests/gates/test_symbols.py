# ruff: noqa: E501 - a table of texts
from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence.files.ctags import PROGRAMS
from pytest_phasegate.model.verdict import Answer
from tests.gates.policies import with_gates
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from tests.repository import Repository

FILES = {
    "app/users.py": (
        "class UserRepository:\n    def find(self):\n        pass\n\n\nasync def load_users():\n    pass\n\nUser = dict\n"
    ),
    "app/broken.py": "def broken(:\n",
    "tests/test_users.py": "def test_registration_of_a_user():\n    pass\n\n\nclass TestLogin:\n    def test_fails(self):\n        pass\n",
    "web/form.ts": "export class LoginForm {\n  send(): void {}\n}\n",
    "web/form.spec.ts": "describe('the login form', () => {\n  it('sends the password', () => {})\n})\n",
    "app/notes.xyz": "notes\n",
}
TESTS = with_gates(symbols={"tests": True})
needs_ctags = pytest.mark.skipif(not any(map(shutil.which, PROGRAMS)), reason="Universal Ctags is not installed")


def tree(title: str) -> str:
    return f"Stage 1: CORE\n\n1.1 Users\n- [x] 1.1.1 {title}\n"


HONEST = {
    "a class": "Create UserRepository class in app/users.py with seed data",
    "a class, the other way round": "Create the class `UserRepository` in `app/users.py`",
    "a function": "Implement `load_users()` function in app/users.py",
    "a method": "Add UserRepository.find method to app/users.py",
    "a class by assignment": "Define User class in app/users.py",
    "a path found by its end": "Create UserRepository class in /elsewhere/app/users.py",
    "a test": "Add integration test for user registration",
    "a test in a file": "Write a test for the login in `tests/test_users.py`",
    "a test in another language": "Add test for the login form",
}


@pytest.mark.parametrize("title", HONEST.values(), ids=HONEST)
def test_what_is_defined_holds(stages: Repository, title: str) -> None:
    assert_holds(stages.verdicts(tree(title), TESTS, files=FILES)["stage-1::1.1.1::symbols"])


LIES = {
    "a class that is not there": (
        "Create UserRepositories class in app/users.py",
        "symbol-missing",
        "app/users.py defines no UserRepositories; the nearest is UserRepository at line 1",
    ),
    "a class in another file": (
        "Create UserRepository class in tests/test_users.py",
        "symbol-missing",
        "tests/test_users.py defines no UserRepository",
    ),
    "a method of another class": (
        "Add UserStore.find method to app/users.py",
        "symbol-missing",
        "app/users.py defines no UserStore.find; the nearest is find at line 2",
    ),
    "a function that is a class": (
        "Create `UserRepository` function in app/users.py",
        "symbol-other-kind",
        "app/users.py:1 defines UserRepository as a class",
    ),
    "a class that is a function": (
        "Create load_users class in app/users.py",
        "symbol-other-kind",
        "app/users.py:6 defines load_users as a function",
    ),
    "a file that is not there": (
        "Create UserRepository class in app/nowhere.py",
        "symbol-file-missing",
        "app/nowhere.py is not in the working tree",
    ),
    "a file that does not compile": (
        "Create broken_thing function in app/broken.py",
        "symbol-not-compiled",
        "app/broken.py does not compile, so it defines nothing: line 1: invalid syntax",
    ),
    "a file outside": (
        "Create UserRepository class in ../../../app/users.py",
        "symbol-outside",
        "../../../app/users.py leads out of the project",
    ),
    "a test that is not there": (
        "Add test for the export as a spreadsheet",
        "test-missing",
        'there is no test whose name speaks of "the export as a spreadsheet"',
    ),
    "a test of something near": (
        "Add test for the removal of a user",
        "test-missing",
        (
            'there is no test whose name speaks of "the removal of a user"; the nearest is '
            "tests/test_users.py:1 test_registration_of_a_user (50% of the words)"
        ),
    ),
    "a test in another file": (
        "Add test for user registration in web/form.spec.ts",
        "test-missing",
        'web/form.spec.ts has no test whose name speaks of "user registration"',
    ),
}


@pytest.mark.parametrize(("title", "code", "found"), LIES.values(), ids=LIES)
def test_what_is_not_defined_fails_at_its_line(stages: Repository, title: str, code: str, found: str) -> None:
    verdict = stages.verdicts(tree(title), TESTS, files=FILES)["stage-1::1.1.1::symbols"]
    assert_fails(verdict, code, found)
    assert lines_of(verdict) == [4]


def test_a_name_that_fits_several_files_fails(stages: Repository) -> None:
    files = {"a/app/store.py": "class Store:\n    pass\n", "b/app/store.py": ""}
    verdict = stages.verdicts(tree("Create Store class in /x/app/store.py"), files=files)["stage-1::1.1.1::symbols"]
    assert_fails(verdict, "symbol-ambiguous", "/x/app/store.py may be any of a/app/store.py, b/app/store.py")


def test_a_language_that_nothing_reads_is_unknown(stages: Repository) -> None:
    verdict = stages.verdicts(tree("Create LoginNote class in app/notes.xyz"), files=FILES)["stage-1::1.1.1::symbols"]
    assert (verdict.answer, verdict.findings[0].code) == (Answer.UNKNOWN, "symbol-unknown")
    assert verdict.findings[0].found.endswith(" cannot be told: nothing here reads files that end in .xyz")


@needs_ctags
@pytest.mark.parametrize(
    ("title", "answer"),
    [("Create LoginForm class in web/form.ts", Answer.HELD), ("Create LogoutForm class in web/form.ts", Answer.FAILED)],
)
def test_other_languages_are_read_with_ctags(stages: Repository, title: str, answer: Answer) -> None:
    assert stages.verdicts(tree(title), files=FILES)["stage-1::1.1.1::symbols"].answer is answer


@pytest.mark.skipif(os.name == "nt", reason="makes a link to git")
def test_without_ctags_other_languages_are_unknown(stages: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    git = shutil.which("git")
    assert git
    folder = stages.path.parent / "bin"
    folder.mkdir()
    (folder / "git").symlink_to(git)
    stages.commit("chore: begin")
    monkeypatch.setenv("PATH", str(folder))
    verdict = stages.verdicts(tree("Create LoginForm class in web/form.ts"), files=FILES)["stage-1::1.1.1::symbols"]
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].found.endswith(" cannot be told: Universal Ctags is not installed")


def test_a_pending_task_is_not_judged(stages: Repository) -> None:
    text = tree("Create UserRepositories class in app/users.py").replace("[x]", "[ ]")
    assert stages.verdicts(text, files=FILES)["stage-1::1.1.1::symbols"].answer is Answer.PENDING


def test_d11_without_a_policy_nobody_is_held_to_the_name_of_a_test(stages: Repository) -> None:
    text = tree("Add test for the export")
    assert "stage-1::1.1.1::symbols" not in stages.verdicts(text, files=FILES)


def test_the_policy_may_leave_kinds_alone(stages: Repository) -> None:
    other = tree("Create load_users class in app/users.py")
    assert_holds(stages.verdicts(other, with_gates(symbols={"kinds": False}), files=FILES)["stage-1::1.1.1::symbols"])


BATCH = "# Tasks\n\n## Batch 1: Rules - COMPLETE\n\n### Task 1.1: {title}\n\nThe rules.\n"


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Create function settle in `src/rules.py`", ""),
        (
            "Create function settled in `src/rules.py`",
            "src/rules.py defines no settled; the nearest is settle at line 1",
        ),
        ("Implement method Rule.apply in src/rules.py", ""),
        ("Implement method Rule.undo in src/rules.py", "src/rules.py defines no Rule.undo"),
        ("Add `Rule` class to `src/rules.py`", ""),
        ("Add `Role` class to `src/rules.py`", "src/rules.py defines no Role; the nearest is Rule at line 5"),
    ],
)
def test_c13_what_a_task_of_a_batch_says_that_it_defines_is_looked_for(
    built: Repository, title: str, found: str
) -> None:
    path = built.write("src/rules.py", "def settle():\n    pass\n\n\nclass Rule:\n    def apply(self):\n        pass\n")
    verdict = built.verdicts(BATCH.replace("{title}", title))["batch-1::1.1::symbols"]
    path.unlink()
    if found:
        assert_fails(verdict, "symbol-missing", found)
    else:
        assert_holds(verdict)


@pytest.mark.parametrize(
    "title",
    [
        "Create function tests in `src/rules.py`",
        "Add function documentation to `src/rules.py`",
        "Create function to settle in `src/rules.py`",
        "Create function settle and wire it in `src/rules.py`",
        "Update the rules in `src/rules.py`",
        "Define method calls in `src/rules.py`",
    ],
)
def test_c13_plain_words_behind_a_kind_are_no_name(built: Repository, title: str) -> None:
    assert "batch-1::1.1::symbols" not in built.verdicts(BATCH.replace("{title}", title))
