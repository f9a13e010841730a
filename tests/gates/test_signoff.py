from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import GateRule, Policy
from pytest_phasegate.model.verdict import Answer
from tests.gates.checkpoints import (
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
    begin,
    empty,
    finished,
    policy_of,
    understood,
    written,
)
from tests.gates.verdicts import assert_fails, assert_holds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_phasegate.model.verdict import Verdict
    from tests.repository import Repository

SHARE = "phase-1::checkpoint-1.3::signoff"
REVIEW = "phase-2::checkpoint-2.2::signoff"
FINAL = "phase-4::step-4.1::signoff"


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    return begin(tmp_path / "project")


def judge(project: Repository, check: str, policy: Policy = REVIEWERS) -> Verdict:
    return project.verdicts(policy=policy)[check]


def share(project: Repository, message: str = "docs: share", by: str = RITA) -> str:
    """The first phase done by Dora, and its checkpoint ticked by somebody."""
    project.commit("docs: read", edits=READ)
    project.commit("docs: findings", edits=NOTED)
    return project.commit(message, edits=SHARED, by=by)[:10]


HONEST: dict[str, Callable[[Repository], object]] = {
    "by a reviewer": share,
    "by a reviewer known by name": lambda project: share(project, by=SAM),
    "with the address in capitals": lambda project: share(project, by="R. R. <RITA@example.org>"),
    "after it was opened again": lambda project: (
        share(project, by=DORA),
        project.commit("docs: open", edits={new: old for old, new in SHARED.items()}),
        project.commit("docs: share again", edits=SHARED, by=RITA),
    ),
    "though other work went on": lambda project: (
        share(project),
        project.commit("feat: more", files={"src/more.py": "a\n"}),
    ),
    "though the document was moved afterwards": lambda project: move(project),  # noqa: PLW0108 - defined below
    "on a branch that was merged by somebody else": lambda project: on_branch(project),  # noqa: PLW0108 - defined below
}


def move(project: Repository) -> None:
    share(project)
    old, project.document = project.document, "docs/active-workflows/archive/export.md"
    (project.path / project.document).parent.mkdir()
    project.git("mv", old, project.document)
    project.commit("docs: archive")


def on_branch(project: Repository) -> None:
    project.commit("docs: read", edits=READ)
    project.commit("docs: findings", edits=NOTED)
    project.git("switch", "--quiet", "--create", "review")
    project.commit("docs: share", edits=SHARED, by=RITA)
    project.git("switch", "--quiet", "main")
    shared, project.text = project.text, (project.path / project.document).read_text(encoding="utf-8")
    project.commit("docs: the next task", edits={"2. [ ] Name its": "2. [ ] Name all its"})
    project.clock += 60
    project.git("merge", "--quiet", "--no-edit", "review")
    project.text = (project.path / project.document).read_text(encoding="utf-8")
    assert project.text != shared


def test_a_branch_of_work_and_its_review_may_be_merged_later_by_anybody(project: Repository) -> None:
    understood(project)
    project.git("switch", "--quiet", "--create", "work")
    project.commit("feat: export", files={"src/export.py": EXPORT})
    project.commit("docs: the export is written", edits=WRITTEN)
    project.commit("docs: review", edits=REVIEWED, by=RITA)
    project.git("switch", "--quiet", "main")
    project.write("src/export.py", "# nothing yet\n")
    project.write("README.md", "more\n")
    project.commit("chore: other work")
    project.clock += 60
    project.git("merge", "--quiet", "--no-commit", "-X", "theirs", "work")
    project.write("src/export.py", EXPORT)
    project.commit("Merge branch 'work'", by=RITA)
    assert_holds(judge(project, REVIEW))


@pytest.mark.parametrize("work", HONEST.values(), ids=HONEST)
def test_an_honest_sign_off_holds(project: Repository, work: Callable[[Repository], object]) -> None:
    work(project)
    assert_holds(judge(project, SHARE))


def test_the_final_sign_off_vouches_for_all_before_it(project: Repository) -> None:
    verdict = judge(finished(project), FINAL)
    assert_holds(verdict)
    assert verdict.reason.endswith(
        "signed off by Rita Reviewer <rita@example.org> in " + f'{project.ids["docs: sign off"][:10]} "docs: sign off"'
    )
    assert verdict.commit == project.ids["docs: sign off"]


def test_a_checkpoint_ticked_by_nobody_the_policy_names_fails(project: Repository) -> None:
    id_ = share(project, by="Mallory <mallory@example.org>")
    verdict = judge(project, SHARE)
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


