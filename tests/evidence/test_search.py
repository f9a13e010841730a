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


@pytest.mark.parametrize("message", ["feat(TASK_7): batch 2", "feat: all\n\nBatch: 2", "feat(app): the core"])
@pytest.mark.parametrize("files", [(), ("src/core.py",)])
def test_a_commit_that_changes_nothing_proves_nothing(
    planned: Repository, message: str, files: tuple[str, ...]
) -> None:
    planned.commit(message)
    sought = batch(files=files, subjects=("feat(app): the core",))
    assert search(planned, sought) is None


@pytest.mark.parametrize("message", ["docs: batch 2 is complete", "docs: tick\n\nBatch: 2", "docs(TASK_7): batch 2"])
@pytest.mark.parametrize("files", [(), ("src/core.py",)])
@pytest.mark.parametrize("cited", [None, LOST])
def test_a_commit_that_only_ticks_the_document_is_no_work(
    planned: Repository, message: str, files: tuple[str, ...], cited: str | None
) -> None:
    planned.commit(message, files=[DOCUMENT])
    assert search(planned, batch(files=files, cited=cited)) is None


def test_the_subject_that_the_document_gives_finds_an_amended_commit(planned: Repository) -> None:
    commit = planned.commit("feat(app): the core", files=["src/core.py", DOCUMENT])
    sought = batch(cited=LOST, subjects=("feat(app): the core",))
    expect(search(planned, sought), commit, Match.LIKELY, "(it changes the file of batch 2)")


def test_a_subject_may_stand_in_a_squashed_body(planned: Repository) -> None:
    commit = planned.commit("feat: all (#3)\n\n* feat(app): the core\n* feat(app): the shell", files=["src/core.py"])
    sought = batch(cited=LOST, subjects=("feat(app): the core",))
    expect(search(planned, sought), commit, Match.LIKELY, "(it changes the file of batch 2)")


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
    planned.commit("docs: more", files=["README.md"])
    found = search(planned, batch(cited=LOST, files=("src/core.py", "src/shell.py")))
    assert found is not None
    assert found.detail.startswith(f'commit {commit[:10]} "work of the week" (it changes all 2 files of batch 2) or ')


def test_the_commit_that_brings_document_and_files_together_counts(repository: Repository) -> None:
    commit = repository.commit("everything (#1)", files=[DOCUMENT, "src/core.py"])
    expect(search(repository, batch()), commit, Match.LIKELY, "(it changes the file of batch 2)")


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
    expect(search(repository, batch(cited=LOST[:8])), commit, Match.LIKELY, "(it changes the file of batch 2)")


def test_b15_work_behind_the_plan_is_still_found(repository: Repository) -> None:
    repository.commit("everything (#1)", files={DOCUMENT: "## Batch 2: Core\n", "src/core.py": "a = 1\n"})
    commit = repository.commit("work", files={"src/core.py": "a = 2\n"})
    expect(search(repository, batch(cited=LOST)), commit, Match.LIKELY, "(it changes the file of batch 2)")


def test_work_that_was_taken_back_does_not_count(planned: Repository) -> None:
    commit = planned.commit("feat: batch 2 - the core", files=["src/core.py"])
    planned.git("revert", "--no-edit", commit)
    assert search(planned, batch()) is None


def test_work_that_was_brought_again_counts(planned: Repository) -> None:
    commit = planned.commit("feat: batch 2 - the core", files=["src/core.py"])
    planned.git("revert", "--no-edit", commit)
    planned.git("revert", "--no-edit", "HEAD")
    found = search(planned, batch())
    assert found is not None
    assert (found.commit.id, found.match) == (commit, Match.LIKELY)


def test_many_files_are_found_as_few_are(planned: Repository) -> None:
    names = tuple(f"src/file{number}.py" for number in range(40))
    (lost,) = lose(planned, names)
    planned.commit("docs: meanwhile", files=["README.md"])
    planned.git("cherry-pick", lost)
    commit = planned.git("rev-parse", "HEAD")
    expect(search(planned, batch(cited=lost, files=names)), commit, Match.PATCH, f"is the same patch as {lost[:10]}")
    expect(search(planned, batch(files=names)), commit, Match.LIKELY, "(it changes all 40 files of batch 2)")


