from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.model.searches import Match, Sought, Successor

if TYPE_CHECKING:
    from tests.repository import Repository

DOCUMENT = "task-tracking/TASK_7/tasks.md"
LOST = "0123456789abcdef0123456789abcdef01234567"


def batch(
    number: str = "2", *, cited: str | None = None, files: tuple[str, ...] = ("src/core.py",), **more: object
) -> Sought:
    return Sought(cited=cited, level="batch", id=number, files=files, document=DOCUMENT, **more)  # type: ignore[arg-type]


def search(repository: Repository, sought: Sought) -> Successor | None:
    cited = [sought.cited] if sought.cited else []
    with ProjectEvidence(repository.path, cited=cited) as evidence:
        answer = evidence.git.search(sought)
    assert answer.successor or not answer.unknown
    return answer.successor


def expect(found: Successor | None, commit: str, match: Match, how: str) -> None:
    assert found is not None
    assert (found.commit.id, found.match) == (commit, match)
    assert found.detail == f'commit {commit[:10]} "{found.commit.subject}" {how}'


@pytest.fixture
def planned(repository: Repository) -> Repository:
    """A repository whose history holds the document, and before it an old file of the same work."""
    repository.commit("chore: begin", files=["README.md", "src/old.py"])
    repository.commit("docs: plan TASK_7", files=[DOCUMENT])
    return repository


def lose(repository: Repository, *groups: tuple[str, ...]) -> list[str]:
    """Commit files on a branch of their own, a group a commit; the trunk is checked out again."""
    repository.git("switch", "--quiet", "--create", "work")
    ids = [repository.commit(f"wip {number}", files=files) for number, files in enumerate(groups)]
    repository.git("switch", "--quiet", "main")
    return ids


@pytest.mark.parametrize(
    ("message", "how"),
    [
        ("feat(app): batch 2 - the core", 'names "batch 2" in its subject'),
        ("feat: Batch 2: the core (#12)", 'names "batch 2" in its subject'),
        ("feat: all of it (#12)\n\n* batch 1 - shell\n* batch 2 - core", 'lists "batch 2" in its body'),
        ("feat: all of it\n\nbatches 1-3", 'lists "batch 2" in its body'),
    ],
)
def test_a_message_that_names_the_unit_gives_it_away(planned: Repository, message: str, how: str) -> None:
    commit = planned.commit(message, files=["src/core.py"])
    planned.commit("docs: more", files=["README.md"])
    expect(search(planned, batch()), commit, Match.UNIT, how)


@pytest.mark.parametrize("message", ["feat: batch 12 - x", "feat: batch 2.1 - x", "feat: task 2", "feat: batch 20"])
def test_a_message_that_names_another_unit_does_not(planned: Repository, message: str) -> None:
    planned.commit(message, files=["src/other.py"])
    assert search(planned, batch(scopes=("TASK_7",), files=())) is None


def test_of_many_batches_of_one_number_the_one_with_the_units_files_counts(planned: Repository) -> None:
    right = planned.commit("feat: batch 2 - the core", files=["src/core.py"])
    planned.commit("feat: batch 2 - of another plan", files=["src/elsewhere.py"])
    expect(search(planned, batch()), right, Match.UNIT, 'names "batch 2" in its subject')


def test_of_many_batches_of_one_number_the_one_that_names_the_plan_counts(planned: Repository) -> None:
    right = planned.commit("feat(TASK_7): batch 2 - the core", files=["src/moved.py"])
    planned.commit("feat(TASK_71): batch 2", files=["src/elsewhere.py"])
    expect(search(planned, batch(scopes=("TASK_7",))), right, Match.UNIT, 'names "batch 2" in its subject')


def test_a_batch_of_another_plan_is_not_this_one(planned: Repository) -> None:
    planned.commit("feat: batch 2 - of another plan", files=["src/elsewhere.py"])
    assert search(planned, batch(scopes=("TASK_7",))) is None


