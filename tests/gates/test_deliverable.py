"""Two tables: deliverables that hold, and those that do not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.text.prose import count_words, find_section, find_unfilled, text_sections
from tests.gates.policies import policy
from tests.gates.verdicts import assert_fails, assert_holds, lines_of

if TYPE_CHECKING:
    from pytest_phasegate.model.policy import Policy
    from tests.repository import Repository

REQUIREMENTS = """\
# Frost warnings

## 1. Acceptance criteria

- A warning is given below 3 degrees.

## Success metrics

### How it is measured

Nine of ten frosts are announced.

```
# no heading
[Not a placeholder]
```
"""
ASKED = {
    "required": True,
    "sections": ("acceptance criteria", "Success Metrics"),
    "least_words": 10,
    "placeholders": False,
    "unfinished": ("TODO", "lorem ipsum"),
}
STRICT = policy(deliverable=ASKED)
HEAD = "## Phase 1: Requirements - COMPLETE\n\n"
ONE = HEAD + "**Deliverables**: docs/a.md\n"
EMPTIES = {
    "blank/spaces.md": " \n\t\n",
    "blank/mark.md": "\ufeff\u3000\n",
    "kept/.gitkeep": "",
    "pack/__init__.py": "\n",
    "pack/py.typed": "",
    "pack/a.py": "a = 1\n",
}


@pytest.fixture
def project(phases: Repository) -> Repository:
    for name, text in EMPTIES.items():
        phases.write(name, text)
    phases.commit(
        "base",
        by="Ana",
        files={"docs/a.md": REQUIREMENTS, "docs/empty.md": "", "lib/a.md": "x\n", "src/a.py": "a = 1\n"},
    )
    phases.commit("tasks", by="Ana", files={"work/tasks.md": "## Batch 1: A - COMPLETE\n\n## Batch 2: B - SKIPPED\n"})
    return phases


HONEST = {
    "a text with all that is asked": (ONE, STRICT),
    "under its heading": (HEAD + "### Deliverables\n\n- `docs/a.md`\n", STRICT),
    "a pattern": (HEAD + "**Deliverables**: docs/*a.md\n", STRICT),
    "alternatives": (HEAD + "**Deliverables**: `{docs/a.md,src/*.py,lib}`\n", policy()),
    "a folder": (HEAD + "**Deliverables**: `lib/`\n", policy()),
    "a package with files that are rightly empty": (HEAD + "**Deliverables**: `pack/`\n", policy()),
    "a pattern with such files": (HEAD + "**Deliverables**: pack/*\n", policy()),
    "such a file by its name": (HEAD + "**Deliverables**: pack/py.typed\n", policy()),
    "no policy": (HEAD + "**Deliverables**: src/a.py\n", policy()),
    "a document whose units are done": (HEAD + "**Document**: work/tasks.md\n", policy(deliverable={"required": True})),
    "what its commit made": (HEAD + "**Deliverables**: docs/a.md\n**Commits**: {base}\n", policy()),
    "what its commit made, in a folder": (HEAD + "**Deliverables**: `lib/`\n**Commits**: {base}\n", policy()),
    "what its commit made, by a pattern": (HEAD + "**Deliverables**: src/*.py\n**Commits**: {base}\n", policy()),
    "one thing of several is its commit's": (
        HEAD + "**Deliverables**: docs/a.md, work/tasks.md\n**Commits**: {tasks}\n",
        policy(),
    ),
    "what others made, where that may be": (
        HEAD + "**Deliverables**: docs/a.md\n**Commits**: {tasks}\n",
        policy(deliverable={"made": False}),
    ),
    "a field and a path": (
        ONE + "**Pull Request**: #12\n",
        policy(deliverable={"fields": ("pull request",), "paths": ("docs/*.md", "{document_dir}/../x")[:1]}),
    ),
    "a field and no file": (
        HEAD + "**Pull Request**: #12\n",
        policy(deliverable={"fields": ("pull request",)}),
    ),
}


@pytest.mark.parametrize(("text", "rules"), HONEST.values(), ids=HONEST)
def test_an_honest_deliverable_holds(project: Repository, text: str, rules: Policy) -> None:
    project.record("doc", text, by="Lena")
    assert_holds(project.verdicts(policy=rules)["phase-1::deliverable"])


def asking(**settings: object) -> Policy:
    return policy(deliverable=settings)


LIES = {
    "nothing is named": (HEAD, STRICT, "deliverable-owed", "phase 1 names no file that it delivers", 1),
    "only prose is named": (
        HEAD + "**Deliverables**: a fine text\n",
        STRICT,
        "deliverable-owed",
        "phase 1 names no file that it delivers",
        1,
    ),
    "what was there before": (
        HEAD + "**Commits**: {tasks}\n**Deliverables**: docs/a.md\n",
        policy(),
        "deliverable-not-made",
        "its work is in {tasks}, and changed none of it, but work/tasks.md",
        4,
    ),
    "a file that is not there": (
        HEAD + "**Deliverables**: notes/empty.md\n",
        STRICT,
        "deliverable-missing",
        "notes/empty.md is not in the working tree; the nearest is docs/empty.md",
        3,
    ),
    "a pattern that fits nothing": (
        HEAD + "**Deliverables**: docs/*.svg\n",
        STRICT,
        "deliverable-missing",
        "no file of the working tree matches docs/*.svg",
        3,
    ),
    "alternatives of which one is not there": (
        HEAD + "**Deliverables**: `src/{a,nope}.py`\n",
        policy(),
        "deliverable-missing",
        "src/nope.py is not in the working tree",
        3,
    ),
    "alternatives of which one fits nothing": (
        HEAD + "**Deliverables**: `src/{a,nope*}.py`\n",
        policy(),
        "deliverable-missing",
        "no file of the working tree matches src/nope*.py",
        3,
    ),
    "a file outside": (
        HEAD + "**Deliverables**: ../../a.md\n",
        STRICT,
        "deliverable-outside",
        "../../a.md leads out of the project",
        3,
    ),
    "a name of two files": (
        HEAD + "**Deliverables**: a.md\n",
        STRICT,
        "deliverable-missing",
        "a.md may be any of docs/a.md, lib/a.md",
        3,
    ),
    "an empty file": (
        HEAD + "**Deliverables**: docs/empty.md\n",
        asking(),
        "deliverable-empty",
        "docs/empty.md is empty",
        3,
    ),
    "a file of white space": (
        HEAD + "**Deliverables**: blank/spaces.md\n",
        policy(),
        "deliverable-empty",
        "blank/spaces.md holds nothing that can be seen",
        3,
    ),
    "a file of white space that is not ASCII": (
        HEAD + "**Deliverables**: blank/mark.md\n",
        policy(),
        "deliverable-empty",
        "blank/mark.md holds nothing that can be seen",
        3,
    ),
    "a folder of nothing but files that are rightly empty": (
        HEAD + "**Deliverables**: `kept/`\n",
        policy(),
        "deliverable-empty",
        "kept/.gitkeep is empty",
        3,
    ),
    "a file that may not be empty by this policy": (
        HEAD + "**Deliverables**: pack/py.typed\n",
        policy(deliverable={"may_be_empty": ()}),
        "deliverable-empty",
        "pack/py.typed is empty",
        3,
    ),
    "a section too few": (
        ONE,
        asking(sections=("risks",)),
        "section-missing",
        'no section "risks" is in docs/a.md',
        3,
    ),
    "a text too short": (
        ONE,
        asking(least_words=1000),
        "deliverable-short",
        "docs/a.md has 29 words, and 1000 are the least",
        3,
    ),
    "another file than the one that is owed": (
        ONE,
        asking(paths=("{document_dir}/{document_name}/plan.md",)),
        "deliverable-owed",
        "phase 1 does not deliver workflows/frost/plan.md",
        3,
    ),
    "a field that is not there": (
        ONE,
        asking(fields=("pull request",)),
        "field-owed",
        "phase 1 does not fill its field pull request",
        3,
    ),
    "a field with a placeholder": (
        ONE + "**Pull Request**: [Number of it]\n",
        asking(fields=("pull request",)),
        "field-owed",
        "phase 1 does not fill its field pull request",
        3,
    ),
    "a document that is none": (
        HEAD + "**Document**: docs/a.md\n",
        asking(),
        "linked-document",
        "docs/a.md is no task document that can be read",
        3,
    ),
    "itself as its document": (
        HEAD + "**Document**: workflows/frost.md\n",
        asking(),
        "linked-document",
        "workflows/frost.md is no task document that can be read",
        3,
    ),
}


@pytest.mark.parametrize(("text", "rules", "code", "found", "line"), LIES.values(), ids=LIES)
def test_a_lie_fails_at_its_line(
    project: Repository, text: str, rules: Policy, code: str, found: str, line: int
) -> None:
    project.record("doc", text, by="Lena")
    verdict = project.verdicts(policy=rules)["phase-1::deliverable"]
    assert_fails(verdict, code, project.fill(found))
    assert lines_of(verdict)[0] == line


def test_a_deliverable_that_leads_outside_is_a_security_matter(project: Repository) -> None:
    project.record("doc", HEAD + "**Deliverables**: ../../a.md\n", by="Lena")
    assert project.verdicts()["phase-1::deliverable"].is_security_matter


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        (REQUIREMENTS + "\nTODO: more\n", "deliverable-unfinished", 'docs/a.md:18 still holds "TODO"'),
        (REQUIREMENTS + "\nIt is [Key Metric]\n", "deliverable-unfinished", 'docs/a.md:18 still holds "[Key Metric]"'),
        (REQUIREMENTS.replace("- A warning is given below 3 degrees.", "- [Criteria]"), "section-empty",
         'the section "1. Acceptance criteria" says nothing (docs/a.md:3)'),
    ],
)  # fmt: skip
def test_an_unfinished_text_fails(project: Repository, text: str, code: str, found: str) -> None:
    project.commit("text", by="Ana", files={"docs/a.md": text})
    project.record("doc", ONE, by="Lena")
    assert_fails(project.verdicts(policy=STRICT)["phase-1::deliverable"], code, found)


def test_a_word_within_a_word_does_not_mark_a_text_as_unfinished(project: Repository) -> None:
    project.commit("text", by="Ana", files={"docs/a.md": REQUIREMENTS + "\nTODOS and the AUTODOOR\n"})
    project.record("doc", ONE, by="Lena")
    assert_holds(project.verdicts(policy=STRICT)["phase-1::deliverable"])


@pytest.mark.parametrize(("name", "text"), [("docs/a.md", "changed\n"), ("docs/new.md", "new\n")])
def test_what_is_not_committed_is_not_delivered(project: Repository, name: str, text: str) -> None:
    project.record("doc", HEAD + f"**Deliverables**: {name}\n", by="Lena")
    project.write(name, text)
    assert_fails(
        project.verdicts()["phase-1::deliverable"],
        "deliverable-uncommitted",
        f"{name} lies there as the last commit does not have it",
    )


def test_line_ends_of_another_system_are_no_change(project: Repository) -> None:
    project.record("doc", ONE, by="Lena")
    project.write("docs/a.md", REQUIREMENTS.replace("\n", "\r\n"))
    assert_holds(project.verdicts()["phase-1::deliverable"])


def test_a_document_with_an_open_unit_is_not_delivered(project: Repository) -> None:
    project.commit(
        "tasks",
        by="Ana",
        files={"work/tasks.md": "## Batch 1: A - COMPLETE\n\n## Batch 2: B - PENDING\n\n## Batch 3: C\n"},
    )
    project.record("doc", HEAD + "**Document**: work/tasks.md\n", by="Lena")
    assert_fails(
        project.verdicts()["phase-1::deliverable"],
        "linked-unit-open",
        "batch 2 of work/tasks.md is pending (work/tasks.md:3) (and 1 more)",
    )


def test_a_pending_phase_owes_nothing_yet(project: Repository) -> None:
    project.record("doc", "## Phase 1: Requirements\n\n**Deliverables**: docs/none.md\n", by="Lena")
    assert project.verdicts(policy=STRICT)["phase-1::deliverable"].answer is Answer.PENDING


def test_a_file_that_is_no_text_is_delivered_unread(project: Repository) -> None:
    (project.path / "docs" / "a.bin").write_bytes(b"\xff\xfe\x00TODO")
    project.commit("binary", by="Ana")
    project.record("doc", HEAD + "**Deliverables**: docs/a.bin\n", by="Lena")
    assert_holds(project.verdicts(policy=asking(unfinished=("TODO",)))["phase-1::deliverable"])


def test_what_a_shallow_clone_hides_of_the_commits_is_unknown(
    project: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    project.write(project.document, HEAD + "**Deliverables**: docs/a.md\n**Commits**: {tasks}\n")
    clone = project.clone(tmp_path_factory.mktemp("clone") / "project", "--depth=1")
    verdict = clone.verdicts()["phase-1::deliverable"]
    assert (verdict.answer, verdict.findings[0].code) == (Answer.UNKNOWN, "deliverable-unknown")


def test_outside_of_a_repository_nothing_is_committed(
    project: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("plain")
    (folder / "docs").mkdir()
    (folder / "docs" / "a.md").write_text("a\n", encoding="utf-8")
    plain = replace(project, path=folder)
    plain.write(plain.document, ONE)
    assert plain.verdicts()["phase-1::deliverable"].findings[0].code == "deliverable-uncommitted"


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("# A #\ntext\n## B\n", [("A", 1, True), ("B", 3, False)]),
        ("# A\n## B\ntext\n", [("A", 1, True), ("B", 2, True)]),
        ("A\n===\ntext\nB\n---\nTBD\n", [("A", 1, True), ("B", 4, False)]),
        ("~~~\n# A\n~~~\n# B\n```\ncode\n", [("B", 4, True)]),
        ("# A\n| --- |\n- [Key points]\n> \n", [("A", 1, False)]),
        ("a line\n-\n", []),
    ],
)  # fmt: skip
def test_sections_are_found_with_what_they_say(text: str, sections: list[tuple[str, int, bool]]) -> None:
    assert [tuple(section) for section in text_sections(text)] == sections


def test_of_two_sections_the_one_that_says_something_counts() -> None:
    sections = text_sections("# Goals\n# Our goals, in short\ntext\n# Subgoals\n")
    found = find_section(sections, "goals")
    assert found
    assert found.line == 2
    assert find_section(sections, "risks") is None


def test_placeholders_in_code_are_code() -> None:
    assert find_unfilled("```\n[Key Points]\n```\n", (), is_prose=True) is None
    assert find_unfilled("a [Key Points]", (), is_prose=False) is None
    assert count_words("don't stop - 3.5 times") == 4
