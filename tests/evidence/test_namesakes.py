from __future__ import annotations

import pytest

from pytest_phasegate.evidence.git.mentions import Namesakes
from pytest_phasegate.model.searches import Sought

LONG = "task-tracking/TASK_2025_005/tasks.md"
SLUG = "tracking/FEAT-3-login/tasks.md"
SHORT = "work/T1/tasks.md"
LEVEL = "work/TASK_7/tasks.md"
WORD = "specs/login/tasks.md"
TREE = (
    *(LONG, SHORT, LEVEL, WORD, "work/T2/notes.md", "work/TASK_8/tasks.md"),
    *("specs/search/tasks.md", "specs/shared/readme.md", "tasks.md", "web/tasks.md", "docs/tasks.md"),
)


def sought(document: str, level: str = "batch", id_: str = "1") -> Sought:
    folder = document.split("/")[-2:-1]
    return Sought(cited=None, level=level, id=id_, scopes=tuple(folder), document=document)


OWN = {
    "by its folder": (LONG, "feat: index\n\nTASK_2025_005 Batch 1"),
    "by its folder, whatever the case": (LONG, "feat(task_2025_005): batch 1"),
    "in the name of a branch": (LONG, "Merge pull request #2 from org/feature/TASK_2025_005-index"),
    "beside another": (LONG, "feat: TASK_2025_005 and TASK_2025_006"),
    "by the id in its folder's name": (SLUG, "feat(FEAT-3): batch 1"),
    "as a scope": (WORD, "feat(login): batch 1 - search users"),
}


@pytest.mark.parametrize(("document", "message"), OWN.values(), ids=OWN)
def test_a_message_that_names_the_document_is_its_own(document: str, message: str) -> None:
    namesakes = Namesakes(lambda: TREE)
    assert namesakes.is_own(sought(document), message)
    assert not namesakes.is_foreign(sought(document), message)


FOREIGN = {
    "a folder that is there no more": (LONG, "feat: index\n\nTASK_2025_028 Batch 1"),
    "a branch of another": (LONG, "Merge pull request #2 from org/feature/TASK_2025_028-index"),
    "another with a slug": (SLUG, "feat(FEAT-4): batch 1"),
    "a short name that is there": (SHORT, "feat: finish\n\nPart of T2 Batch 1"),
    "a name like a unit's, of a folder that is there": (LEVEL, "feat: TASK_8 batch 1"),
    "a word for a scope": (WORD, "feat(search): batch 1 - the index"),
    "one word of several": (WORD, "feat(ui, search)!: batch 1"),
}


@pytest.mark.parametrize(("document", "message"), FOREIGN.values(), ids=FOREIGN)
def test_a_message_that_names_another_document_is_foreign(document: str, message: str) -> None:
    namesakes = Namesakes(lambda: TREE)
    assert not namesakes.is_own(sought(document), message)
    assert namesakes.is_foreign(sought(document), message)


NEITHER = {
    "no name": (sought(LONG), "feat: batch 1 - the index"),
    "a longer name": (sought(LONG), "feat: XTASK_2025_028 batch 1"),
    "a short name that is not there": (sought(SHORT), "feat: T9 weighted images, batch 1"),
    "a short name that is the unit's own": (sought(SHORT, "task", "T2"), "feat: T2 - the core"),
    "a name that is a unit's": (sought(LEVEL, "task", "8"), "feat: task_8 - the core"),
    "a name like a unit's that is not there": (sought(LEVEL), "feat: task_9, batch 1"),
    "a name like a unit's, of a unit of that level": (sought(LEVEL, "task", "1"), "feat: TASK_8 and task 1"),
    "a word in prose": (sought(WORD), "feat(ui): batch 1 - search users"),
    "a folder without a document": (sought(WORD), "feat(shared): batch 1"),
    "a document at the top": (sought("tasks.md"), "feat(web): batch 1"),
    "a document in no folder of its own kind": (sought("notes/plan.md"), "feat(web): batch 1"),
}


@pytest.mark.parametrize(("unit", "message"), NEITHER.values(), ids=NEITHER)
def test_a_message_may_name_no_document(unit: Sought, message: str) -> None:
    namesakes = Namesakes(lambda: TREE)
    assert not namesakes.is_own(unit, message)
    assert not namesakes.is_foreign(unit, message)


def test_folders_that_hold_a_document_each_are_told_apart_wherever_they_lie() -> None:
    assert Namesakes(lambda: TREE).is_foreign(sought("docs/tasks.md"), "feat(web): batch 1")
