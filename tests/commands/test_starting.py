"""Documents that begin and end: a pipeline is started from a request, a finished document is reset."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.commands.scaffold import TEXTS
from pytest_phasegate.commands.start import title_of

if TYPE_CHECKING:
    from tests.commands.conftest import Program
    from tests.repository import Repository

POLICY = "version: 1\nextends: [phases]\n"
REQUEST = "Add authentication to the admin pages, since anybody can see them"


def test_request_starts_its_pipeline_and_the_first_phase(repository: Repository, phasegate: Program) -> None:
    repository.commit("chore: policy", files={"phasegate.yaml": POLICY})
    started = phasegate.json("start", REQUEST, "--ticket", "SEC-41")
    assert started["document"] == "workflows/authentication-to-the-admin-pages.md"
    assert started["why"].startswith("feature fits by add [sign-in/authentication/")
    assert started["text"].startswith(
        "🏭 Feature Factory detected: Authentication to the admin pages\nLaunching 6-phase workflow...\n\n"
        "Phase 1: Requirements for authentication to the admin pages...\n\nPHASE 1: Assigning to business-analyst for "
    )
    assert "- deliver `docs/authentication-to-the-admin-pages/requirements.md`\n" in started["text"]
    assert "## MAY CHANGE\n\n- docs/**\n- workflows/**\n" in started["text"]
    text = (repository.path / started["document"]).read_text(encoding="utf-8")
    assert text.split("\n")[:8] == [
        "# Workflow: Authentication to the admin pages",
        "",
        f"**Request**: {REQUEST}",
        "**Ticket**: SEC-41",
        "**Pipeline**: feature",
        "**Status**: 0/6 complete",
        "",
        "## Phase 1: Requirements - IN PROGRESS",
    ]
    repository.git("add", "-A")
    repository.git("commit", "--quiet", "-m", "docs: workflow")
    status = phasegate.json("status")
    assert [each["document"] for each in status["documents"]] == [started["document"]]
    assert phasegate("start", REQUEST).code == 1  # there is one already


def test_dry_run_shows_the_document(repository: Repository, phasegate: Program) -> None:
    repository.commit("chore: policy", files={"phasegate.yaml": POLICY})
    ran = phasegate("start", "Build an endpoint for the list of stations", "--dry-run")
    assert ran.code == 0
    assert ran.lines[0] == "# Workflow: Endpoint for the list of stations"
    assert not (repository.path / "workflows").exists()


@pytest.mark.parametrize(
    ("policy", "arguments", "code", "why"),
    [
        (POLICY, ("Rename the cat",), 1, "Nothing was started: no pattern of a pipeline fits; name one of them with"),
        ("version: 1\n", ("Add a report",), 1, "(none, for the policy has no pipelines (extends: [phases]))"),
        (POLICY, ("Rename the cat", "--pipeline", "featur"), 2, "there is no pipeline 'featur'; did you mean feature?"),
    ],
)
def test_request_of_no_pipeline_is_told(
    repository: Repository, phasegate: Program, policy: str, arguments: tuple[str, ...], code: int, why: str
) -> None:
    repository.commit("chore: policy", files={"phasegate.yaml": policy})
    ran = phasegate("start", *arguments)
    assert ran.code == code
    assert why in " ".join((ran.out + ran.err).split())
    assert not (repository.path / "workflows").exists()


@pytest.mark.parametrize(
    ("request_", "title"),
    [
        ("Implement Okta sign-in for the platform", "Okta sign-in for the platform"),
        ("I need an API that sums a month up", "API"),
        ("we need the report", "Report"),
        ("build", "Build"),
    ],
)
def test_title_is_what_is_asked_for(request_: str, title: str) -> None:
    assert title_of(request_) == title


TEMPLATE = """\
# Feature: [Feature Name]

## Project State
Project Phase: [Phase Number/Name]

### 1. Understanding Phase
1. [ ] Read what is there
2. [ ] CHECKPOINT: Share it

