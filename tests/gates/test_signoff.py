from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import GateRule, Policy
from pytest_phasegate.model.verdict import Answer
from tests.gates.desk import (
    ACCEPTED,
    BEGUN,
    CHECKED,
    DORA,
    EXPORT,
    NOTED,
    READ,
    REVIEWED,
    REVIEWERS,
    RITA,
    SAM,
    SHARED,
    SIGNED,
    WRITTEN,
    Desk,
    begin,
    finished,
    policy_of,
    understood,
    written,
)
from tests.gates.project import assert_fails, assert_holds
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_phasegate.model.verdict import Verdict

SHARE = "phase-1::checkpoint-1.3::signoff"
REVIEW = "phase-2::checkpoint-2.2::signoff"
FINAL = "phase-4::step-4.1::signoff"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return begin(tmp_path / "project")


def judge(desk: Desk, check: str, policy: Policy = REVIEWERS) -> Verdict:
    return desk.judge(policy)[check]


def share(desk: Desk, message: str = "docs: share", by: tuple[str, str] = RITA) -> str:
    """The first phase done by Dora, and its checkpoint ticked by somebody."""
    desk.commit("docs: read", READ)
    desk.commit("docs: findings", NOTED)
    return desk.commit(message, SHARED, by=by)


HONEST: dict[str, Callable[[Desk], object]] = {
    "by a reviewer": share,
    "by a reviewer known by name": lambda desk: share(desk, by=SAM),
    "with the address in capitals": lambda desk: share(desk, by=("R. R.", "RITA@example.org")),
    "after it was opened again": lambda desk: (
        share(desk, by=DORA),
        desk.commit("docs: open", {new: old for old, new in SHARED.items()}),
        desk.commit("docs: share again", SHARED, by=RITA),
    ),
    "though other work went on": lambda desk: (share(desk), desk.commit("feat: more", files={"src/more.py": "a\n"})),
    "though the document was moved afterwards": lambda desk: move(desk),  # noqa: PLW0108 - defined below
    "on a branch that was merged by somebody else": lambda desk: on_branch(desk),  # noqa: PLW0108 - defined below
}


def move(desk: Desk) -> None:
    share(desk)
    old, desk.path = desk.path, "docs/active-workflows/archive/export.md"
    (desk.repository.path / desk.path).parent.mkdir()
    desk.repository.git("mv", old, desk.path)
    desk.commit("docs: archive")


def on_branch(desk: Desk) -> None:
    desk.commit("docs: read", READ)
    desk.commit("docs: findings", NOTED)
    desk.repository.git("switch", "--quiet", "--create", "review")
    desk.commit("docs: share", SHARED, by=RITA)
    desk.repository.git("switch", "--quiet", "main")
    shared, desk.text = desk.text, (desk.repository.path / desk.path).read_text(encoding="utf-8")
    desk.commit("docs: the next task", {"2. [ ] Name its": "2. [ ] Name all its"})
    desk.repository.clock += 60
    desk.repository.git("merge", "--quiet", "--no-edit", "review")
    desk.text = (desk.repository.path / desk.path).read_text(encoding="utf-8")
    assert desk.text != shared


def test_a_branch_of_work_and_its_review_may_be_merged_later_by_anybody(desk: Desk) -> None:
    understood(desk)
    desk.repository.git("switch", "--quiet", "--create", "work")
    desk.commit("feat: export", files={"src/export.py": EXPORT})
    desk.commit("docs: the export is written", WRITTEN)
    desk.commit("docs: review", REVIEWED, by=RITA)
    desk.repository.git("switch", "--quiet", "main")
    desk.repository.write("src/export.py", "# nothing yet\n")
    desk.repository.write("README.md", "more\n")
    desk.repository.commit("chore: other work")
    desk.repository.clock += 60
    desk.repository.git("merge", "--quiet", "--no-commit", "-X", "theirs", "work")
    desk.repository.write("src/export.py", EXPORT)
    desk.repository.commit("Merge branch 'work'", GIT_AUTHOR_NAME=RITA[0], GIT_AUTHOR_EMAIL=RITA[1])
    assert_holds(judge(desk, REVIEW))


@pytest.mark.parametrize("work", HONEST.values(), ids=HONEST)
def test_an_honest_sign_off_holds(desk: Desk, work: Callable[[Desk], object]) -> None:
    work(desk)
    assert_holds(judge(desk, SHARE))


