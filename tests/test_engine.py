from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phasegate.all_dialects import read_document
from pytest_phasegate.all_gates import GATES
from pytest_phasegate.engine import Judge, needless_waivers, plan, result_patterns
from pytest_phasegate.evidence.git.program import Git
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import GateRule, Phase, Policy, UnitMatch, Waiver
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.policy.read import read_policy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_phasegate.model.verdict import Verdict
    from tests.repository import Repository

PATH = "tasks.md"
TODAY = date(2026, 5, 1)
HERE = Location("phasegate.yaml", 9)
NO_POLICY = Policy()
TEXT = """\
# Tasks

**Batches**: 2

## Batch 1: Model - COMPLETE

**Assigned To**: backend

### Task 1.1: Model

**File**: src/model.py

- [ ] Documented

## Batch 2: View - PENDING

### Task 2.1: View

**File**: src/view.py
"""


def checks_of(text: str, policy: Policy = NO_POLICY) -> list[str]:
    return [check.id for check in plan(read_document(PATH, text), policy, GATES)]


SAMPLES = sorted(Path(__file__).parent.glob("samples/*/everything.md"))
SAMPLES.append(Path(__file__).parent / "samples/checkpoints/template.md")
PRESETS = ("none", "batches", "checkpoints", "phases", "stages")


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_what_a_gate_says_of_all_units_leaves_no_unit_out(path: Path, preset: str) -> None:
    settings = {kind: gate.settings for kind, gate in GATES.items()}
    text = "version: 1\ncommands: {build: {run: [make]}, test: {run: [make, test]}}\n"
    text += f"extends: [{preset}]\n" if preset != "none" else ""
    policy = read_policy({"phasegate.yaml": text.encode()}.get, settings)
    workflow = read_document(PATH, path.read_text(encoding="utf-8"))
    eager = {kind: replace(gate, reads=None) if kind != "checklist" else gate for kind, gate in GATES.items()}
    planned = plan(workflow, policy, GATES)
    assert planned == plan(workflow, policy, eager)
    assert planned


def verdicts(
    repository: Repository,
    text: str,
    policy: Policy = NO_POLICY,
    require: Iterable[str] = (),
) -> dict[str, Verdict]:
    checks = plan(read_document(PATH, text), policy, GATES)
    with ProjectEvidence(repository.path, today=TODAY) as evidence:
        judge = Judge(checks, evidence, GATES, require)
        return {check.id: judge.verdict(check) for check in checks}


def rule(kind: str, *, enabled: bool = True, **settings: object) -> dict[str, GateRule]:
    return {kind: GateRule(kind=kind, settings=settings, enabled=enabled, location=HERE)}


def waived(check: str, expires: date) -> Policy:
    waiver = Waiver(check=check, reason="legacy", owner="Lena", expires=expires, location=HERE)
    return Policy(waivers=(waiver,))


def test_checks_are_listed_in_the_order_of_the_document() -> None:
    assert checks_of(TEXT) == [
        "tasks.md::record",
        "tasks.md::batch-1::record",
        "tasks.md::batch-1::commit",
        "tasks.md::batch-1::1.1::checklist",
        "tasks.md::batch-1::1.1::files",
        "tasks.md::batch-2::record",
        "tasks.md::batch-2::commit",
        "tasks.md::batch-2::2.1::files",
    ]


def test_a_check_stands_at_its_claims_line() -> None:
    lines = {check.id: check.location.line for check in plan(read_document(PATH, TEXT), Policy(), GATES)}
    assert lines["tasks.md::batch-1::1.1::files"] == 11
    assert lines["tasks.md::batch-1::1.1::checklist"] == 13
    assert lines["tasks.md::record"] == 3


def test_a_gate_can_be_turned_off_for_a_phase() -> None:
    phase = Phase(
        id="x", match=UnitMatch(assignee="backend"), gates=rule("files", enabled=False) | rule("commit"), location=HERE
    )
    assert "tasks.md::batch-1::1.1::files" not in checks_of(TEXT, Policy(phases=(phase,)))
    assert "tasks.md::batch-2::2.1::files" in checks_of(TEXT, Policy(phases=(phase,)))


def test_commands_come_after_all_that_only_reads() -> None:
    ids = checks_of(TEXT, Policy(gates=rule("build", command="make")))
    assert ids[1:4] == ["tasks.md::batch-1::record", "tasks.md::batch-1::commit", "tasks.md::batch-1::build"]


def test_a_pending_unit_is_pending(repository: Repository) -> None:
    verdict = verdicts(repository, TEXT)["tasks.md::batch-2::2.1::files"]
    assert (verdict.answer, verdict.reason) == (Answer.PENDING, "task 2.1 is pending")


