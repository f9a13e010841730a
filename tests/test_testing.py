from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.all_gates import GATES
from pytest_phasegate.documents.dialect import Dialect, UnitLine
from pytest_phasegate.documents.keys import FILES, lookup
from pytest_phasegate.errors import DocumentError, EvidenceError
from pytest_phasegate.location import Location
from pytest_phasegate.model.claims import Level, Status
from pytest_phasegate.model.policy import Policy, Waiver
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.testing import judge_text, plan_text
from pytest_phasegate.text.lines import Kind

if TYPE_CHECKING:
    from tests.repository import Repository

TEXT = """\
## Batch 1: Reader - COMPLETE

**Commit**: {commit}

### Task 1.1: Write it - COMPLETE

**File**: {file}

## Batch 2: Writer - PENDING

### Task 2.1: Write it - PENDING

**File**: src/writer.py
"""


def text(commit: str, file: str = "src/reader.py") -> str:
    return TEXT.format(commit=commit, file=file)


def test_checks_are_listed_in_order() -> None:
    checks = plan_text(text("4830299"), path="docs/tasks.md")
    assert [check.id for check in checks][:3] == [
        "docs/tasks.md::record",
        "docs/tasks.md::batch-1::record",
        "docs/tasks.md::batch-1::commit",
    ]


def test_a_text_is_judged_against_a_project(repository: Repository) -> None:
    commit = repository.commit("feat: batch 1", files=["src/reader.py"])
    verdicts = judge_text(text(commit), repository.path)
    assert verdicts["tasks.md::batch-1::commit"].answer is Answer.HELD
    assert verdicts["tasks.md::batch-1::1.1::files"].answer is Answer.HELD
    assert verdicts["tasks.md::batch-2::2.1::files"].answer is Answer.PENDING
    lies = judge_text(text(commit, file="src/gone.py"), repository.path)
    assert lies["tasks.md::batch-1::1.1::files"].answer is Answer.FAILED


def test_units_may_be_required(repository: Repository) -> None:
    commit = repository.commit("feat: batch 1", files=["src/reader.py"])
    verdicts = judge_text(text(commit), repository.path, require=["batch-2"])
    assert verdicts["tasks.md::batch-2::2.1::files"].answer is Answer.FAILED


def test_waivers_are_judged_on_a_day(repository: Repository) -> None:
    commit = repository.commit("feat: batch 1", files=["src/reader.py"])
    id_ = "tasks.md::batch-1::1.1::files"
    place = Location("phasegate.yaml", 3)
    waiver = Waiver(check=id_, reason="later", owner="Ada", expires=date(2026, 1, 31), location=place)
    policy = Policy(waivers=(waiver,))
    for today, answer in ((date(2026, 1, 31), Answer.WAIVED), (date(2026, 2, 1), Answer.FAILED)):
        verdicts = judge_text(text(commit, file="src/gone.py"), repository.path, policy, today=today)
        assert verdicts[id_].answer is answer


def test_some_gates_may_be_judged_alone(repository: Repository) -> None:
    commit = repository.commit("feat: batch 1", files=["src/reader.py"])
    verdicts = judge_text(text(commit), repository.path, gates={"files": GATES["files"]})
    assert list(verdicts) == ["tasks.md::batch-1::1.1::files", "tasks.md::batch-2::2.1::files"]


def test_a_commit_may_be_judged(repository: Repository) -> None:
    commit = repository.commit("feat: batch 1", files=["src/reader.py"])
    (repository.path / "src/reader.py").unlink()
    repository.commit("feat: take it back")
    verdicts = judge_text(text(commit), repository.path, at=commit)
    assert verdicts["tasks.md::batch-1::1.1::files"].answer is Answer.HELD
    with pytest.raises(EvidenceError, match="cannot judge 'nowhere'"):
        judge_text(text(commit), repository.path, at="nowhere")


def test_a_text_that_is_no_document_is_an_error(repository: Repository) -> None:
    with pytest.raises(DocumentError, match="no known dialect"):
        judge_text("nothing\n", repository.path)


def test_a_done_unit_that_names_nothing_to_check_is_done_where_it_is_required(repository: Repository) -> None:
    text = "# Tasks\n\n## Batch 1: Talk - COMPLETE\n\n## Batch 2: Write - PENDING\n"
    repository.commit("docs: plan", files={"tasks.md": text})
    verdicts = judge_text(text, repository.path, require=["batch-1", "batch-2"])
    assert verdicts["tasks.md::batch-1::commit"].answer is Answer.PENDING
    assert verdicts["tasks.md::batch-2::commit"].answer is Answer.FAILED


BOARD = "# Board\n\n- EXP-1 Write it [{status}]\n  - File: src/{file}.py\n"
BOARDS = Dialect(
    name="boards",
    places=("boards/*.md",),
    units=(UnitLine(level=Level.TASK, kinds=(Kind.ITEM,), begins=r"(?P<id>[A-Z]{2,5}-\d{1,6})\b"),),
    wants="no item introduces a card",
    signs=("task",),
    keys=lookup({"file": FILES}),
    states={"shipped": Status.COMPLETE},
)


@pytest.mark.parametrize(
    ("dialect", "unknown"), [("auto", "no known dialect"), ("boards", "there is no dialect 'boards'")]
)
def test_a_dialect_of_another_package_is_read(repository: Repository, dialect: str, unknown: str) -> None:
    repository.write("boards/a.md", BOARD.format(status="open", file="store"))
    repository.commit("docs: plan")
    repository.write("boards/a.md", BOARD.format(status="shipped", file="store"))
    repository.commit("feat: store", files=["src/store.py"])
    for file, answer in (("store", Answer.HELD), ("gone", Answer.FAILED)):
        text = BOARD.format(status="shipped", file=file)
        verdicts = judge_text(text, repository.path, path="boards/a.md", dialect=dialect, dialects=iter([BOARDS]))
        assert verdicts["boards/a.md::task-EXP-1::files"].answer is answer
    with pytest.raises(DocumentError, match=unknown):
        plan_text(text, path="boards/a.md", dialect=dialect)