## Checkpoint Log
- [ ] 1.2 Understanding
"""
DONE = TEMPLATE.replace("[ ]", "[x]").replace("[Feature Name]", "rain").replace("[Phase Number/Name]", "done")
DOC = "docs/active-workflows/rain.md"
WITH_TEMPLATE = """\
version: 1
documents:
  - {path: docs/active-workflows/*.md, dialect: checkpoints}
gates: {fields: {template: docs/template.md}}
"""


def test_finished_document_is_archived_and_begins_anew(repository: Repository, phasegate: Program) -> None:
    files = {"phasegate.yaml": WITH_TEMPLATE, "docs/template.md": TEMPLATE, DOC: DONE}
    repository.commit("docs: rain", files=files)
    dry = phasegate.json("reset", "rain.md", "--dry-run")
    assert (dry["done"], dry["template"]) == (False, "docs/template.md")
    assert not (repository.path / dry["archived"]).exists()
    answer = phasegate.json("reset", "rain.md")
    assert (repository.path / DOC).read_text(encoding="utf-8") == TEMPLATE
    assert answer["archived"].startswith("docs/active-workflows/archive/rain-20")
    assert (repository.path / answer["archived"]).read_text(encoding="utf-8") == DONE
    outcome = json.loads((repository.path / answer["outcome"]).read_text(encoding="utf-8"))
    assert outcome["format"] == "phasegate-outcome"
    again = phasegate("reset", "rain.md")
    assert again.code == 1
    why = "Nothing was changed: phase 1 is pending (line 6); only a finished document is reset"
    assert " ".join(again.out.split()) == why


def test_document_that_cannot_be_read_is_not_reset(repository: Repository, phasegate: Program) -> None:
    repository.commit("docs: rain", files={"phasegate.yaml": WITH_TEMPLATE, DOC: "# Nothing\n"})
    ran = phasegate("reset", DOC)
    why = f"Nothing was changed: {DOC} cannot be read; phasegate status tells why"
    assert (ran.code, " ".join(ran.out.split())) == (1, why)


def test_document_without_a_template_is_not_reset(repository: Repository, phasegate: Program) -> None:
    repository.commit("docs: rain", files={DOC: DONE, "docs/begun.md": TEMPLATE.replace("1. [ ]", "1. [x]")})
    ran = phasegate("reset", DOC)
    assert ran.code == 2
    assert "no template is named: write it in the policy (gates: {fields: {template: FILE}})" in ran.err
    begun = phasegate("reset", DOC, "--template", "docs/begun.md")
    assert begun.code == 1
    assert "docs/begun.md is no template: phase 1 is begun there (line 6)" in " ".join(begun.out.split())
    assert (repository.path / DOC).read_text(encoding="utf-8") == DONE


@pytest.mark.parametrize("dialect", TEXTS)
def test_fresh_document_is_read_as_its_dialect_with_nothing_begun(
    repository: Repository, phasegate: Program, dialect: str
) -> None:
    answer = phasegate.json("scaffold", dialect, "TASK_9")
    text = (repository.path / answer["document"]).read_text(encoding="utf-8")
    assert answer["done"]
    assert text == answer["text"]
    workflow = read_document(answer["document"], text, dialect)
    assert [claim.message for unit in workflow.root.walk() for claim in unit.problems] == []
    assert not any(unit.has_begun for unit in workflow.units())
    assert list(workflow.units())
    again = phasegate("scaffold", dialect, "TASK_9")
    assert again.code == 0  # it is the same
    (repository.path / answer["document"]).write_text("# Other\n", encoding="utf-8")
    assert phasegate("scaffold", dialect, "TASK_9").code == 1


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("batch", "T1"), "there is no dialect 'batch'; did you mean batches?"),
        (("batches", "../T1"), "'../T1' is no name of a folder"),
        (("batches", ".."), "'..' is no name of a folder"),
    ],
)
def test_scaffold_of_what_is_not_there_is_wrong_use(
    repository: Repository, phasegate: Program, arguments: tuple[str, ...], why: str
) -> None:
    ran = phasegate("scaffold", *arguments)
    assert (ran.code, ran.err) == (2, f"phasegate: {why}\n")
