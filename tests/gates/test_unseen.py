"""What rests on evidence that cannot be had is unknown in every gate: never false, and never held."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence import causes
from pytest_phasegate.model.verdict import Answer
from tests.blind import BLIND, loose
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_phasegate.model.verdict import Verdict

DOCUMENT = "task-tracking/TASK_7/tasks.md"
PLAN = """\
# Tasks

## Batch 1: Reader - {status}

### Task 1.1: Read

**Files**: {files}
"""
CITING = """\
# Tasks

## Batch 1: Reader - COMPLETE

**Commit**: {id}

### Task 1.1: Read

**File**: src/a.py (CREATE)
"""


def judge(repository: Repository, text: str) -> dict[str, Verdict]:
    return replace(repository, document=DOCUMENT).verdicts(text)


def worked(path: Path) -> tuple[Repository, str]:
    """Files that a document named, made, ticked, and then moved or deleted; and the document."""
    repository = Repository.create(path)
    repository.write(DOCUMENT, PLAN.format(status="PENDING", files="src/gone.py (CREATE)"))
    repository.commit("docs: plan")
    repository.commit("feat: the reader", files=["src/gone.py", "src/stays.py"])
    text = PLAN.format(status="COMPLETE", files="src/gone.py (CREATE)")
    repository.write(DOCUMENT, text)
    repository.commit("docs: tick")
    repository.git("rm", "--quiet", "src/gone.py")
    repository.commit("refactor: without it")
    for number in range(6):
        repository.commit(f"chore: more {number}", files=[f"other/{number}.py"])
    return repository, text


@pytest.mark.parametrize("name", ["depth 1", "depth 5", "no trees", "no repository", "a commit missing"])
def test_d1_a_file_that_was_there_when_its_unit_was_ticked_is_not_missing_where_history_is_cut(
    tmp_path: Path, name: str
) -> None:
    repository, text = worked(tmp_path / "origin")
    assert judge(repository, text)["batch-1::1.1::files"].answer is Answer.HELD
    verdict = judge(BLIND[name](repository, tmp_path / "clone"), text)["batch-1::1.1::files"]
    assert verdict.answer is Answer.UNKNOWN, verdict
    assert verdict.findings[0].cause


def test_d1_without_blobs_nobody_can_tell_when_the_unit_appeared(tmp_path: Path) -> None:
    repository, text = worked(tmp_path / "origin")
    verdict = judge(BLIND["no blobs"](repository, tmp_path / "clone"), text)["batch-1::1.1::files"]
    assert (verdict.answer, verdict.findings[0].code) == (Answer.UNKNOWN, "commit-unknown")


@pytest.mark.parametrize("name", ["depth 1", "depth 5"])
def test_d1_a_lie_is_not_held_where_history_is_cut(tmp_path: Path, name: str) -> None:
    repository, text = worked(tmp_path / "origin")
    lie = text.replace("src/gone.py", "src/never.py")
    assert judge(repository, lie)["batch-1::1.1::files"].answer is Answer.FAILED
    assert judge(BLIND[name](repository, tmp_path / "clone"), lie)["batch-1::1.1::files"].answer is Answer.UNKNOWN


def test_d1_what_leads_out_of_the_project_is_false_however_little_is_seen(tmp_path: Path) -> None:
    repository, text = worked(tmp_path / "origin")
    lie = text.replace("src/gone.py", "../../../gone.py")
    verdict = judge(BLIND["depth 1"](repository, tmp_path / "clone"), lie)["batch-1::1.1::files"]
    assert (verdict.answer, verdict.findings[0].code) == (Answer.FAILED, "file-outside")


def test_d1_a_cited_file_that_is_gone_is_unknown_where_its_commit_is_not_seen(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "origin")
    id_ = repository.commit("feat: the reader", files=["src/a.py", "src/b.py"])
    text = CITING.format(id=id_[:10])
    repository.commit("docs: tick", files={DOCUMENT: text})
    repository.commit("refactor: without it", files={"src/a.py": None})
    assert judge(repository, text)["batch-1::1.1::files"].answer is Answer.HELD
    verdict = judge(repository.clone(tmp_path / "clone", "--depth=1"), text)["batch-1::1.1::files"]
    assert verdict.answer is Answer.UNKNOWN
    found = f"commit {id_[:10]} cannot be verified: the clone is shallow: older commits are not in it"
    assert (verdict.findings[0].found, verdict.findings[0].remedy) == (found, "git fetch --unshallow")


def test_d1_a_range_that_a_shallow_clone_cuts_is_not_empty(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "origin")
    ids = [repository.commit(f"feat: part {number}", files=["src/a.py"]) for number in range(4)]
    text = CITING.format(id=f"{ids[0][:10]}..{ids[3][:10]}").replace("(CREATE)", "(MODIFY)")
    assert judge(repository, text)["batch-1::commit"].answer is Answer.HELD
    clone = repository.clone(tmp_path / "clone", "--depth=2")
    assert judge(clone, text)["batch-1::commit"].answer is Answer.UNKNOWN


def reverted(path: Path) -> tuple[Repository, str]:
    repository = Repository.create(path)
    id_ = repository.commit("feat: the reader", files=["src/a.py", "src/b.py"])
    repository.clock += 60
    repository.git("revert", "--no-edit", id_)
    repository.commit("chore: after", files=["other/1.py"])
    repository.commit("chore: still later", files=["other/2.py"])
    return repository, id_


def test_g2_a_missing_object_that_hides_a_revert_leaves_the_batch_unknown(tmp_path: Path) -> None:
    origin, id_ = reverted(tmp_path / "origin")
    verdict = judge(origin, CITING.format(id=id_[:10]))["batch-1::commit"]
    assert (verdict.answer, verdict.findings[0].code) == (Answer.FAILED, "commit-reverted")
    clone = loose(origin, tmp_path / "clone")
    lost = clone.git("rev-parse", "HEAD~2")
    (clone.path / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    verdict = judge(clone, CITING.format(id=id_[:10]))["batch-1::commit"]
    assert verdict.answer is Answer.UNKNOWN, verdict
    assert (verdict.findings[0].cause, verdict.findings[0].remedy) == (causes.DAMAGED.why, causes.DAMAGED.remedy)


def fake_git(folder: Path, refused: str) -> None:
    """A git that does all but one thing."""
    git = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    folder.mkdir()
    script = f'#!/bin/sh\ncase "$*" in *{refused}*) echo "fatal: unable to read {"0" * 40}" >&2; exit 128;; esac\n'
    (folder / "git").write_text(f'{script}exec {git} "$@"\n', encoding="utf-8")
    (folder / "git").chmod(0o755)


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for git is a shell script")
def test_g12_where_ids_cannot_be_looked_up_an_invented_one_is_not_taken_for_a_rewritten_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository.create(tmp_path / "origin")
    repository.write(DOCUMENT, PLAN.format(status="PENDING", files="src/a.py (CREATE)"))
    repository.commit("docs: plan")
    id_ = repository.commit("feat: batch 1 - the reader", files=["src/a.py"])
    invented = id_[:8] + "".join("0" if digit != "0" else "1" for digit in id_[8:])
    text = CITING.format(id=invented)
    verdict = judge(repository, text)["batch-1::commit"]
    assert (verdict.answer, verdict.findings[0].code) == (Answer.FAILED, "commit-invented")
    fake_git(tmp_path / "bin", "--disambiguate")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    verdict = judge(repository, text)["batch-1::commit"]
    assert (verdict.answer, verdict.findings[0].cause) == (Answer.UNKNOWN, causes.DAMAGED.why)


SILENT = """\
# Development Tasks