def test_the_final_sign_off_vouches_for_all_before_it(desk: Desk) -> None:
    verdict = judge(finished(desk), FINAL)
    assert_holds(verdict)
    assert verdict.reason.endswith(
        "signed off by Rita Reviewer <rita@example.org> in " + f'{desk.ids[-3][:10]} "docs: sign off"'
    )
    assert verdict.commit == desk.ids[-3]


def test_a_checkpoint_ticked_by_nobody_the_policy_names_fails(desk: Desk) -> None:
    id_ = share(desk, by=("Mallory", "mallory@example.org"))
    verdict = judge(desk, SHARE)
    assert_fails(
        verdict,
        "signoff-not-reviewer",
        "Mallory <mallory@example.org> is none of the policy's reviewers "
        "(Rita Reviewer <rita@example.org>, Sam Second)",
    )
    assert verdict.findings[0].claim == (
        f'checkpoint 1.3 was ticked by Mallory <mallory@example.org> in {id_} "docs: share"'
    )
    assert verdict.findings[0].line == 28
    assert verdict.findings[0].remedy == "have a reviewer open the box and tick it again"


def test_a_reviewer_s_name_with_another_address_is_not_the_reviewer_whose_address_is_named(desk: Desk) -> None:
    share(desk, by=("Rita Reviewer", "other@example.org"))
    assert judge(desk, SHARE).findings[0].code == "signoff-not-reviewer"


def test_who_ticked_the_steps_cannot_sign_them_off(desk: Desk) -> None:
    desk.commit("docs: read", READ, by=SAM)
    id_ = desk.commit("docs: findings", NOTED, by=RITA)
    desk.commit("docs: share", SHARED, by=RITA)
    assert_fails(
        judge(desk, SHARE),
        "signoff-own-work",
        "Rita Reviewer <rita@example.org> did the work that is signed off: as author of "
        f'{id_} "docs: findings", that ticked what comes before it',
    )


def test_a_tick_of_steps_and_checkpoint_at_once_is_no_review(desk: Desk) -> None:
    desk.commit("docs: all at once", {**READ, **NOTED, **SHARED}, by=RITA)
    assert judge(desk, SHARE).findings[0].code == "signoff-own-work"


def test_who_wrote_the_files_cannot_sign_them_off(desk: Desk) -> None:
    understood(desk)
    id_ = desk.commit("feat: export", files={"src/export.py": EXPORT}, by=RITA)
    desk.commit("docs: the export is written", WRITTEN)
    desk.commit("docs: review", REVIEWED, by=RITA)
    assert_fails(
        judge(desk, REVIEW),
        "signoff-own-work",
        "Rita Reviewer <rita@example.org> did the work that is signed off: as author of "
        f'{id_} "feat: export", that changed the files it names',
    )


def test_a_change_of_the_files_long_before_is_no_work_of_the_phase(desk: Desk) -> None:
    path = desk.repository.path.with_name("other")
    desk = Desk(Repository.create(path))
    desk.commit("feat: an early export", files={"src/export.py": "x = 1\n"}, by=RITA)
    desk.commit("docs: begin the export", BEGUN)
    written(desk)
    desk.commit("docs: review", REVIEWED, by=RITA)
    assert_holds(judge(desk, REVIEW))


def test_a_co_author_of_the_work_cannot_sign_it_off(desk: Desk) -> None:
    understood(desk)
    message = "feat: export\n\nCo-authored-by: Rita Reviewer <rita@example.org>"
    id_ = desk.commit(message, files={"src/export.py": EXPORT})
    desk.commit("docs: the export is written", WRITTEN)
    desk.commit("docs: review", REVIEWED, by=RITA)
    assert_fails(
        judge(desk, REVIEW),
        "signoff-own-work",
        "Rita Reviewer <rita@example.org> did the work that is signed off: as co-author of "
        f'{id_} "feat: export", that changed the files it names',
    )


def test_the_same_person_with_another_address_is_the_same_person(desk: Desk) -> None:
    share(desk, by=("dora developer", "dd@example.org"))
    assert judge(desk, SHARE, policy_of()).findings[0].code == "signoff-own-work"


def test_without_reviewers_anybody_else_may_sign_off_and_the_verdict_says_so(desk: Desk) -> None:
    share(desk, by=("Mallory", "mallory@example.org"))
    verdict = judge(desk, SHARE, policy_of())
    assert_holds(verdict)
    assert verdict.notes == ("the policy names no reviewers, so anybody may sign off who did not do the work",)


