from __future__ import annotations

from datetime import date, datetime, timezone
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.location import Location
from pytest_phasegate.model.facts import Evidence, Presence
from pytest_phasegate.model.policy import Command

if TYPE_CHECKING:
    from tests.repository import Repository


def test_it_is_the_evidence_that_gates_ask(repository: Repository) -> None:
    with ProjectEvidence(repository.path) as evidence:
        asked: Evidence = evidence  # the type checker compares all of it
        assert asked.git.revision().commit is None


def test_the_day_is_the_one_given_or_this_one(repository: Repository) -> None:
    with ProjectEvidence(repository.path, today=date(2031, 2, 3)) as evidence:
        assert evidence.today() == date(2031, 2, 3)
    before = datetime.now(timezone.utc).date()
    with ProjectEvidence(repository.path) as evidence:
        assert before <= evidence.today() <= datetime.now(timezone.utc).date()


def test_documents_are_found_and_read_from_the_working_tree(repository: Repository) -> None:
    repository.commit("docs: plan", files=["tasks/one.md"])
    repository.write("tasks/two.md", "new\n")
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.files.list_paths() == ("tasks/one.md", "tasks/two.md")
        assert evidence.files.read_document("tasks/two.md") == b"new\n"
        assert evidence.files.read_document("tasks") is None
        assert evidence.files.read_document("../elsewhere") is None


def test_a_document_is_read_as_of_the_revision_that_is_judged(repository: Repository) -> None:
    repository.commit("docs: plan", files=["tasks/one.md"])
    repository.write("tasks/one.md", "changed\n")
    with ProjectEvidence(repository.path, at="HEAD") as evidence:
        assert evidence.files.read_document("tasks/one.md") == b"tasks/one.md\ndocs: plan\n"


def test_ids_may_be_given_as_they_are(repository: Repository) -> None:
    id_ = repository.commit("feat: a", files=["a.py"])
    with ProjectEvidence(repository.path, cited=frozenset({id_.upper()})) as evidence:
        assert evidence.git.resolve(id_).presence is Presence.PRESENT


def test_a_command_runs_in_the_project(repository: Repository) -> None:
    repository.commit("feat: a", files=["a.py"])
    command = Command(name="build", run=("python", "-c", "print('built')"), location=Location("phasegate.yaml", 1))
    with ProjectEvidence(repository.path) as evidence:
        result = evidence.runs.run(command)
    assert result.passed
    assert result.output.strip() == "built"


def test_a_path_of_a_short_ids_commit_is_known_from_its_changes(repository: Repository) -> None:
    id_ = repository.commit("feat: a", files=["libs/a/index.ts", "libs/b/index.ts"])
    work = repository.commit("feat: b", files=["libs/b/index.ts"])
    with ProjectEvidence(repository.path, cited=[id_[:8], work[:8]]) as evidence:
        commit = evidence.git.resolve(work[:8]).commit
        assert commit is not None
        assert evidence.files.tree(commit.id).locate("index.ts").path == "libs/b/index.ts"


def test_listings_of_many_commits_do_not_pile_up(repository: Repository) -> None:
    ids = [repository.commit(f"feat: {number}", files=[f"{number}.py"]) for number in range(12)]
    with ProjectEvidence(repository.path) as evidence:
        for number, id_ in enumerate(ids):
            assert len(evidence.files.tree(id_).glob("*.py")) == number + 1
        assert evidence.files._listing.cache_info().currsize == 8
        assert evidence.files.tree(ids[0]).glob("*.py") == ("0.py",)