def test_a_reviewer_s_name_with_another_address_is_not_the_reviewer_whose_address_is_named(project: Repository) -> None:
    share(project, by="Rita Reviewer <other@example.org>")
    assert judge(project, SHARE).findings[0].code == "signoff-not-reviewer"


def test_who_ticked_the_steps_cannot_sign_them_off(project: Repository) -> None:
    project.commit("docs: read", edits=READ, by=SAM)
    id_ = project.commit("docs: findings", edits=NOTED, by=RITA)[:10]
    project.commit("docs: share", edits=SHARED, by=RITA)
    assert_fails(
        judge(project, SHARE),
        "signoff-own-work",
        "Rita Reviewer <rita@example.org> did the work that is signed off: as author of "
        f'{id_} "docs: findings", that ticked what comes before it',
    )


def test_a_tick_of_steps_and_checkpoint_at_once_is_no_review(project: Repository) -> None:
    project.commit("docs: all at once", edits={**READ, **NOTED, **SHARED}, by=RITA)
    assert judge(project, SHARE).findings[0].code == "signoff-own-work"


def test_who_wrote_the_files_cannot_sign_them_off(project: Repository) -> None:
    understood(project)
    id_ = project.commit("feat: export", files={"src/export.py": EXPORT}, by=RITA)[:10]
    project.commit("docs: the export is written", edits=WRITTEN)
    project.commit("docs: review", edits=REVIEWED, by=RITA)
    assert_fails(
        judge(project, REVIEW),
        "signoff-own-work",
        "Rita Reviewer <rita@example.org> did the work that is signed off: as author of "
        f'{id_} "feat: export", that changed the files it names',
    )


def test_a_change_of_the_files_long_before_is_no_work_of_the_phase(project: Repository) -> None:
    project = empty(project.path.with_name("other"))
    project.commit("feat: an early export", files={"src/export.py": "x = 1\n"}, by=RITA)
    project.commit("docs: begin the export", edits=BEGUN)
    written(project)
    project.commit("docs: review", edits=REVIEWED, by=RITA)
    assert_holds(judge(project, REVIEW))


def test_a_co_author_of_the_work_cannot_sign_it_off(project: Repository) -> None:
    understood(project)
    message = "feat: export\n\nCo-authored-by: Rita Reviewer <rita@example.org>"
    id_ = project.commit(message, files={"src/export.py": EXPORT})[:10]
    project.commit("docs: the export is written", edits=WRITTEN)
    project.commit("docs: review", edits=REVIEWED, by=RITA)
    assert_fails(
        judge(project, REVIEW),
        "signoff-own-work",
        "Rita Reviewer <rita@example.org> did the work that is signed off: as co-author of "
        f'{id_} "feat: export", that changed the files it names',
    )


def test_the_same_person_with_another_address_is_the_same_person(project: Repository) -> None:
    share(project, by="dora developer <dd@example.org>")
    assert judge(project, SHARE, policy_of()).findings[0].code == "signoff-own-work"


def test_without_reviewers_anybody_else_may_sign_off_and_the_verdict_says_so(project: Repository) -> None:
    share(project, by="Mallory <mallory@example.org>")
    verdict = judge(project, SHARE, policy_of())
    assert_holds(verdict)
    assert verdict.notes == ("the policy names no reviewers, so anybody may sign off who did not do the work",)


def test_one_person_alone_may_switch_independence_off(project: Repository) -> None:
    share(project, by=DORA)
    assert_holds(judge(project, SHARE, policy_of("gates: {signoff: {independent: false}}\n")))


def test_a_tick_that_is_not_committed_is_unknown(project: Repository) -> None:
    project.commit("docs: read", edits=READ)
    project.commit("docs: findings", edits=NOTED)
    project.edit(SHARED)
    verdict = judge(project, SHARE)
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.reason == "the tick is not committed, so nobody can be said to have made it"
    assert verdict.findings[0].remedy == "let the one who signs off commit it"


def test_without_a_repository_a_sign_off_is_unknown(tmp_path: Path) -> None:
    begun = begin(tmp_path / "project")
    share(begun)
    shutil.rmtree(begun.path / ".git")
    verdict = judge(begun, SHARE)
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.reason == "the commit that ticked it cannot be told: the project is not in a git repository"


def test_a_shallow_clone_knows_only_the_ticks_after_its_first_commit(project: Repository, tmp_path: Path) -> None:
    share(project)
    project.commit("docs: later", edits={"Export the diary": "Export it"})
    one = project.clone(tmp_path / "one", "--depth=1")
    verdict = judge(one, SHARE)
    assert (verdict.answer, verdict.findings[0].remedy) == (Answer.UNKNOWN, "git fetch --unshallow")
    two = project.clone(tmp_path / "two", "--depth=2")
    assert judge(two, SHARE).answer is Answer.UNKNOWN