def test_one_person_alone_may_switch_independence_off(desk: Desk) -> None:
    share(desk, by=DORA)
    assert_holds(judge(desk, SHARE, policy_of("gates: {signoff: {independent: false}}\n")))


def test_a_tick_that_is_not_committed_is_unknown(desk: Desk) -> None:
    desk.commit("docs: read", READ)
    desk.commit("docs: findings", NOTED)
    desk.write(SHARED)
    verdict = judge(desk, SHARE)
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.reason == "the tick is not committed, so nobody can be said to have made it"
    assert verdict.findings[0].remedy == "let the one who signs off commit it"


def test_without_a_repository_a_sign_off_is_unknown(tmp_path: Path) -> None:
    begun = begin(tmp_path / "project")
    share(begun)
    shutil.rmtree(begun.repository.path / ".git")
    verdict = judge(begun, SHARE)
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.reason == "the commit that ticked it cannot be told: the project is not in a git repository"


def test_a_shallow_clone_knows_only_the_ticks_after_its_first_commit(desk: Desk, tmp_path: Path) -> None:
    share(desk)
    desk.commit("docs: later", {"Export the diary": "Export it"})
    source = f"file://{desk.repository.path.as_posix()}"
    desk.repository.git("clone", "--quiet", "--depth=2", source, str(tmp_path / "two"))
    desk.repository.git("clone", "--quiet", "--depth=1", source, str(tmp_path / "one"))
    one = Desk(Repository(tmp_path / "one"), text=desk.text)
    verdict = judge(one, SHARE)
    assert (verdict.answer, verdict.findings[0].remedy) == (Answer.UNKNOWN, "git fetch --unshallow")
    two = Desk(Repository(tmp_path / "two"), text=desk.text)
    assert judge(two, SHARE).answer is Answer.UNKNOWN


def test_a_shallow_clone_that_holds_the_tick_but_not_the_work_is_unknown(desk: Desk, tmp_path: Path) -> None:
    desk.commit("docs: read", READ)
    desk.commit("docs: findings", NOTED)
    desk.commit("docs: share", SHARED, by=RITA)
    source = f"file://{desk.repository.path.as_posix()}"
    desk.repository.git("clone", "--quiet", "--depth=2", source, str(tmp_path / "clone"))
    verdict = judge(Desk(Repository(tmp_path / "clone"), text=desk.text), SHARE)
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].found == (
        "not all who did the work before it can be seen: the clone is shallow: older commits are not in it"
    )


STALE: dict[str, tuple[Callable[[Desk], str], str]] = {
    "a file was changed after the review": (
        lambda desk: desk.commit("fix: header", files={"src/export.py": EXPORT + "\n\nx = 1\n"}),
        'src/export.py was changed after it, in {id} "fix: header"',
    ),
    "the words of a step were changed after the review": (
        lambda desk: desk.commit("docs: reword", {"one row for each day": "two rows for each day"}),
        'the document\'s words on step 2.1 were changed after it, in {id} "docs: reword"',
    ),
    "a step was opened and ticked again": (
        lambda desk: (
            desk.commit("docs: open", {"1. [x] Write it": "1. [ ] Write it"})
            and desk.commit("docs: tick", {"1. [ ] Write it": "1. [x] Write it"})
            and desk.ids[-2][:10]
        ),
        'the document\'s words on step 2.1 were changed after it, in {id} "docs: open"',
    ),
}


@pytest.mark.parametrize(("change", "found"), STALE.values(), ids=STALE)
def test_a_tick_before_the_last_change_of_what_it_signs_off_is_stale(
    desk: Desk, change: Callable[[Desk], str], found: str
) -> None:
    written(desk)
    desk.commit("docs: review", REVIEWED, by=RITA)
    assert_holds(judge(desk, REVIEW))
    id_ = change(desk)
    assert_fails(judge(desk, REVIEW), "signoff-stale", found.replace("{id}", id_))
    assert_holds(judge(desk, REVIEW, policy_of("gates: {signoff: {fresh: false}}\n")))


def test_an_uncommitted_change_of_the_words_makes_a_review_stale(desk: Desk) -> None:
    written(desk)
    desk.commit("docs: review", REVIEWED, by=RITA)
    desk.write({"one row for each day": "no rows"})
    assert_fails(
        judge(desk, REVIEW),
        "signoff-stale",
        "the document's words on step 2.1 were changed after it, in the working tree",
    )


