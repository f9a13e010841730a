"""Commands work on what a pytest started in the same folder would judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.commands.opening import find_setting
from pytest_phasegate.errors import PhasegateError
from tests.commands.samples import PLACES, add

if TYPE_CHECKING:
    from tests.commands.conftest import Program
    from tests.repository import Repository

POLICY = "version: 1\ngates: {files: true}\n"


PYPROJECT = "[tool.pytest.ini_options]\nphasegate_config = 'ci/gates.yaml'\n"


@pytest.mark.parametrize(
    ("files", "started", "root", "config"),
    [
        ({}, ".", ".", None),
        ({}, "app/src", ".", None),
        ({"phasegate.yaml": POLICY}, "app/src", ".", None),
        ({"phasegate.yaml": POLICY, "app/phasegate.yaml": POLICY}, "app/src", "app", None),
        ({"app/pytest.ini": "[pytest]\nminversion = 8\n"}, "app/src", "app", None),
        ({"pytest.ini": "[pytest]\nphasegate_config = ci/gates.yaml\n"}, "app/src", ".", "ci/gates.yaml"),
        ({"pyproject.toml": PYPROJECT}, ".", ".", "ci/gates.yaml"),
    ],
)
def test_the_project_is_that_of_a_pytest_started_there(
    repository: Repository, files: dict[str, str], started: str, root: str, config: str | None
) -> None:
    repository.commit("code", files={"app/src/a.py": "", "ci/gates.yaml": POLICY, **files})
    setting = find_setting(repository.path / started)
    assert (setting.root, setting.config) == (repository.path / root, config)


def test_a_policy_outside_of_the_project_is_wrong_use(repository: Repository) -> None:
    repository.write("pytest.ini", "[pytest]\nphasegate_config = ../gates.yaml\n")
    with pytest.raises(PhasegateError, match="the policy must lie in the project"):
        find_setting(repository.path)


INI = "[pytest]\nphasegate_config = ci/gates.yaml\nphasegate_require = batch-2\nphasegate_fail_under = 99\n"


def test_what_pytests_configuration_asks_for_is_asked_for(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    repository.commit("ci", files={"pytest.ini": INI, "ci/gates.yaml": POLICY})
    assert find_setting(repository.path).values == (("require", "batch-2"), ("fail-under", "99"))
    assert phasegate.json("status")["policy"] == "ci/gates.yaml"
    ran = phasegate("verify")
    assert ran.code == 1
    assert "batch 2 is required to be done" in ran.out


def test_a_waiver_for_no_document_is_told_as_by_pytest(repository: Repository, phasegate: Program) -> None:
    waiver = '{check: "a.md::record", reason: old, owner: Ana, expires: 2999-01-01}'
    add(repository, "batches", policy=f"waivers: [{waiver}]\n")
    ran = phasegate("status")
    assert (ran.code, ran.err) == (
        2,
        "phasegate: phasegate.yaml:2: the waiver is for a.md, and there is no such document\n",
    )


def test_a_document_below_is_named_from_the_project(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    phasegate.folder = repository.path / "task-tracking" / "T1"
    assert phasegate("status").lines[0] == f"{PLACES['batches']} (batches)"
