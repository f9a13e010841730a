from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.git import resolve
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.model.commits import ChangeKind
from pytest_phasegate.model.facts import Presence
from pytest_phasegate.model.searches import Sought

if TYPE_CHECKING:
    from tests.repository import Repository


def test_an_id_is_found_at_any_length_and_in_any_case(repository: Repository) -> None:
    id_ = repository.commit("feat: a", files=["a.py"])
    names = [id_[:7], id_[:8], id_[:12].upper(), id_]
    with ProjectEvidence(repository.path, cited=names) as evidence:
        for name in names:
            found = evidence.git.resolve(name)
            assert (found.cited, found.presence, found.reachable) == (name.lower(), Presence.PRESENT, True)
            assert found.commit is not None
            assert found.commit.id == id_


def test_an_invented_tail_is_missing_with_the_real_one_named(repository: Repository) -> None:
    id_ = repository.commit("feat: a", files=["a.py"])
    tail = "0" if id_[8] != "0" else "1"
    with ProjectEvidence(repository.path) as evidence:
        found = evidence.git.resolve(id_[:8] + tail * 32)
        assert (found.presence, found.found, found.near) == (Presence.MISSING, "no such object", (id_,))
        assert evidence.git.resolve(("0" if id_[0] != "0" else "1") + id_[1:]).near == ()


@pytest.mark.parametrize("cited", ["12345678", "deadbeef", "bafceac", "20250917"])
def test_an_id_that_never_was_is_missing(repository: Repository, cited: str) -> None:
    repository.commit("feat: a", files=["a.py"])
    with ProjectEvidence(repository.path, cited=[cited]) as evidence:
        found = evidence.git.resolve(cited)
    assert (found.presence, found.found, found.near) == (Presence.MISSING, "no such object", ())


@pytest.mark.parametrize("cited", ["abc", "123456", "g" * 8, "a" * 65, "pending"])
def test_what_is_no_id_is_missing(repository: Repository, cited: str) -> None:
    with ProjectEvidence(repository.path) as evidence:
        found = evidence.git.resolve(cited)
    assert (found.presence, found.found) == (Presence.MISSING, "not a commit id: 7 to 64 hex digits are one")


@pytest.mark.parametrize(
    ("revision", "found"), [("HEAD^{tree}", "a tree"), ("HEAD:a.py", "a file's content"), ("v1", "a tag of commit {}")]
)
def test_another_object_is_not_a_commit(repository: Repository, revision: str, found: str) -> None:
    head = repository.commit("feat: a", files=["a.py"])
    repository.git("tag", "--annotate", "--message=v1", "v1")
    cited = repository.git("rev-parse", revision)
    with ProjectEvidence(repository.path, cited=[cited]) as evidence:
        resolution = evidence.git.resolve(cited)
    assert (resolution.presence, resolution.found) == (Presence.NOT_A_COMMIT, found.format(head[:10]))


@pytest.mark.parametrize(("content", "found"), [("nonsense\n", "a tag of an object"), ("type tree\n", "a tag of tree")])
def test_a_tag_that_git_would_never_make_is_no_crash(repository: Repository, content: str, found: str) -> None:
    repository.commit("feat: a", files=["a.py"])
    cited = repository.git("hash-object", "-t", "tag", "-w", "--literally", "--stdin", stdin=content)
    with ProjectEvidence(repository.path, cited=[cited]) as evidence:
        resolution = evidence.git.resolve(cited)
    assert (resolution.presence, resolution.found) == (Presence.NOT_A_COMMIT, found)


def make_commits(repository: Repository, count: int) -> list[str]:
    """Empty commits in a row, quickly."""
    stream = "".join(
        f"commit refs/heads/main\ncommitter A <a@example.org> {number} +0000\ndata 1\nx\n" for number in range(count)
    )
    repository.git("fast-import", "--quiet", stdin=stream)
    return repository.git("rev-list", "main").split()


def test_a_beginning_that_several_commits_share_is_ambiguous(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolve, "CITED_ID", re.compile("[0-9a-f]{4,64}"))  # seven alike would take too long to make
    monkeypatch.setattr(resolve, "NEAR_DIGITS", 4)
    shared: dict[str, list[str]] = {}
    for id_ in make_commits(repository, 800):
        shared.setdefault(id_[:4], []).append(id_)
    cited, twins = next((head, ids) for head, ids in shared.items() if len(ids) == 2)
    with ProjectEvidence(repository.path, cited=[cited]) as evidence:
        found = evidence.git.resolve(cited)
    assert found.presence is Presence.AMBIGUOUS
    assert found.near == tuple(sorted(twins))
    assert found.found == f"2 commits begin so: {', '.join(id_[:10] for id_ in sorted(twins))}"


def test_a_commit_is_told_from_a_file_whose_id_begins_like_it(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolve, "CITED_ID", re.compile("[0-9a-f]{4,64}"))
    commits = {id_[:4]: id_ for id_ in make_commits(repository, 800)}
    for number in range(2000):
        content = f"{number}"
        blob = hashlib.sha1(f"blob {len(content)}\0{content}".encode()).hexdigest()
        if blob[:4] in commits:
            break
    repository.git("hash-object", "-w", "--stdin", stdin=content)
    with ProjectEvidence(repository.path) as evidence:
        found = evidence.git.resolve(blob[:4])
    assert found.commit is not None
    assert found.commit.id == commits[blob[:4]]