OTHERS = {
    "its trailer": "feat: the core\n\nLong story of TASK_8.\n\nBatch: 2",
    "its subject": "feat(TASK_8): batch 2",
    "its body": "feat: the core\n\nPart of TASK_8 Batch 2",
    "the subject that was promised": "feat(app): the core\n\nTASK_8",
    "no unit": "feat: the core of TASK_8",
}


@pytest.mark.parametrize("message", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("files", [(), ("src/core.py",)])
def test_a_commit_that_names_another_plan_is_not_of_this_one_whatever_it_changes(
    planned: Repository, message: str, files: tuple[str, ...]
) -> None:
    planned.commit("docs: plan TASK_8", files=["task-tracking/TASK_8/tasks.md"])
    planned.commit(message, files=["src/core.py"])
    sought = batch(files=files, scopes=("TASK_7",), subjects=("feat(app): the core",))
    assert search(planned, sought) is None
    both = planned.commit(f"{message}\n\nand of TASK_7 batch 2", files=["src/core.py"])
    found = search(planned, sought)
    assert found is not None
    assert found.commit.id == both


@pytest.mark.parametrize("message", ["feat(TASK_7): batch 2", "feat: all\n\nBatch: 2", "feat(app): the core"])
@pytest.mark.parametrize("files", [(), ("src/core.py",)])
def test_a_commit_that_changes_nothing_proves_nothing(
    planned: Repository, message: str, files: tuple[str, ...]
) -> None:
    planned.commit(message)
    sought = batch(files=files, scopes=("TASK_7",), subjects=("feat(app): the core",))
    assert search(planned, sought) is None


def test_a_bare_name_is_enough_where_nothing_else_is_known(planned: Repository) -> None:
    commit = planned.commit("feat: batch 2", files=["src/elsewhere.py"])
    expect(search(planned, batch(files=())), commit, Match.UNIT, 'names "batch 2" in its subject')


@pytest.mark.parametrize("message", ["docs: batch 2 is complete", "docs: tick\n\nBatch: 2", "docs(TASK_7): batch 2"])
@pytest.mark.parametrize("files", [(), ("src/core.py",)])
@pytest.mark.parametrize("cited", [None, LOST])
def test_a_commit_that_only_ticks_the_document_is_no_work(
    planned: Repository, message: str, files: tuple[str, ...], cited: str | None
) -> None:
    planned.commit(message, files=[DOCUMENT])
    assert search(planned, batch(files=files, cited=cited, scopes=("TASK_7",))) is None


def test_a_report_beside_the_document_is_work_of_a_unit_that_names_no_file(planned: Repository) -> None:
    report = "task-tracking/TASK_7/report.md"
    commit = planned.commit("docs: batch 2 verified", files=[DOCUMENT, report])
    expect(search(planned, batch(files=())), commit, Match.UNIT, 'names "batch 2" in its subject')
    assert search(planned, batch(scopes=("TASK_7",))) is None


@pytest.mark.parametrize(
    ("message", "how"),
    [
        ("feat(T012): the core", 'names "T012" in its subject'),
        ("feat: T011-T013 - the core", 'names "T012" in its subject'),
        ("squash\n\n- T012 core", 'lists "T012" in its body'),
    ],
)
def test_an_id_that_speaks_for_itself_needs_no_level(planned: Repository, message: str, how: str) -> None:
    commit = planned.commit(message, files=["src/core.py"])
    sought = Sought(cited=None, level="task", id="T012", document=DOCUMENT)
    expect(search(planned, sought), commit, Match.UNIT, how)


def test_a_number_alone_counts_only_with_a_file_of_the_unit(planned: Repository) -> None:
    commit = planned.commit("squash\n\n* 1.1 the core\n* 1.2 the shell", files=["src/core.py"])
    sought = Sought(cited=None, level="task", id="1.1", document=DOCUMENT)
    assert search(planned, sought) is None
    with_files = Sought(cited=None, level="task", id="1.1", files=("src/core.py",), document=DOCUMENT)
    expect(search(planned, with_files), commit, Match.UNIT, 'lists "1.1" in its body')


@pytest.mark.parametrize("trailer", ["Batch: 2", "batch: 2", "Batch: Batch 2", "Batch: 2 - the core", "Batch: 2."])
def test_a_trailer_names_the_unit(planned: Repository, trailer: str) -> None:
    commit = planned.commit(f"feat: the core\n\nLong story.\n\nTask: TASK_7\n{trailer}", files=["src/core.py"])
    planned.commit("docs: batch 2 is done", files=["src/core.py", DOCUMENT])
    expect(search(planned, batch()), commit, Match.TRAILER, 'has the trailer "Batch: 2"')


@pytest.mark.parametrize("body", ["Batch: 12", "Batch: 2.1", "Batches: 2", "see\nBatch: 3 2"])
def test_a_trailer_for_another_unit_does_not(planned: Repository, body: str) -> None:
    planned.commit(f"feat: the core\n\n{body}", files=["README.md"])
    assert search(planned, batch(files=())) is None


def test_the_subject_that_the_document_gives_finds_an_amended_commit(planned: Repository) -> None:
    commit = planned.commit("feat(app): the core", files=["src/core.py", DOCUMENT])
    sought = batch(cited=LOST, subjects=("feat(app): the core",))
    expect(search(planned, sought), commit, Match.SUBJECT, 'has the subject "feat(app): the core"')


def test_a_subject_may_stand_in_a_squashed_body(planned: Repository) -> None:
    commit = planned.commit("feat: all (#3)\n\n* feat(app): the core\n* feat(app): the shell", files=["src/core.py"])
    sought = batch(cited=LOST, subjects=("feat(app): the core",))
    expect(search(planned, sought), commit, Match.SUBJECT, 'lists "feat(app): the core" in its body')


def test_the_same_subject_over_other_files_is_another_commit(planned: Repository) -> None:
    planned.commit("wip", files=["src/elsewhere.py"])
    assert search(planned, batch(cited=LOST, subjects=("wip",))) is None


def test_a_rebased_commit_is_known_by_its_patch_though_the_file_moved_on(planned: Repository) -> None:
    planned.write("src/core.py", "".join(f"line {number}\n" for number in range(40)))
    planned.commit("chore: a long file")
    planned.git("switch", "--quiet", "--create", "work")
    planned.write("src/core.py", "".join(f"line {number}\n" for number in range(40)) + "the work\n")
    lost = planned.commit("wip")
    planned.git("switch", "--quiet", "main")
    planned.write("src/core.py", "".join(f"line {number}\n" for number in range(3, 40)))
    planned.commit("meanwhile")
    planned.write("src/core.py", "".join(f"line {number}\n" for number in range(3, 40)) + "the work\n")
    commit = planned.commit("another subject")
    expect(search(planned, batch(cited=lost)), commit, Match.PATCH, f"is the same patch as {lost[:10]}")


def test_several_lost_commits_are_known_in_one_squash_by_their_patch_together(planned: Repository) -> None:
    text = "".join(f"line {number}\n" for number in range(40))
    planned.write("src/core.py", text)
    planned.commit("chore: a long file")
    planned.git("switch", "--quiet", "--create", "work")
    planned.write("src/core.py", text + "first\n")
    first = planned.commit("wip 1")
    planned.write("src/core.py", text + "first\nsecond\n")
    second = planned.commit("wip 2")
    planned.git("switch", "--quiet", "main")
    planned.write("src/core.py", text[7:])
    planned.commit("meanwhile")
    planned.write("src/core.py", text[7:] + "first\nsecond\n")
    commit = planned.commit("squashed by hand")
    with ProjectEvidence(planned.path, cited=[first, second]) as evidence:
        for lost in (first, second):
            evidence.git.resolve(lost)
            found = evidence.git.search(batch(cited=lost)).successor
            expect(found, commit, Match.PATCH, f"is the patch of 2 commits together, {lost[:10]} among them")


def test_three_of_five_squashed_and_two_rebased_are_all_found(planned: Repository) -> None:
    ids = lose(planned, *((f"src/f{number}.py",) for number in range(5)))
    planned.commit("docs: meanwhile", files=["README.md"])
    planned.git("cherry-pick", "--no-commit", *ids[:3])
    squash = planned.commit("squashed by hand")
    planned.git("cherry-pick", *ids[3:])
    tip, before = planned.git("rev-parse", "HEAD"), planned.git("rev-parse", "HEAD~1")
    with ProjectEvidence(planned.path, cited=ids) as evidence:
        found = [evidence.git.search(batch(cited=id_)).successor for id_ in ids]
    assert [one and one.commit.id for one in found] == [squash, squash, squash, before, tip]
    assert found[0] is not None
    assert found[0].detail.endswith(f"is the patch of 3 commits together, {ids[0][:10]} among them")


def test_a_squash_with_more_in_it_still_leaves_the_files_as_they_were(planned: Repository) -> None:
    (lost,) = lose(planned, ("src/core.py",))
    planned.git("cherry-pick", "--no-commit", lost)
    planned.write("src/more.py")
    commit = planned.commit("squashed by hand, and more")
    found = search(planned, batch(cited=lost))
    expect(found, commit, Match.PATCH, f"leaves every file as {lost[:10]} left it")


def test_a_lost_id_that_no_one_announced_is_compared_too(planned: Repository) -> None:
    first, second = lose(planned, ("src/a.py",), ("src/core.py",))
    planned.git("cherry-pick", first, second)
    with ProjectEvidence(planned.path, cited=[first]) as evidence:
        assert evidence.git.search(batch(cited=first, files=("src/a.py",))).successor
        found = evidence.git.search(batch(cited=second)).successor
    assert found is not None
    assert found.match is Match.PATCH


def test_work_that_was_never_merged_is_not_found(planned: Repository) -> None:
    (lost,) = lose(planned, ("src/core.py",))
    planned.commit("feat: something else", files=["src/old.py"])
    assert search(planned, batch(cited=lost)) is None


def test_a_squash_that_leaves_one_batchs_files_out_does_not_hold_it(planned: Repository) -> None:
    first, second = lose(planned, ("src/shell.py",), ("src/core.py",))
    planned.git("cherry-pick", "--no-commit", first)
    planned.commit("feat: all of it")
    with ProjectEvidence(planned.path, cited=[first, second]) as evidence:
        assert evidence.git.search(batch("1", cited=first, files=("src/shell.py",))).successor
        assert evidence.git.search(batch("2", cited=second)).successor is None


def test_a_lost_merge_and_an_empty_commit_have_no_patch(planned: Repository) -> None:
    planned.git("switch", "--quiet", "--create", "work")
    planned.commit("wip", files=["src/other.py"])
    planned.git("switch", "--quiet", "--create", "top", "main")
    planned.commit("wip", files=["src/third.py"])
    planned.git("merge", "--quiet", "--no-ff", "--message", "merge", "work")
    merge = planned.git("rev-parse", "HEAD")
    empty = planned.commit("nothing")
    planned.git("switch", "--quiet", "main")
    planned.commit("nothing either")
    assert search(planned, batch(cited=merge)) is None
    assert search(planned, batch(cited=empty)) is None


@pytest.mark.parametrize("length", [7, 10, 40])
def test_a_cherry_pick_says_what_it_was_made_from(planned: Repository, length: int) -> None:
    commit = planned.commit(f"other\n\n(cherry picked from commit {LOST})", files=["src/core.py"])
    found = search(planned, batch(cited=LOST[:length]))
    expect(found, commit, Match.ORIGIN, f"says that it was made from {LOST[:length][:10]}")


def test_a_squash_that_changes_all_the_units_files_stands_for_it(planned: Repository) -> None:
    commit = planned.commit("work of the week", files=["src/core.py", "src/shell.py", "src/third.py"])
    planned.commit("fix: the core", files=["src/core.py"])
    planned.commit("fix: both", files=["src/core.py", "src/shell.py"])
    found = search(planned, batch(cited=LOST, files=("src/core.py", "src/shell.py")))
    expect(found, commit, Match.FILES, "changes all 2 files of batch 2")


def test_a_change_before_the_document_named_the_files_does_not(planned: Repository) -> None:
    assert search(planned, batch(files=("src/old.py",))) is None


def test_the_commit_that_brings_document_and_files_together_counts(repository: Repository) -> None:
    commit = repository.commit("everything (#1)", files=[DOCUMENT, "src/core.py"])
    expect(search(repository, batch()), commit, Match.FILES, "changes the file of batch 2")


@pytest.mark.parametrize("files", [("src/core.py",), ("src/core.py", "src/shell.py"), ()])
@pytest.mark.parametrize("message", ["everything (#1)", "docs: plan batch 1 and batch 2"])
def test_b15_a_commit_that_brought_the_plan_is_no_successor_of_an_id_written_later(
    repository: Repository, message: str, files: tuple[str, ...]
) -> None:
    if files and "batch" in message:
        files = ("src/late.py",)
    repository.commit(message, files={DOCUMENT: "## Batch 2: Core - PENDING\n", "src/core.py": "", "src/shell.py": ""})
    repository.commit("docs: tick", files={DOCUMENT: f"## Batch 2: Core - COMPLETE\n\n**Commit**: {LOST[:8]}\n"})
    assert search(repository, batch(cited=LOST[:8], files=files)) is None


@pytest.mark.parametrize("document", [DOCUMENT, "specs/TASK_7/tasks.md"])
def test_b15_a_squash_that_brings_the_document_with_the_id_may_be_its_successor(
    repository: Repository, document: str
) -> None:
    text = f"## Batch 2: Core - COMPLETE\n\n**Commit**: {LOST[:8].upper()}\n"
    commit = repository.commit("everything (#1)", files={document: text, "src/core.py": ""})
    if document != DOCUMENT:
        repository.commit("docs: move", files={document: None, DOCUMENT: text})
    expect(search(repository, batch(cited=LOST[:8])), commit, Match.FILES, "changes the file of batch 2")


def test_b15_work_behind_the_plan_is_still_found(repository: Repository) -> None:
    repository.commit("everything (#1)", files={DOCUMENT: "## Batch 2: Core\n", "src/core.py": "a = 1\n"})
    commit = repository.commit("work", files={"src/core.py": "a = 2\n"})
    expect(search(repository, batch(cited=LOST)), commit, Match.FILES, "changes the file of batch 2")


def test_b15_a_commit_of_plan_and_work_that_names_the_unit_may_be_its_successor(repository: Repository) -> None:
    commit = repository.commit("feat: batch 2 - core", files={DOCUMENT: "## Batch 2: Core\n", "src/core.py": ""})
    expect(search(repository, batch(cited=LOST)), commit, Match.UNIT, 'names "batch 2" in its subject')


@pytest.mark.parametrize("content", ["the same", "another"])
def test_a_document_that_moved_named_the_files_before_it_moved(repository: Repository, content: str) -> None:
    repository.write("specs/TASK_7/tasks.md", "the same\n")
    repository.commit("docs: plan")
    commit = repository.commit("work", files=["src/core.py"])
    (repository.path / "specs/TASK_7/tasks.md").unlink()
    repository.write(DOCUMENT, f"{content}\n")
    repository.commit("docs: move the plan")
    expect(search(repository, batch()), commit, Match.FILES, "changes the file of batch 2")


def test_without_an_id_several_commits_may_change_the_files_between_them(planned: Repository) -> None:
    first = planned.commit("one", files=["src/core.py"])
    second = planned.commit("two", files=["src/shell.py"])
    found = search(planned, batch(files=("src/core.py", "src/shell.py")))
    expect(found, second, Match.FILES, f"is the last of 2 that change the files: {second[:10]}, {first[:10]}")


def test_a_lost_id_stands_for_one_commit_not_for_several(planned: Repository) -> None:
    planned.commit("one", files=["src/core.py"])
    planned.commit("two", files=["src/shell.py"])
    assert search(planned, batch(cited=LOST, files=("src/core.py", "src/shell.py"))) is None


def test_a_file_that_nobody_changed_is_not_done(planned: Repository) -> None:
    planned.commit("one", files=["src/core.py"])
    assert search(planned, batch(files=("src/core.py", "src/never.py"))) is None
    assert search(planned, batch(files=("src/core.py", "src/old.py"))) is None


def test_a_document_outside_of_git_leaves_the_answer_open(planned: Repository) -> None:
    planned.commit("one", files=["src/core.py"])
    sought = Sought(cited=None, level="batch", id="2", files=("src/core.py",), document="loose/tasks.md")
    with ProjectEvidence(planned.path) as evidence:
        answer = evidence.git.search(sought)
    assert answer.successor is None
    assert answer.unknown is None


def test_work_that_was_taken_back_does_not_count(planned: Repository) -> None:
    commit = planned.commit("feat: batch 2 - the core", files=["src/core.py"])
    planned.git("revert", "--no-edit", commit)
    assert search(planned, batch()) is None


def test_work_that_was_brought_again_counts(planned: Repository) -> None:
    commit = planned.commit("feat: batch 2 - the core", files=["src/core.py"])
    planned.git("revert", "--no-edit", commit)
    planned.git("revert", "--no-edit", "HEAD")
    again = planned.git("rev-parse", "HEAD")
    found = search(planned, batch())
    assert found is not None
    assert (found.commit.id, found.match) == (again, Match.UNIT)


def test_history_is_read_a_few_times_however_many_searches_there_are(planned: Repository) -> None:
    commits = {
        name: planned.commit(f"work {name}", files=[name]) for name in (f"src/file{number}.py" for number in range(8))
    }
    with ProjectEvidence(planned.path) as evidence:
        for name, commit in commits.items():
            found = evidence.git.search(batch(files=(name,))).successor
            assert found is not None
            assert found.commit.id == commit
        assert evidence.git._history is not None
        assert evidence.git._history._passes == 4


def test_where_a_document_began_is_asked_once_however_many_lost_ids_it_cites(planned: Repository) -> None:
    began = planned.git("rev-parse", "HEAD")
    commit = planned.commit("feat: batch 2 - core", files=["src/core.py"])
    with ProjectEvidence(planned.path) as evidence:
        found = evidence.git.search(batch(cited=LOST, files=(), scopes=("TASK_7",))).successor
        assert found is not None
        assert found.commit.id == commit
        assert evidence.git._history is not None
        asked = evidence.git._history._beginnings
        assert {document: first.commit for document, first in asked.items() if first} == {DOCUMENT: began}


def test_many_files_are_found_as_few_are(planned: Repository) -> None:
    names = tuple(f"src/file{number}.py" for number in range(40))
    (lost,) = lose(planned, names)
    planned.commit("docs: meanwhile", files=["README.md"])
    planned.git("cherry-pick", lost)
    commit = planned.git("rev-parse", "HEAD")
    expect(search(planned, batch(cited=lost, files=names)), commit, Match.PATCH, f"is the same patch as {lost[:10]}")
    expect(search(planned, batch(files=names)), commit, Match.FILES, "changes all 40 files of batch 2")


def test_long_subjects_are_cut_in_what_is_said(planned: Repository) -> None:
    planned.commit(f"feat: batch 2 {'x' * 100}", files=["src/core.py"])
    found = search(planned, batch())
    assert found is not None
    assert found.detail == f'commit {found.commit.short} "feat: batch 2 {"x" * 45}…" names "batch 2" in its subject'
