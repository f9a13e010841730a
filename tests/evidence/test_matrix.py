"""What becomes of a cited id: every way to bring work into the trunk, seen in every kind of clone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.model.facts import Presence
from pytest_phasegate.model.searches import Match, Sought
from tests.histories import CLONES, DOCUMENT, FILES, SUBJECTS, WAYS, Case, build_cases

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    return build_cases(tmp_path_factory.mktemp("matrix"))


# For each clone: what resolving says, and what a search by the document's files finds (None: nothing was needed).
HERE = "present, reachable"
LOST = "present, not reachable"
GONE = "missing"
BLIND = "unknown"
PATCH, LIKELY = Match.PATCH, Match.LIKELY
EXPECTED: dict[str, dict[str, tuple[str, Match | str | None]]] = {
    "merge": {
        "full": (HERE, None),
        "depth 1": (BLIND, BLIND),
        "depth 50": (BLIND, BLIND),
        "blob-less": (HERE, None),
        "worktree": (HERE, None),
        "detached head": (HERE, None),
    },
    "squash": {
        "full": (LOST, PATCH),
        "depth 1": (BLIND, BLIND),
        "depth 50": (BLIND, BLIND),
        "blob-less": (LOST, PATCH),  # the branch was cloned too; folders tell enough
        "worktree": (LOST, PATCH),
        "detached head": (LOST, PATCH),
    },
    "squash of several": {
        "full": (LOST, PATCH),
        "depth 1": (BLIND, BLIND),
        "depth 50": (BLIND, BLIND),
        "blob-less": (LOST, PATCH),
        "worktree": (LOST, PATCH),
        "detached head": (LOST, PATCH),
    },
    "rebase": {
        "full": (LOST, PATCH),
        "depth 1": (BLIND, BLIND),
        "depth 50": (BLIND, BLIND),
        "blob-less": (GONE, LIKELY),  # no branch holds the old commits any more
        "worktree": (LOST, PATCH),
        "detached head": (GONE, LIKELY),
    },
    "cherry-pick": {
        "full": (LOST, PATCH),
        "depth 1": (BLIND, BLIND),
        "depth 50": (BLIND, BLIND),
        "blob-less": (LOST, PATCH),
        "worktree": (LOST, PATCH),
        "detached head": (LOST, PATCH),
    },
    "amend": {
        "full": (LOST, PATCH),
        "depth 1": (BLIND, BLIND),
        "depth 50": (BLIND, BLIND),
        "blob-less": (GONE, LIKELY),
        "worktree": (LOST, PATCH),
        "detached head": (GONE, LIKELY),
    },
    "revert": {
        "full": (HERE, None),
        "depth 1": (BLIND, BLIND),
        "depth 50": (BLIND, BLIND),
        "blob-less": (HERE, None),
        "worktree": (HERE, None),
        "detached head": (HERE, None),
    },
}


def seen(evidence: ProjectEvidence, cited: str) -> str:
    resolution = evidence.git.resolve(cited)
    if resolution.presence is not Presence.PRESENT:
        return str(resolution.presence.value)
    return {True: HERE, False: LOST, None: BLIND}[resolution.reachable]


def found(evidence: ProjectEvidence, cited: str, batch: int, subjects: tuple[str, ...]) -> Match | str | None:
    sought = Sought(
        cited=cited, level="batch", id=str(batch + 1), files=FILES[batch], subjects=subjects, document=DOCUMENT
    )
    search = evidence.git.search(sought)
    if search.successor:
        assert set(FILES[batch]) <= {change.path for change in search.successor.commit.changes or ()}
        return search.successor.match
    return BLIND if search.unknown else None


@pytest.mark.parametrize("clone", CLONES)
@pytest.mark.parametrize("way", WAYS)
def test_every_clone_gives_the_right_answer_or_says_that_it_cannot_see(
    cases: dict[str, Case], tmp_path: Path, way: str, clone: str
) -> None:
    case = cases[way]
    answer, match = EXPECTED[way][clone]
    with ProjectEvidence(CLONES[clone](case, tmp_path), cited=case.cited) as evidence:
        for batch, cited in enumerate(case.cited):
            assert seen(evidence, cited) == answer
            if match is not None:
                assert found(evidence, cited, batch, SUBJECTS[batch : batch + 1]) == match


@pytest.mark.parametrize("way", ["squash", "squash of several", "rebase", "cherry-pick", "amend"])
def test_without_a_word_of_it_the_changed_files_give_the_work_away(
    cases: dict[str, Case], tmp_path: Path, way: str
) -> None:
    case = cases[way]
    clone = case.repository.clone(tmp_path / "clone", "--single-branch", "--branch=main")
    with ProjectEvidence(clone.path, cited=case.cited) as evidence:
        for batch, cited in enumerate(case.cited):
            resolution = evidence.git.resolve(cited)
            assert (resolution.presence, resolution.found) == (
                Presence.MISSING,
                "no such object; only the branch main was fetched",
            )
            assert found(evidence, cited, batch, ()) is LIKELY


@pytest.mark.parametrize("clone", ["depth 1", "depth 50"])
def test_a_shallow_clone_names_its_one_line_remedy(cases: dict[str, Case], tmp_path: Path, clone: str) -> None:
    case = cases["merge"]
    with ProjectEvidence(CLONES[clone](case, tmp_path), cited=case.cited) as evidence:
        resolution = evidence.git.resolve(case.cited[0])
        assert resolution.unknown == evidence.git.revision().unknown == causes.SHALLOW
        assert causes.SHALLOW.remedy == "git fetch --unshallow"