## Batch 1: Reader

- [x] Read the file
- [x] Close it

## Batch 2: Writer

- [ ] Write the file
"""


def test_b8_boxes_unowned_ticked_boxes_of_which_nothing_says_what_they_stand_for_are_told_once(
    tmp_path: Path,
) -> None:
    verdicts = Repository(tmp_path, document=DOCUMENT, dialect="batches").verdicts(SILENT)
    assert [check for check, verdict in verdicts.items() if verdict.answer is Answer.UNKNOWN] == ["record"]
    finding = verdicts["record"].findings[0]
    assert (finding.code, finding.line, finding.claim) == ("boxes-unowned", 5, "2 boxes are ticked")
    assert finding.found == (
        "no unit of the document says how it stands, as batches are read, so nothing tells what the ticks stand for"
    )


HONEST = {
    "a list of acceptance at the end": SILENT.replace("Batch 1: Reader", "Batch 1: Reader - COMPLETE"),
    "work in progress": SILENT.replace("Batch 1: Reader", "Batch 1: Reader - IN PROGRESS"),
    "set back": SILENT.replace("Batch 1: Reader", "Batch 1: Reader - PENDING"),
    "nothing ticked": SILENT.replace("[x]", "[ ]"),
}


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST)
def test_b8_boxes_beside_units_that_say_how_they_stand_are_no_error(tmp_path: Path, text: str) -> None:
    verdicts = Repository(tmp_path, document=DOCUMENT, dialect="batches").verdicts(text)
    codes = [finding.code for verdict in verdicts.values() for finding in verdict.findings]
    assert "boxes-unowned" not in codes


def test_d1_each_lost_id_is_unknown_where_the_trees_are_not_in_the_clone(tmp_path: Path) -> None:
    """The first question that fails must not make the next ones look answered."""
    repository = Repository.create(tmp_path / "project", document=DOCUMENT)
    tasks = "".join(
        f"### Task 1.{n}: T\n\n**Commit**: abcdef{n}\n**File**: src/f{n}.py (CREATE)\n\n" for n in range(1, 6)
    )
    text = f"# Tasks\n\n## Batch 1: Reader - COMPLETE\n\n{tasks}"
    repository.record("docs: plan", text.replace("COMPLETE", "PENDING").replace("abcdef", "pending "))
    for number in range(1, 5):
        repository.commit(f"feat: task 1.{number}", files=[f"src/f{number}.py"])
    clone = repository.clone(tmp_path / "clone", "--filter=tree:0", "--no-checkout")
    answers = {check: verdict.answer for check, verdict in clone.verdicts(text).items() if check.endswith("commit")}
    assert set(answers.values()) == {Answer.UNKNOWN}
    assert len(answers) == 5
    repository.record("docs: tick", text)
    whole = repository.verdicts(text)
    assert [whole[f"batch-1::1.{n}::commit"].answer for n in (1, 4, 5)] == [Answer.HELD, Answer.HELD, Answer.FAILED]
