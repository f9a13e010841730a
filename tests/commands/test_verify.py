"""The gates run in a pytest of the program's own environment: all, those of a unit, or what is not committed yet."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import pytest_phasegate
from pytest_phasegate.commands.changes import touched_checks
from pytest_phasegate.commands.pytest_child import own_path
from tests.commands.samples import PLACES, TEXTS, add
from tests.commands.test_names import open_folder

if TYPE_CHECKING:
    from tests.commands.conftest import Program
    from tests.repository import Repository

TASKS = PLACES["batches"]
BATCH_2 = {
    "Routes - PENDING": "Routes - COMPLETE",
    "routes - PENDING": "routes - COMPLETE",
    "- [ ] Each": "- [x] Each",
    "1/4": "2/4",
}


@pytest.mark.parametrize(
    ("dialect", "code", "last"),
    [
        ("batches", 0, "All 5 claims hold; 38% of the plan is proven: 5 held, 11 pending"),
        ("phases", 0, "All 4 claims hold; 100% of the plan is proven: 4 held"),
        ("stages", 1, "1 of 5 claims is false; 50% of the plan is proven: 4 held, 1 false, 2 pending"),
        ("checkpoints", 0, "All 2 claims hold; 40% of the plan is proven: 2 held, 4 pending"),
    ],
)
def test_documents_of_each_dialect_are_judged(
    repository: Repository, phasegate: Program, dialect: str, code: int, last: str
) -> None:
    add(repository, dialect)
    ran = phasegate("verify")
    assert (ran.code, ran.err, ran.lines[-1]) == (code, "", last)


def test_a_false_claim_is_told_and_refused(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    repository.edit({"src/store.py (CREATE)": "src/stores.py (CREATE)"})
    ran, commit = phasegate("verify"), repository.ids["store"][:10]
    assert ran.code == 1
    assert ran.lines == [
        f"{TASKS}::batch-1::1.2::files",
        f"  {TASKS}:16: src/stores.py is not in commit {commit}; the",
        "    nearest is src/store.py",
        "",
        "    claimed  task 1.2 creates src/stores.py (task-tracking/T1/tasks.md:16)",
        f"    found    src/stores.py is not in commit {commit}; the nearest is",
        "             src/store.py",
        "    to mend  create and commit it, or correct the path",
        f"             ({TASKS}:16)",
        "",
        "1 of 5 claims is false; 31% of the plan is proven: 4 held, 1 false, 11 pending",
    ]
    answer = phasegate.json("verify")
    assert (answer["passed"], answer["checks"]["false"]) == (False, 1)
    assert [fault["check"] for fault in answer["false"]] == [f"{TASKS}::batch-1::1.2::files"]


def test_a_unit_that_is_named_must_be_done(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    assert phasegate("verify", "batch-1").lines == ["4 of 16 checks judged: 4 held"]
    ran = phasegate("verify", "batch-2")
    assert (ran.code, ran.lines[-1]) == (1, "5 of 16 checks judged: 3 false, 2 pending")
    assert ran.out.count("is required to be done") == 2, "said once for all checks, in the first line and the block"
    repository.edit(BATCH_2)
    assert phasegate("verify", "batch-2").code == 1
    repository.commit("feat: routes", files=["src/routes.py"])
    assert phasegate("verify", "batch-2").lines == ["5 of 16 checks judged: 5 held"]


def test_a_revision_is_judged_instead_of_the_working_tree(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    repository.edit({"src/store.py (CREATE)": "src/stores.py (CREATE)"})
    assert phasegate("verify").code == 1
    assert phasegate("verify", "--at", "HEAD").code == 0


RECORDS = ["record", "batch-1::record", "batch-1::commit", "batch-1::1.1::files"]
ROUTES = ["record", "batch-2::record", "batch-2::order", "batch-2::commit", "batch-2::2.1::files"]


@pytest.mark.parametrize(
    ("files", "edits", "touched"),
    [
        ({}, {}, []),
        ({"src/other.py": "new"}, {}, []),
        ({"src/records.py": "new"}, {}, RECORDS),
        ({"src/routes.py": "new"}, {}, ROUTES),
        ({}, {"Each route has a test": "Every route has a test"}, [*ROUTES, "batch-2::2.1::checklist"]),
        ({}, {"### Task 4.1: Add the pages - PENDING\n\n": ""}, ["record", "batch-4::record", "batch-4::order"]),
    ],
)
def test_what_is_not_committed_touches_the_units_that_it_is_about(
    repository: Repository, files: dict[str, str], edits: dict[str, str], touched: list[str]
) -> None:
    add(repository, "batches")
    repository.commit("more", files=["src/other.py"])
    for name, text in files.items():
        repository.write(name, text)
    repository.edit(edits)
    for _ in range(2):  # in the working tree, then in the index
        with open_folder(repository.path) as opened:
            found = {id_.removeprefix(f"{TASKS}::") for id_ in touched_checks(opened)}
        assert found >= set(touched)
        batches = {each.partition("::")[0] for each in touched}
        assert not {id_ for id_ in found if id_.partition("::")[0] not in batches}
        repository.git("add", "--all")


def test_only_what_is_touched_is_judged(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    assert phasegate("verify", "--changed").lines == ["Nothing that is not committed touches a unit"]
    repository.write("src/records.py", "new\n")
    assert phasegate("verify", "--changed").lines == ["4 of 16 checks judged: 4 held"]


def test_a_changed_policy_touches_all(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches", policy="gates: {files: true}\n")
    repository.write("phasegate.yaml", "version: 1\ngates: {files: true, commit: true}\n")
    assert phasegate.json("verify", "--changed")["judged"] == phasegate.json("verify")["judged"] > 10
    assert phasegate.json("verify", "--changed", "batch-1")["judged"] == 4


def test_without_a_commit_nothing_tells_what_is_changed(repository: Repository, phasegate: Program) -> None:
    repository.write(TASKS, TEXTS["batches"])
    ran = phasegate("verify", "--changed")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "phasegate: git knows no commit here, so that everything is changed; leave --changed out\n"


HOSTILE = "import pathlib; pathlib.Path(__file__).with_name('imported').write_text('')\n"


def test_nothing_of_the_project_is_imported(
    repository: Repository, phasegate: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("conftest.py", "json.py", "sitecustomize.py", "pytest.py", "evil.py", "task-tracking/T1/conftest.py")
    for name in (*names, "task-tracking/T1/__init__.py", "pluggy/__init__.py", "pytest_phasegate/__init__.py"):
        repository.write(name, HOSTILE)
    repository.write("pytest.ini", "[pytest]\naddopts = -p evil --phasegate-report=html\npythonpath = .\n")
    add(repository, "batches")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p evil")
    monkeypatch.setenv("PYTHONPATH", str(repository.path))
    monkeypatch.chdir(repository.path)
    monkeypatch.syspath_prepend(str(repository.path))
    before = sorted(path for path in repository.path.rglob("*") if ".git" not in path.parts)
    assert phasegate("verify").lines[-1].startswith("All 5 claims hold")
    assert sorted(path for path in repository.path.rglob("*") if ".git" not in path.parts) == before


def test_an_environment_in_the_project_is_the_programs_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = str(Path(pytest_phasegate.__file__).parent.parent)
    inside = tmp_path / ".venv" / "lib"
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    monkeypatch.setattr(sys, "path", ["", "relative", str(tmp_path), str(tmp_path / "src"), str(inside), own, os.sep])
    assert own_path(tmp_path) == [str(inside), own, os.sep]


def test_an_outer_projects_claims_are_held_against_a_base(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    base = repository.head()
    repository.commit("docs: less", edits={"### Task 2.1: Add the routes - PENDING": "Gone", "- [ ] Each": "- Each"})
    assert phasegate("verify").code == 0
    ran = phasegate("verify", "--base", base)
    assert ran.code == 1
    assert "task 2.1" in ran.out


@pytest.mark.parametrize(
    ("policy", "arguments", "message"),
    [
        ("", ("batch-9",), "there is no unit 'batch-9'; did you mean batch-4 or batch-3 or batch-2?"),
        ("gates: {fils: true}\n", (), 'phasegate.yaml:2: gates: unknown key "fils"; did you mean "files"?'),
        ("", ("--base", "nowhere"), "--phasegate-base: "),
    ],
)
def test_what_cannot_be_judged_is_wrong_use(
    repository: Repository, phasegate: Program, policy: str, arguments: tuple[str, ...], message: str
) -> None:
    add(repository, "batches", policy=policy)
    ran = phasegate("verify", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"phasegate: {message}"), ran.err


def test_too_little_proven_is_refused(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches", policy="report: {fail_under: 90}\n")
    ran = phasegate("verify")
    assert (ran.code, ran.lines[-1]) == (1, "Less is proven than the policy asks for.")


def test_what_is_touched_is_judged_with_pytest_where_commands_run(repository: Repository, phasegate: Program) -> None:
    command = "commands: {build: {run: [python, -c, 'raise SystemExit(1)']}}\n"
    add(repository, "batches", policy=f"{command}gates: {{build: {{command: build, levels: [batch]}}}}\n")
    repository.write("src/records.py", "new\n")
    answer = phasegate.json("verify", "--changed")
    assert [fault["check"] for fault in answer["false"]] == [f"{TASKS}::batch-1::build"]
