"""A verdict in full: what is claimed, where it was looked for, what was found, what mends it, and how to see it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.commands.samples import PLACES, add

if TYPE_CHECKING:
    from tests.commands.conftest import Program
    from tests.repository import Repository

TASKS = PLACES["batches"]


def test_a_false_claim_is_explained(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    repository.edit({"src/store.py (CREATE)": "src/stores.py (CREATE)"})
    ran, commit = phasegate("explain", "1.2::files"), repository.ids["store"][:10]
    head = repository.head()[:10]
    assert ran.code == 0
    assert ran.lines == [
        f"{TASKS}::batch-1::1.2::files: false",
        "",
        "gate asks  Each file that a unit names is there, inside the project and known to",
        "           git, and was changed as the unit says.",
        "unit       task 1.2 Write the store is complete",
        "claimed    line 16: src/stores.py (CREATE)",
        f"looked in  commit {commit}; judged: main ({head}); 1 thing held against it",
        f"verdict    src/stores.py is not in commit {commit}; the nearest is",
        "           src/store.py",
        "",
        "finding    PG201 file-missing: There is no such file in the tree of the unit's",
        "           commit, or in the judged tree",
        "claimed    line 16: task 1.2 creates src/stores.py",
        f"found      src/stores.py is not in commit {commit}; the nearest is",
        "           src/store.py",
        "to mend    create and commit it, or correct the path",
        f"           ({TASKS}:16)",
        "",
        'settings   tracked: true, actions: true, may_be_empty: ["__init__.py",',
        '           "py.typed", ".gitkeep", ".keep", ".nojekyll"], mentions: "report"',
        f"by hand    $ git log --oneline --stat {commit} -- ':(top,glob)**/stores.py'",
        "           $ git ls-files -- ':(top,glob)**/stores.py'",
        f"           $ pytest --phasegate {TASKS}::batch-1::1.2::files",
    ]


def test_a_claim_that_holds_is_explained_too(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    (told,) = phasegate.json("explain", "batch-1::commit")["checks"]
    assert (told["verdict"], told["commit"], told["findings"]) == ("held", repository.ids["store"], [])
    assert told["claims"] == [{"line": 8, "text": f"`{repository.ids['store'][:10]}`"}]
    assert told["settings"]["levels"] == ["batch"]


def test_all_checks_of_a_unit_are_listed(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    repository.edit({"src/store.py (CREATE)": "src/stores.py (CREATE)"})
    assert phasegate("explain", "batch-1").lines == [
        f"{TASKS}::batch-1 (Store)",
        "  held  record  batch 1 agrees with itself",
        f'  held  commit  batch 1 is in {repository.ids["store"][:10]} "feat: store"',
        "",
        "phasegate explain CHECK tells one of them in full.",
    ]


COMMAND = (
    "commands: {build: {run: [python, -c, 'raise SystemExit(1)']}}\ngates: {build: {command: build, levels: [batch]}}\n"
)


def test_a_command_is_run_only_where_that_is_asked_for(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches", policy=COMMAND)
    (told,) = phasegate.json("explain", "batch-1::build")["checks"]
    assert (told["verdict"], told["reason"]) == ("not run", "it runs a command of the policy; --run judges it")
    assert told["by_hand"][0] == "python -c 'raise SystemExit(1)'"
    (told,) = phasegate.json("explain", "batch-1::build", "--run")["checks"]
    assert told["verdict"] == "false"


@pytest.mark.parametrize("check", ["1.2::files", "batch-1::commit", "batch-2::order", "1.1::files"])
def test_what_is_to_be_typed_by_hand_runs(repository: Repository, phasegate: Program, check: str) -> None:
    add(repository, "batches")
    (told,) = phasegate.json("explain", check)["checks"]
    *commands, last = told["by_hand"]
    assert last == f"pytest --phasegate {told['check']}"
    for command in commands:
        ran = subprocess.run(command, shell=True, cwd=repository.path, capture_output=True, text=True)
        assert (ran.returncode, ran.stderr) == (0, ""), command
        assert ran.stdout.strip()


def test_names_of_documents_cannot_act_where_they_are_typed(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    repository.edit({"src/store.py (CREATE)": "`src/$(echo>hacked)';echo>hacked;'.py` (CREATE)"})
    (told,) = phasegate.json("explain", "1.2::files")["checks"]
    for command in told["by_hand"][:-1]:
        subprocess.run(command, shell=True, cwd=repository.path, capture_output=True)
    assert not (repository.path / "hacked").exists()


@pytest.mark.parametrize(
    ("dialect", "check", "verdict", "typed"),
    [
        ("phases", "phase-1::handoff", "held", "git blame -L 9,9 -- workflows/okta.md"),
        ("phases", "phase-1::deliverable", "held", "git ls-files -- ':(top,glob)**/requirements.md'"),
        ("stages", "1.1.1::symbols", "false", "git grep -n -w -e Store HEAD -- ':(top,glob)**/store.py'"),
        ("checkpoints", "1.2::checklist", "pending", "sed -n 9p docs/active-workflows/rain.md"),
    ],
)
def test_each_dialect_and_gate_has_its_way(
    repository: Repository, phasegate: Program, dialect: str, check: str, verdict: str, typed: str
) -> None:
    add(repository, dialect)
    (told,) = phasegate.json("explain", check)["checks"]
    assert told["verdict"] == verdict
    assert typed in told["by_hand"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("batch-1::fils", f"there is no check of {TASKS}::batch-1 by the gate 'fils'; there are record, commit"),
        ("batch-9::files", "there is no unit 'batch-9'; did you mean batch-4 or batch-3 or batch-2?"),
        ("batch-9", "there is no unit 'batch-9'; did you mean batch-4 or batch-3 or batch-2?"),
        ("3.1", f"no gate looks at {TASKS}::batch-3::3.1: it claims nothing, and no policy asks anything of it"),
    ],
)
def test_what_names_no_check_is_told(repository: Repository, phasegate: Program, name: str, message: str) -> None:
    add(repository, "batches")
    assert (ran := phasegate("explain", name)).code == 2
    assert ran.err == f"phasegate: {message}\n"