@pytest.mark.parametrize("glob", ["batch-2", "batch-*", "tasks.md::batch-2*", "2.1"])
def test_a_required_unit_that_is_pending_fails(repository: Repository, glob: str) -> None:
    verdict = verdicts(repository, TEXT, require=[glob])["tasks.md::batch-2::2.1::files"]
    assert (verdict.answer, verdict.reason) == (
        Answer.FAILED,
        "task 2.1 is required to be done, and does not claim to be",
    )


def test_units_that_are_not_required_may_be_pending(repository: Repository) -> None:
    verdict = verdicts(repository, TEXT, require=["batch-1"])["tasks.md::batch-2::2.1::files"]
    assert verdict.answer is Answer.PENDING


CHECKLIST = "tasks.md::batch-1::1.1::checklist"


def test_a_waiver_covers_a_false_claim_until_its_date(repository: Repository) -> None:
    verdict = verdicts(repository, TEXT, waived(CHECKLIST, TODAY))[CHECKLIST]
    assert verdict.answer is Answer.WAIVED
    assert verdict.reason == 'legacy (waived by Lena until 2026-05-01): its box "Documented" is open'


def test_an_expired_waiver_fails(repository: Repository) -> None:
    verdict = verdicts(repository, TEXT, waived(CHECKLIST, TODAY - timedelta(days=1)))[CHECKLIST]
    assert verdict.answer is Answer.FAILED
    assert verdict.reason == 'the waiver of Lena expired on 2026-04-30: its box "Documented" is open'
    assert [finding.code for finding in verdict.findings] == ["box-open", "waiver-expired"]


def test_a_needless_waiver_fails(repository: Repository) -> None:
    text = TEXT.replace("- [ ]", "- [x]")
    verdict = verdicts(repository, text, waived(CHECKLIST, TODAY + timedelta(days=9)))[CHECKLIST]
    assert (verdict.answer, verdict.reason) == (Answer.FAILED, "the check holds without its waiver")
    assert verdict.findings[0].remedy == "take the waiver out (phasegate.yaml:9)"


def test_a_waiver_of_a_pending_check_waits(repository: Repository) -> None:
    check = "tasks.md::batch-2::2.1::files"
    assert verdicts(repository, TEXT, waived(check, TODAY))[check].answer is Answer.PENDING


def test_a_waiver_that_names_no_check_is_found() -> None:
    policy = waived("tasks.md::batch-7::files", TODAY)
    checks = plan(read_document(PATH, TEXT), policy, GATES)
    assert needless_waivers(policy, ["tasks.md"], checks) == policy.waivers
    assert needless_waivers(policy, ["other.md"], checks) == ()


def test_history_is_asked_once_for_all_files_of_units_that_cite_no_commit(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"src/part{number}.py" for number in range(3)]
    work = repository.commit("work", files=[*names, "src/other.py", "src/cited.py"])
    text = "".join(
        f"## Batch {number}: Part - COMPLETE\n\n**File**: `{{{name},src/other.py}}` (CREATE)\n\n"
        for number, name in enumerate(names, 1)
    )
    text += "## Batch 8: Open - PENDING\n\n**File**: src/open.py\n\n"
    text += f"## Batch 9: Cited - COMPLETE\n\n**Commit**: {work}\n**File**: src/cited.py\n"
    repository.write(PATH, text)
    repository.commit("docs: tasks")
    workflow = read_document(PATH, text)
    asked: list[str] = []
    with ProjectEvidence(repository.path, read=read_document) as evidence:
        assert evidence.git.repository is not None
        ask = evidence.git.repository.git.ask

        def count(self: Git, *arguments: str, **options: Any) -> bytes:
            asked.append(arguments[0])
            return ask(*arguments, **options)

        monkeypatch.setattr(Git, "ask", count)
        checks = plan(workflow, NO_POLICY, GATES)
        judge = Judge(checks, evidence, GATES)
        files = [judge.verdict(check).answer for check in checks if check.gate in ("commit", "files")]
    held, pending = Answer.HELD, Answer.PENDING
    assert files == [held] * 6 + [pending] * 2 + [held] * 2
    assert asked.count("log") == 3  # the window of all units; the cited commit, and whether it was taken back


@pytest.mark.parametrize("own", ["", "gates: {tests: {command: unit}}\ncommands: {unit: {run: [make]}}\n"])
def test_b9_files_of_results_that_a_preset_names_are_watched(own: str) -> None:
    settings = {kind: gate.settings for kind, gate in GATES.items()}
    policy = read_policy({"phasegate.yaml": f"version: 1\nextends: [phases]\n{own}".encode()}.get, settings)
    assert {"junit.xml", "reports/junit*.xml", ".coverage", "coverage.xml"} <= set(result_patterns([policy]))