def test_a_commit_on_another_branch_is_present_but_not_reachable(repository: Repository) -> None:
    repository.commit("chore: begin", files=["README.md"])
    repository.git("switch", "--quiet", "--create", "side")
    side = repository.commit("feat: a", files=["a.py"])
    repository.git("switch", "--quiet", "main")
    with ProjectEvidence(repository.path, cited=[side]) as evidence:
        found = evidence.git.resolve(side)
        assert (found.presence, found.reachable) == (Presence.PRESENT, False)
        assert found.found == f"a commit that {evidence.git.revision().name} does not contain"
        assert evidence.files.tree(side).entry("a.py") is not None


def test_ids_are_looked_up_once_and_together(repository: Repository) -> None:
    ids = [repository.commit(f"feat: {number}", files=[f"{number}.py"]) for number in range(3)]
    asked = []

    def cited() -> list[str]:
        asked.append(1)
        return ids

    with ProjectEvidence(repository.path, cited=cited) as evidence:
        first = evidence.git.resolve(ids[0])
        assert evidence.git.resolve(ids[2]) is evidence.git.resolve(ids[2])
        assert evidence.git.resolve("deadbeef").presence is Presence.MISSING
        assert evidence.git.resolve(ids[0]) is first
    assert asked == [1]


def test_what_a_commit_did_is_told_path_by_path(repository: Repository) -> None:
    repository.commit("chore: begin", files=["kept.py", "gone.py", "old name.py", "a/b.py"])
    (repository.path / "gone.py").unlink()
    (repository.path / "old name.py").rename(repository.path / "new\tname.py")
    repository.write("kept.py", "more\n")
    id_ = repository.commit("feat: all kinds")
    with ProjectEvidence(repository.path) as evidence:
        commit = evidence.git.resolve(id_).commit
    assert commit is not None
    assert commit.changes is not None
    assert {change.path: change.kind for change in commit.changes} == {
        "gone.py": ChangeKind.DELETED,
        "old name.py": ChangeKind.DELETED,
        "new\tname.py": ChangeKind.ADDED,
        "kept.py": ChangeKind.MODIFIED,
    }
    gone, moved = commit.change("gone.py"), commit.change("new\tname.py")
    assert gone is not None
    assert moved is not None
    assert (gone.new, moved.old, moved.mode) == (None, None, "100644")
    assert gone.old == repository.git("rev-parse", "HEAD~1:gone.py")


def test_a_merge_changed_what_it_brought(repository: Repository) -> None:
    repository.commit("chore: begin", files=["README.md"])
    repository.git("switch", "--quiet", "--create", "side")
    repository.commit("feat: a", files=["a.py"])
    repository.git("switch", "--quiet", "main")
    repository.commit("feat: b", files=["b.py"])
    repository.git("merge", "--quiet", "--no-ff", "--message", "merge", "side")
    with ProjectEvidence(repository.path) as evidence:
        commit = evidence.git.resolve(repository.git("rev-parse", "HEAD")).commit
    assert commit is not None
    assert [change.path for change in commit.changes or ()] == ["a.py"]
    assert len(commit.parents) == 2


@pytest.mark.parametrize(
    "setting", ["diff.relative=true", "diff.renames=copies", "log.showRoot=false", "diff.noprefix=true"]
)
def test_settings_do_not_bend_the_answers(repository: Repository, setting: str) -> None:
    repository.git("config", *setting.split("="))
    id_ = repository.commit("feat: a\n\nbody", files=["a/b.py", "c.py"])
    for setting_ in ("core.quotePath=true", "color.ui=always", "log.decorate=full", "format.pretty=oneline"):
        repository.git("config", *setting_.split("="))
    repository.git("notes", "add", "--message=a note", id_)
    with ProjectEvidence(repository.path / "a", cited=[id_]) as evidence:
        commit = evidence.git.resolve(id_).commit
    assert commit is not None
    assert (commit.subject, commit.body) == ("feat: a", "body")
    assert [change.path for change in commit.changes or ()] == ["b.py"]


def test_who_made_a_commit_and_when_is_told(repository: Repository) -> None:
    message = "feat: a\nsecond line\n\nBody.\n\nTask: T1\nCo-authored-by: Bob <b@example.org>\n  of the team\n"
    repository.write("a.py")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message", message, GIT_AUTHOR_NAME="Zoë", GIT_AUTHOR_DATE="1600000000 +0200")
    with ProjectEvidence(repository.path) as evidence:
        commit = evidence.git.resolve(repository.git("rev-parse", "HEAD")).commit
    assert commit is not None
    assert (commit.author.name, commit.author.email, commit.committer.name) == ("Zoë", "ada@example.org", "Ada")
    assert (commit.author_time, commit.commit_time) == (1_600_000_000, repository.clock)
    assert commit.subject == "feat: a second line"
    assert commit.body.startswith("Body.\n")
    assert commit.trailers == (("Task", "T1"), ("Co-authored-by", "Bob <b@example.org> of the team"))


def test_a_repository_that_is_damaged_answers_unknown(repository: Repository) -> None:
    id_ = repository.commit("feat: a", files=["a.py"])
    later = repository.commit("feat: b", files=["b.py"])
    tree = repository.git("rev-parse", "HEAD~1^{tree}")
    (repository.path / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    with ProjectEvidence(repository.path, cited=[id_, later]) as evidence:
        found = evidence.git.resolve(id_)
        search = evidence.git.search(Sought(cited=None, level="batch", id="1", files=("a.py",), document="b.py"))
    assert (found.presence, found.reachable, found.unknown) == (Presence.PRESENT, True, None)
    assert found.commit is not None
    assert (found.commit.changes, found.commit.unseen) == (None, causes.DAMAGED)
    assert search.unknown == causes.DAMAGED
