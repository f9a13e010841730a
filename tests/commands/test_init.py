"""A project's first policy: what is found, what is asked, and the waivers for what fails today."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.commands.first_policy import quoted
from pytest_phasegate.commands.project_commands import find_commands
from pytest_phasegate.evidence.project import ProjectEvidence
from tests.commands.samples import BATCHES, PLACES, TEXTS, add

if TYPE_CHECKING:
    from pathlib import Path

    from tests.commands.conftest import Program
    from tests.repository import Repository

POLICY = "phasegate.yaml"


def written(repository: Repository) -> str:
    return (repository.path / POLICY).read_text(encoding="utf-8")


@pytest.mark.parametrize("dialect", TEXTS)
def test_the_policy_of_each_dialect_names_its_documents_and_preset(
    repository: Repository, phasegate: Program, dialect: str
) -> None:
    add(repository, dialect)
    answer = phasegate.json("init")
    assert (answer["policy"], answer["presets"], list(answer["documents"])) == (POLICY, [dialect], [dialect])
    status = phasegate.json("status")
    assert [each["document"] for each in status["documents"]] == [PLACES[dialect]]
    assert status["policy"] == POLICY


SPEC_KIT = "# Tasks\n\n## Phase 1: Setup\n\n- [x] T001 Create src/store.py\n- [ ] T002 Create src/routes.py\n"


def test_a_format_of_the_field_brings_its_preset(repository: Repository, phasegate: Program) -> None:
    repository.commit("docs", files={"specs/001-store/tasks.md": SPEC_KIT})
    assert phasegate("init").lines == [
        "written     phasegate.yaml",
        "documents   specs/*/tasks.md (spec-kit)",
        "presets     spec-kit",
        "commands    none was found",
        "",
        "Next: git add it, and run: phasegate verify",
    ]
    assert "extends: [spec-kit]\n" in written(repository)
    assert [each["dialect"] for each in phasegate.json("status")["documents"]] == ["spec-kit"]


def test_a_file_in_such_a_place_that_is_none_is_left_out(repository: Repository, phasegate: Program) -> None:
    add(repository, "phases")
    repository.commit("docs", files={"workflows/README.md": "# About workflows\n"})
    phasegate("init")
    assert '  - "!workflows/README.md"  # read in no dialect\n' in written(repository)
    assert [each["document"] for each in phasegate.json("status")["documents"]] == [PLACES["phases"]]


def test_roles_that_no_preset_knows_are_named(repository: Repository, phasegate: Program) -> None:
    repository.commit("docs", files={PLACES["batches"]: BATCHES.replace("frontend-developer", "game-designer")})
    phasegate("init")
    assert '\nroles:\n  "game-designer": {}\n' in written(repository)


PACKAGE_JSON = '{"scripts": {"build": "tsc", "test": "vitest"}}'


@pytest.mark.parametrize(
    ("files", "commands"),
    [
        ({}, {}),
        ({"Makefile": "all: build\nbuild:\n\tcc\ncheck:\n"}, {"build": "make build", "test": "make check"}),
        ({"Makefile": "build := x\n"}, {}),
        ({"package.json": PACKAGE_JSON}, {"build": "npm run build", "test": "npm run test"}),
        ({"package.json": PACKAGE_JSON, "pnpm-lock.yaml": ""}, {"build": "pnpm run build", "test": "pnpm run test"}),
        ({"package.json": '{"scripts": []}'}, {}),
        ({"package.json": "[" * 100_000}, {}),
        (
            {"nx.json": "{}", "package.json": "{}"},
            {"build": "npx nx run-many -t build", "test": "npx nx run-many -t test"},
        ),
        ({"Cargo.toml": ""}, {"build": "cargo build", "test": "cargo test"}),
        ({"go.mod": ""}, {"build": "go build ./...", "test": "go test ./..."}),
        ({"pyproject.toml": "", "diary/__init__.py": ""}, {"build": "python -m compileall -q diary"}),
        (
            {"pyproject.toml": "", "src/a/b.py": "", "tests/test_a.py": ""},
            {"build": "python -m compileall -q src", "test": "python -m pytest -q"},
        ),
        ({"go.mod": "", "Makefile": "test:\n"}, {"build": "go build ./...", "test": "make test"}),
    ],
)  # fmt: skip
def test_commands_are_found(repository: Repository, files: dict[str, str], commands: dict[str, str]) -> None:
    repository.commit("code", files=files)
    with ProjectEvidence(repository.path) as evidence:
        found = find_commands(evidence.files.tree())
    assert {command.name: " ".join(command.run) for command in found} == commands


def test_commands_are_written_where_the_presets_gates_find_them(repository: Repository, phasegate: Program) -> None:
    repository.commit("code", files={"go.mod": "module diary\n"})
    add(repository, "batches")
    phasegate("init")
    text = written(repository)
    assert '  build: {run: ["go", "build", "./..."], timeout: 10min}  # found in go.mod\n' in text
    assert "gates: {build: false}" not in text
    assert phasegate.json("status")["not_run"] == 4


def test_what_exists_is_changed_only_where_that_is_agreed(
    repository: Repository, phasegate: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(repository, "batches", policy="gates: {files: true}\n")
    before = written(repository)
    ran = phasegate("init")
    assert (ran.code, written(repository)) == (1, before)
    assert ran.lines == ["phasegate.yaml exists. Write it anew? Nobody is here to be asked: --yes agrees."]
    for answer, code in (("n\n", 1), ("\n", 1), ("y\n", 0)):
        terminal = io.StringIO(answer)
        monkeypatch.setattr(terminal, "isatty", lambda: True)
        monkeypatch.setattr(sys, "stdin", terminal)
        assert phasegate("init").code == code
        assert (written(repository) == before) is (code == 1)


def test_what_fails_today_is_waived_until_a_date(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches")
    repository.commit("lie", edits={"src/store.py (CREATE)": "src/stores.py (CREATE)"})
    assert phasegate("verify").code == 1
    ran = phasegate("init", "--baseline", "--owner", "Ana # Lima", "--days", "30")
    assert ran.code == 0
    assert ran.lines[-1] == "Next: phasegate verify, then mend what is waived"
    verdicts = phasegate.json("verify")
    assert (verdicts["passed"], verdicts["checks"].get("false")) == (True, None)
    waivers = phasegate.json("metrics")["claims"]["waivers"]
    assert len(waivers) == verdicts["checks"]["waived"] > 1
    assert {each["owner"] for each in waivers} == {"Ana # Lima"}


def test_waivers_are_added_to_a_policy_that_is_there(repository: Repository, phasegate: Program) -> None:
    add(repository, "batches", policy="# ours\ngates: {message: {lists_tasks: true}}\n")
    before = written(repository)
    assert phasegate("init", "--baseline").code == 1
    assert phasegate("init", "--baseline", "--yes").code == 0
    assert written(repository).startswith(before)
    assert phasegate("verify").code == 0
    repository.edit({"src/store.py (CREATE)": "src/stores.py (CREATE)"})
    after = written(repository)
    ran = phasegate("init", "--baseline", "--yes")
    assert (ran.code, written(repository)) == (1, after)
    assert ran.lines[0] == "phasegate.yaml holds waivers already, or is no YAML: add under waivers:"


def test_where_nothing_fails_nothing_is_waived(repository: Repository, phasegate: Program) -> None:
    add(repository, "checkpoints", policy="gates: {files: true}\n")
    before = written(repository)
    answer = phasegate.json("init", "--baseline", "--yes")
    assert (answer["waived"], written(repository)) == ([], before)


def test_without_documents_there_is_nothing_to_write(repository: Repository, phasegate: Program) -> None:
    repository.commit("code", files=["src/a.py"])
    ran = phasegate("init")
    assert (ran.code, (repository.path / POLICY).exists()) == (2, False)
    assert ran.err.startswith("phasegate: phasegate found no task document in ")


def test_the_policy_is_not_written_through_a_link(repository: Repository, tmp_path: Path, phasegate: Program) -> None:
    add(repository, "batches")
    (repository.path / POLICY).symlink_to(tmp_path / "elsewhere.yaml")
    assert phasegate("init", "--yes").code == 2
    assert not (tmp_path / "elsewhere.yaml").exists()


@pytest.mark.parametrize("text", ["plain", "it's", 'a "b"', "# no comment", "- x", "{a: b}", "ä\u2028\x85"])
def test_every_text_is_read_back_from_the_policy(text: str) -> None:
    from pytest_phasegate.policy.yaml import read_yaml

    value = read_yaml(f"a: {quoted(text)}\n".encode(), "a.yaml").value
    assert isinstance(value, dict)
    assert value["a"].value == text
