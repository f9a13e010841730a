from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence.files.named_tests import is_test_file
from pytest_phasegate.evidence.project import ProjectEvidence

if TYPE_CHECKING:
    from tests.repository import Repository

FILES = {
    "tests/test_users.py": (
        "def test_login():\n    pass\n\nclass TestForm:\n    def test_send(self): pass\n    def helper(self): pass\n"
    ),
    "web/form.spec.ts": "describe('the form', () => {\n  it.only(`sends`, go)\n})\n",
    "main_test.go": "func TestRun(t *testing.T) {}\nfunc helper() {}\n",
    "src/store_test.rs": "#[test]\nfn reads_back() {}\n",
    "src/main.py": "def test_not_here(): pass\n",
    "tests/test_broken.py": "def test_(:\n",
}


def test_tests_are_found_by_their_names(repository: Repository) -> None:
    for name, text in FILES.items():
        repository.write(name, text)
    repository.commit("test: begin")
    with ProjectEvidence(repository.path) as evidence:
        found = {(test.path, test.line, test.name) for test in evidence.files.tests()}
        assert evidence.files.tests() is evidence.files.tests()
    assert found == {
        ("tests/test_users.py", 1, "test_login"),
        ("tests/test_users.py", 4, "TestForm"),
        ("tests/test_users.py", 5, "TestForm.test_send"),
        ("web/form.spec.ts", 1, "the form"),
        ("web/form.spec.ts", 2, "sends"),
        ("main_test.go", 1, "TestRun"),
        ("src/store_test.rs", 2, "reads_back"),
    }


@pytest.mark.parametrize(
    "path",
    ["test_a.py", "a/b_test.py", "tests.py", "a.test.tsx", "a_spec.rb", "FormTest.java", "a/tests/b.rs", "b_test.go"],
)
def test_files_that_runners_look_for_hold_tests(path: str) -> None:
    assert is_test_file(path)


@pytest.mark.parametrize(
    "path", ["a.py", "latest.py", "contest.java", "testing/a.ts", "tests/data.json", "attest_a.py"]
)
def test_other_files_hold_none(path: str) -> None:
    assert not is_test_file(path)