def test_a_shallow_clone_that_holds_the_tick_but_not_the_work_is_unknown(project: Repository, tmp_path: Path) -> None:
    project.commit("docs: read", edits=READ)
    project.commit("docs: findings", edits=NOTED)
    project.commit("docs: share", edits=SHARED, by=RITA)
    verdict = judge(project.clone(tmp_path / "clone", "--depth=2"), SHARE)
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].found == (
        "not all who did the work before it can be seen: the clone is shallow: older commits are not in it"
    )


STALE: dict[str, tuple[Callable[[Repository], str], str]] = {
    "a file was changed after the review": (
        lambda project: project.commit("fix: header", files={"src/export.py": EXPORT + "\n\nx = 1\n"}),
        'src/export.py was changed after it, in {id} "fix: header"',
    ),
    "the words of a step were changed after the review": (
        lambda project: project.commit("docs: reword", edits={"one row for each day": "two rows for each day"}),
        'the document\'s words on step 2.1 were changed after it, in {id} "docs: reword"',
    ),
    "a step was opened and ticked again": (
        lambda project: (
            project.commit("docs: open", edits={"1. [x] Write it": "1. [ ] Write it"})
            and project.commit("docs: tick", edits={"1. [ ] Write it": "1. [x] Write it"})
            and project.ids["docs: open"]
        ),
        'the document\'s words on step 2.1 were changed after it, in {id} "docs: open"',
    ),
}


@pytest.mark.parametrize(("change", "found"), STALE.values(), ids=STALE)
def test_a_tick_before_the_last_change_of_what_it_signs_off_is_stale(
    project: Repository, change: Callable[[Repository], str], found: str
) -> None:
    written(project)
    project.commit("docs: review", edits=REVIEWED, by=RITA)
    assert_holds(judge(project, REVIEW))
    id_ = change(project)
    assert_fails(judge(project, REVIEW), "signoff-stale", found.replace("{id}", id_[:10]))
    assert_holds(judge(project, REVIEW, policy_of("gates: {signoff: {fresh: false}}\n")))


def test_an_uncommitted_change_of_the_words_makes_a_review_stale(project: Repository) -> None:
    written(project)
    project.commit("docs: review", edits=REVIEWED, by=RITA)
    project.edit({"one row for each day": "no rows"})
    assert_fails(
        judge(project, REVIEW),
        "signoff-stale",
        "the document's words on step 2.1 were changed after it, in the working tree",
    )


def test_a_file_that_a_later_step_names_as_well_may_change_until_then(project: Repository) -> None:
    written(project)
    project.commit("docs: review", edits=REVIEWED, by=RITA)
    project.commit(
        "test: export", edits=CHECKED, files={"tests/test_export.py": "t\n", "src/export.py": EXPORT + "\n# more\n"}
    )
    assert_holds(judge(project, REVIEW))


def test_what_comes_after_a_finished_document_is_other_work(project: Repository) -> None:
    finished(project)
    project.commit("feat: next feature", files={"tests/test_export.py": "def test_export(): assert 1\n"})
    assert_holds(judge(project, "phase-3::checkpoint-3.2::signoff"))


def test_the_words_of_the_checkpoint_itself_may_be_mended(project: Repository) -> None:
    share(project)
    project.commit("docs: title", edits={"Share what was understood": "Share what is understood"})
    assert_holds(judge(project, SHARE))


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
def test_a_trailer_can_be_demanded(project: Repository, message: str, trailer: str, found: str) -> None:
    share(project, message)
    policy = policy_of(f"reviewers: [rita@example.org, Sam Second]\ngates: {{signoff: {{trailer: {trailer}}}}}\n")
    verdict = judge(project, SHARE, policy)
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


def batch(path: Path, *, by: str, worker: str = DORA) -> Repository:
    """A batch that somebody does, and that somebody says is complete."""
    project = empty(path, BATCH.format(status="PENDING", commit="[pending]"), document="tasks.md")
    project.dialect = "auto"
    project.commit("docs: plan")
    id_ = project.commit("feat: batch 1", files={"src/export.py": EXPORT}, by=worker)[:10]
    project.commit("docs: implemented", edits={"PENDING": "IMPLEMENTED", "[pending]": id_}, by=worker)
    project.commit("docs: verified", edits={"IMPLEMENTED": "COMPLETE"}, by=by)
    return project


def judge_batch(project: Repository) -> Verdict:
    return project.verdicts(policy=BATCHES)["batch-1::signoff"]