def test_long_subjects_are_cut_in_what_is_said(planned: Repository) -> None:
    planned.commit(f"feat: batch 2 {'x' * 100}", files=["src/core.py"])
    found = search(planned, batch())
    assert found is not None
    assert found.detail == f'commit {found.commit.short} "feat: batch 2 {"x" * 45}…" (it changes the file of batch 2)'


def score(repository: Repository, **asked: object) -> str:
    """What is told of the commit that fits best."""
    found = search(repository, batch(**asked))  # type: ignore[arg-type]
    return found.detail if found else ""


@pytest.mark.parametrize(
    ("others", "files", "title"),
    [
        ([("feat: the shell", ("src/shell.py",))], ("src/core.py",), ""),
        ([("feat: much", ("src/core.py", "src/a.py", "src/b.py", "src/c.py"))], ("src/core.py",), "The core"),
        ([("feat: half", ("src/core.py",))], ("src/core.py", "src/more.py"), ""),
        ([("chore: tidy", ("src/core.py", "src/more.py"))], ("src/core.py", "src/more.py"), "Write the core"),
        ([("chore: tidy", ("src/a.py",))], (), "Write the core"),
        ([("feat(TASK_8): the core of another plan", ("src/elsewhere.py",))], ("src/core.py",), "The core"),
        ([("docs: batch 2, write the core", (DOCUMENT,))], ("src/core.py",), "Write the core"),
    ],
)
def test_d6_the_commit_that_fits_best_is_told(
    planned: Repository, others: list[tuple[str, tuple[str, ...]]], files: tuple[str, ...], title: str
) -> None:
    for message, changed in others:
        planned.commit(message, files=changed)
    right = planned.commit("feat: write the core", files=files or ("src/core.py",))
    for message, changed in others:
        planned.commit(f"{message} again", files=changed)
    found = search(planned, batch(files=files, title=title))
    assert found is not None
    assert (found.commit.id, found.match) == (right, Match.LIKELY)


def test_d5_a_message_that_names_another_task_is_no_matter_where_the_files_are_the_units(planned: Repository) -> None:
    commit = planned.commit("feat(TASK_8): write the core", files=["src/core.py", DOCUMENT])
    expect(search(planned, batch(title="Core")), commit, Match.LIKELY, "(it changes the file of batch 2)")


def test_d6_a_path_that_nobody_knows_does_not_end_the_search(planned: Repository) -> None:
    commit = planned.commit("feat: batch 2 - the core", files=["src/core.py"])
    files = ("src/core.py", "old/name.py", "package-lock.json")
    expect(search(planned, batch(files=files)), commit, Match.LIKELY, "(it changes 1 of the 3 files of batch 2)")


def test_two_that_fit_as_well_are_both_told(planned: Repository) -> None:
    planned.commit("feat: the core", files=["src/core.py"])
    second = planned.commit("feat: the core (#2)", files=["src/core.py"])
    found = search(planned, batch(title="The core"))
    assert found is not None
    assert not found.is_clear
    assert found.detail.endswith(f' or commit {second[:10]} "feat: the core (#2)" (it changes the file of batch 2)')


@pytest.mark.parametrize("title", ["Write the core", ""])
def test_what_fits_too_little_is_not_told(planned: Repository, title: str) -> None:
    planned.commit("chore: tidy", files=["README.md", "src/a.py"])
    assert score(planned, files=(), title=title) == ""
    assert score(planned, files=("src/never.py",), title=title) == ""


def test_a_unit_that_names_no_file_is_known_by_its_words(planned: Repository) -> None:
    commit = planned.commit("feat: write the core", files=["src/core.py"])
    planned.commit("chore: tidy", files=["src/a.py"])
    told = score(planned, files=(), title="Write the core")
    assert told == f'commit {commit[:10]} "feat: write the core" (it is called like batch 2)'