def test_a_file_that_a_later_step_names_as_well_may_change_until_then(desk: Desk) -> None:
    written(desk)
    desk.commit("docs: review", REVIEWED, by=RITA)
    desk.commit("test: export", CHECKED, files={"tests/test_export.py": "t\n", "src/export.py": EXPORT + "\n# more\n"})
    assert_holds(judge(desk, REVIEW))


def test_what_comes_after_a_finished_document_is_other_work(desk: Desk) -> None:
    finished(desk)
    desk.commit("feat: next feature", files={"tests/test_export.py": "def test_export(): assert 1\n"})
    assert_holds(judge(desk, "phase-3::checkpoint-3.2::signoff"))


def test_the_words_of_the_checkpoint_itself_may_be_mended(desk: Desk) -> None:
    share(desk)
    desk.commit("docs: title", {"Share what was understood": "Share what is understood"})
    assert_holds(judge(desk, SHARE))


TRAILERS = {
    "none": ("docs: share", "Reviewed-by", "the commit has no Reviewed-by trailer of a reviewer"),
    "of another kind": (
        "docs: share\n\nSigned-off-by: Rita Reviewer <rita@example.org>",
        "Reviewed-by",
        "the commit has no Reviewed-by trailer of a reviewer",
    ),
    "of nobody the policy names": (
        "docs: share\n\nReviewed-by: Mallory <m@example.org>",
        "any",
        "the commit has no Reviewed-by or Signed-off-by trailer of a reviewer, only Mallory <m@example.org>",
    ),
    "a reviewer": ("docs: share\n\nReviewed-by: Sam Second <s@example.org>", "Reviewed-by", ""),
    "a reviewer, whatever the case": ("docs: share\n\nsigned-off-by: rita@example.org", "any", ""),
}


@pytest.mark.parametrize(("message", "trailer", "found"), TRAILERS.values(), ids=TRAILERS)
def test_a_trailer_can_be_demanded(desk: Desk, message: str, trailer: str, found: str) -> None:
    share(desk, message)
    policy = policy_of(f"reviewers: [rita@example.org, Sam Second]\ngates: {{signoff: {{trailer: {trailer}}}}}\n")
    verdict = judge(desk, SHARE, policy)
    if found:
        assert_fails(verdict, "signoff-no-trailer", found)
    else:
        assert_holds(verdict)


BATCH = (
    "## Batch 1: Export - {status}\n\n**Commit**: {commit}\n\n### Task 1.1: Write\n\n**File**: src/export.py (CREATE)\n"
)
BATCHES = Policy(
    gates={
        "signoff": GateRule(kind="signoff", settings={"levels": ("batch",)}, location=Location("phasegate.yaml", 1))
    },
    reviewers=("rita@example.org",),
)


def batch_desk(path: Path, *, by: tuple[str, str], worker: tuple[str, str] = DORA) -> Desk:
    """A batch that somebody does, and that somebody says is complete."""
    desk = Desk(Repository.create(path), text=BATCH.format(status="PENDING", commit="[pending]"), path="tasks.md")
    desk.commit("docs: plan", {})
    id_ = desk.commit("feat: batch 1", files={"src/export.py": EXPORT}, by=worker)
    desk.commit("docs: implemented", {"PENDING": "IMPLEMENTED", "[pending]": id_}, by=worker)
    desk.commit("docs: verified", {"IMPLEMENTED": "COMPLETE"}, by=by)
    return desk


def judge_batch(desk: Desk) -> Verdict:
    from pytest_phasegate.testing import judge_text

    return judge_text(desk.text, desk.repository.path, BATCHES, path=desk.path)["tasks.md::batch-1::signoff"]


def test_a_batch_is_signed_off_by_who_says_it_is_complete(tmp_path: Path) -> None:
    assert_holds(judge_batch(batch_desk(tmp_path / "project", by=RITA)))


def test_the_author_of_a_batch_s_commit_cannot_say_it_is_complete(tmp_path: Path) -> None:
    desk = batch_desk(tmp_path / "project", by=RITA, worker=RITA)
    assert_fails(
        judge_batch(desk),
        "signoff-own-work",
        "Rita Reviewer <rita@example.org> did the work that is signed off: as author of "
        f'{desk.ids[1][:10]} "feat: batch 1", cited by the document',
    )