def test_a_batch_is_signed_off_by_who_says_it_is_complete(tmp_path: Path) -> None:
    assert_holds(judge_batch(batch(tmp_path / "project", by=RITA)))


def test_the_author_of_a_batch_s_commit_cannot_say_it_is_complete(tmp_path: Path) -> None:
    project = batch(tmp_path / "project", by=RITA, worker=RITA)
    assert_fails(
        judge_batch(project),
        "signoff-own-work",
        "Rita Reviewer <rita@example.org> did the work that is signed off: as author of "
        f'{project.ids["feat: batch 1"][:10]} "feat: batch 1", cited by the document',
    )


def test_a_batch_that_cites_a_commit_made_after_it_was_verified_is_stale(tmp_path: Path) -> None:
    project = batch(tmp_path / "project", by=RITA)
    later = project.commit("feat: batch 1 again", files={"src/export.py": "x = 1\n"})[:10]
    project.commit("docs: cite it", edits={project.ids["feat: batch 1"][:10]: later})
    assert_fails(judge_batch(project), "signoff-stale", f'{later} "feat: batch 1 again" was committed after it')


def test_a_batch_that_cites_no_commit_there_is_takes_its_files_for_the_work(tmp_path: Path) -> None:
    project = batch(tmp_path / "project", by=RITA, worker=RITA)
    project.commit("docs: no such id", edits={project.ids["feat: batch 1"][:10]: "deadbee0"})
    finding = judge_batch(project).findings[0]
    assert finding.code == "signoff-own-work"


def test_units_and_titles_name_what_is_signed_off(project: Repository) -> None:
    finished(project)
    policy = policy_of("gates: {signoff: {levels: [], titles: ['UPDATE*'], units: ['3.*']}}\n")
    names = [name for name in project.verdicts(policy=policy) if name.endswith("signoff")]
    assert names == [
        "phase-3::step-3.1::signoff",
        "phase-3::checkpoint-3.2::signoff",
        "phase-4::step-4.2::signoff",
    ]


def test_an_open_checkpoint_is_pending(project: Repository) -> None:
    assert judge(project, SHARE).answer is Answer.PENDING


def test_nothing_is_signed_off_without_a_policy(project: Repository) -> None:
    finished(project)
    assert not [name for name in project.verdicts() if name.endswith("signoff")]


def test_a_sign_off_without_steps_before_it_looks_at_the_phases_before(project: Repository) -> None:
    finished(project)
    lied = empty(project.path.with_name("other"))
    lied.commit("docs: begin", edits=BEGUN)
    written(lied)
    lied.commit("docs: review", edits=REVIEWED, by=SAM)
    lied.commit("test: export", edits=CHECKED, files={"tests/test_export.py": "t\n"}, by=RITA)
    lied.commit("docs: accept", edits=ACCEPTED, by=SAM)
    lied.commit("docs: sign off", edits=SIGNED, by=RITA)
    assert judge(lied, FINAL).findings[0].code == "signoff-own-work"


SIGNED_ONLY = policy_of("reviewers: [rita@example.org]\ngates: {signoff: {signature: true}}\n")


@pytest.fixture
def key(project: Repository, tmp_path: Path) -> Path:
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
        project.git("config", name, value)
    return path


def test_a_signature_of_the_reviewer_holds_where_one_is_demanded(project: Repository, key: Path) -> None:
    share(project)
    assert_holds(judge(project, SHARE, SIGNED_ONLY))


def test_a_tick_without_a_signature_fails_where_one_is_demanded(project: Repository) -> None:
    share(project)
    verdict = judge(project, SHARE, SIGNED_ONLY)
    assert_fails(verdict, "signoff-unsigned", "the commit is not signed")
    assert verdict.findings[0].remedy == "sign it off again in a signed commit"


def test_a_reviewer_s_name_over_somebody_else_s_signature_fails(project: Repository, key: Path) -> None:
    allowed = key.with_name("allowed")
    text = allowed.read_text(encoding="utf-8").replace("rita@example.org", "mallory@example.org")
    allowed.write_text(text, encoding="utf-8")
    share(project)
    assert_fails(
        judge(project, SHARE, SIGNED_ONLY),
        "signoff-unsigned",
        "the signature is that of mallory@example.org, who is not the commit's author",
    )


def test_a_signature_that_cannot_be_checked_is_unknown(project: Repository, key: Path) -> None:
    share(project)
    key.with_name("allowed").write_text("", encoding="utf-8")
    verdict = judge(project, SHARE, SIGNED_ONLY)
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].code == "signoff-unknown"
    assert verdict.findings[0].remedy.startswith("import the key and trust it")