def test_a_batch_that_cites_a_commit_made_after_it_was_verified_is_stale(tmp_path: Path) -> None:
    desk = batch_desk(tmp_path / "project", by=RITA)
    later = desk.commit("feat: batch 1 again", files={"src/export.py": "x = 1\n"})
    desk.commit("docs: cite it", {desk.ids[1][:10]: later})
    assert_fails(judge_batch(desk), "signoff-stale", f'{later} "feat: batch 1 again" was committed after it')


def test_a_batch_that_cites_no_commit_there_is_takes_its_files_for_the_work(tmp_path: Path) -> None:
    desk = batch_desk(tmp_path / "project", by=RITA, worker=RITA)
    desk.commit("docs: no such id", {desk.ids[1][:10]: "deadbee0"})
    finding = judge_batch(desk).findings[0]
    assert finding.code == "signoff-own-work"


def test_units_and_titles_name_what_is_signed_off(desk: Desk) -> None:
    finished(desk)
    policy = policy_of("gates: {signoff: {levels: [], titles: ['UPDATE*'], units: ['3.*']}}\n")
    names = [name for name in desk.judge(policy) if name.endswith("signoff")]
    assert names == [
        "phase-3::step-3.1::signoff",
        "phase-3::checkpoint-3.2::signoff",
        "phase-4::step-4.2::signoff",
    ]


def test_an_open_checkpoint_is_pending(desk: Desk) -> None:
    assert judge(desk, SHARE).answer is Answer.PENDING


def test_nothing_is_signed_off_without_a_policy(desk: Desk) -> None:
    finished(desk)
    assert not [name for name in desk.judge() if name.endswith("signoff")]


def test_a_sign_off_without_steps_before_it_looks_at_the_phases_before(desk: Desk) -> None:
    finished(desk)
    lied = Desk(Repository.create(desk.repository.path.with_name("other")))
    lied.commit("docs: begin", BEGUN)
    written(lied)
    lied.commit("docs: review", REVIEWED, by=SAM)
    lied.commit("test: export", CHECKED, files={"tests/test_export.py": "t\n"}, by=RITA)
    lied.commit("docs: accept", ACCEPTED, by=SAM)
    lied.commit("docs: sign off", SIGNED, by=RITA)
    assert judge(lied, FINAL).findings[0].code == "signoff-own-work"


SIGNED_ONLY = policy_of("reviewers: [rita@example.org]\ngates: {signoff: {signature: true}}\n")


@pytest.fixture
def key(desk: Desk, tmp_path: Path) -> Path:
    """Rita's key, with which commits are signed from now on, and for which the repository vouches."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    path = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path)], check=True)
    allowed = tmp_path / "allowed"
    allowed.write_text(f"rita@example.org {path.with_suffix('.pub').read_text(encoding='utf-8')}", encoding="utf-8")
    for name, value in {
        "gpg.format": "ssh",
        "user.signingKey": path.as_posix(),
        "gpg.ssh.allowedSignersFile": allowed.as_posix(),
        "commit.gpgSign": "true",
    }.items():
        desk.repository.git("config", name, value)
    return path


def test_a_signature_of_the_reviewer_holds_where_one_is_demanded(desk: Desk, key: Path) -> None:
    share(desk)
    assert_holds(judge(desk, SHARE, SIGNED_ONLY))


def test_a_tick_without_a_signature_fails_where_one_is_demanded(desk: Desk) -> None:
    share(desk)
    verdict = judge(desk, SHARE, SIGNED_ONLY)
    assert_fails(verdict, "signoff-unsigned", "the commit is not signed")
    assert verdict.findings[0].remedy == "sign it off again in a signed commit"


def test_a_reviewer_s_name_over_somebody_else_s_signature_fails(desk: Desk, key: Path) -> None:
    allowed = key.with_name("allowed")
    text = allowed.read_text(encoding="utf-8").replace("rita@example.org", "mallory@example.org")
    allowed.write_text(text, encoding="utf-8")
    share(desk)
    assert_fails(
        judge(desk, SHARE, SIGNED_ONLY),
        "signoff-unsigned",
        "the signature is that of mallory@example.org, who is not the commit's author",
    )


def test_a_signature_that_cannot_be_checked_is_unknown(desk: Desk, key: Path) -> None:
    share(desk)
    key.with_name("allowed").write_text("", encoding="utf-8")
    verdict = judge(desk, SHARE, SIGNED_ONLY)
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].code == "signoff-unknown"
    assert verdict.findings[0].remedy.startswith("import the key and trust it")
