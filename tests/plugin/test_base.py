"""What a pull request may do to its policy: each attack is green by its own words, and red against its base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.plugin.pull_request import DOCUMENT, OTHER, OTHER_TASKS, POLICY, PullRequest, failures

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[PullRequest], object]


@pytest.fixture
def pull(pytester: pytest.Pytester) -> PullRequest:
    return PullRequest.begin(pytester)


NOT_CITED = (
    f'{DOCUMENT}:6: batch 1 cites no commit; the likeliest is commit {{work}} "feat(x): batch 1 - foundations" '
    "(it changes all 2 files of batch 1)"
)
OPEN_BOX = f'{DOCUMENT}:13: its box "Documented" is open'
WAIVER = f"{{check: '{DOCUMENT}::batch-1::1.1::checklist', reason: r, owner: o, expires: 2999-01-31}}"


def uncited(pull: PullRequest) -> None:
    pull.tasks()
    pull.edit(DOCUMENT, (f"**Commit**: {pull.work[:8]}", "**Commit**: [pending]"))


def weaken_a_setting(pull: PullRequest) -> None:
    uncited(pull)
    pull.edit("rules/gates.yaml", ("cited: required", "cited: optional"))


def drop_a_gate(pull: PullRequest) -> None:
    pull.tasks(box=" ")
    pull.edit("rules/gates.yaml", ("gates:\n", "gates:\n  checklist: false\n"))


def drop_it_for_a_phase(pull: PullRequest) -> None:
    pull.tasks(box=" ")
    pull.repository.write("rules/phase.yaml", "phases: [{id: easy, gates: {checklist: false}}]\n")


def add_a_waiver(pull: PullRequest) -> None:
    pull.tasks(box=" ")
    pull.edit(POLICY, ("version: 1\n", f"version: 1\nwaivers: [{WAIVER}]\n"))


def drop_the_rule_of_documents(pull: PullRequest) -> None:
    pull.tasks(box=" ")
    pull.repository.write(OTHER, OTHER_TASKS)
    pull.edit(POLICY, ("task-tracking/*/tasks.md", OTHER))


def drop_an_included_file(pull: PullRequest) -> None:
    uncited(pull)
    pull.edit(POLICY, ("include: [rules/*.yaml]\n", ""))


def take_a_file_out_of_an_include(pull: PullRequest) -> None:
    uncited(pull)
    (pull.repository.path / "rules/gates.yaml").unlink()
    pull.repository.write("rules/none.yaml", "version: 1\n")


def delete_the_policy(pull: PullRequest) -> None:
    uncited(pull)
    (pull.repository.path / POLICY).unlink()


def name_another_policy(pull: PullRequest) -> None:
    uncited(pull)
    pull.repository.write("loose.yaml", "version: 1\n")
    pull.repository.write("pytest.ini", "[pytest]\nphasegate_config = loose.yaml\n")


def name_another_policy_in_pyproject(pull: PullRequest) -> None:
    uncited(pull)
    pull.repository.write("loose.yaml", "version: 1\n")
    pull.repository.write("pyproject.toml", "[tool.pytest.ini_options]\nphasegate_config = 'loose.yaml'\n")


def move_it_out_of_reach(pull: PullRequest) -> None:
    pull.tasks(box=" ")
    pull.repository.write(OTHER, OTHER_TASKS)
    pull.repository.write("notes/old.md", (pull.repository.path / DOCUMENT).read_text(encoding="utf-8"))
    (pull.repository.path / DOCUMENT).unlink()


BY = ", by the policy of {base}, "
LOOSENED = "  note     what a pull request loosens in the policy ({}) counts once it is merged"
ATTACKS: list[tuple[Change, str, str]] = [
    (weaken_a_setting, f"{NOT_CITED}{BY}rules/gates.yaml:2", LOOSENED.format("rules/gates.yaml:2")),
    (drop_a_gate, f"{OPEN_BOX}{BY}phasegate.yaml", LOOSENED.format("rules/gates.yaml:2")),
    (drop_it_for_a_phase, f"{OPEN_BOX}{BY}phasegate.yaml", LOOSENED.replace(" ({})", "")),
    (
        add_a_waiver,
        f"{OPEN_BOX}{BY}phasegate.yaml",
        "  note     the waiver at phasegate.yaml:2 is new, and counts once it is merged",
    ),
    (drop_the_rule_of_documents, f"{OPEN_BOX}{BY}phasegate.yaml", LOOSENED.replace(" ({})", "")),
    (drop_an_included_file, f"{NOT_CITED}{BY}rules/gates.yaml:2", LOOSENED.replace(" ({})", "")),
    (take_a_file_out_of_an_include, f"{NOT_CITED}{BY}rules/gates.yaml:2", LOOSENED.replace(" ({})", "")),
    (delete_the_policy, f"{NOT_CITED}{BY}rules/gates.yaml:2", LOOSENED.replace(" ({})", "")),
    (name_another_policy, f"{NOT_CITED}{BY}rules/gates.yaml:2", LOOSENED.replace(" ({})", "")),
    (name_another_policy_in_pyproject, f"{NOT_CITED}{BY}rules/gates.yaml:2", LOOSENED.replace(" ({})", "")),
    (
        move_it_out_of_reach,
        f'notes/old.md:13: its box "Documented" is open{BY}phasegate.yaml',
        "  note     a document that was moved is judged as if it stood where it was",
    ),
]


@pytest.mark.parametrize(("attack", "message", "note"), ATTACKS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_policy_that_is_loosened_does_not_count(pull: PullRequest, attack: Change, message: str, note: str) -> None:
    attack(pull)
    pull.commit()
    assert pull.alone().ret == pytest.ExitCode.OK
    result = pull.run()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert failures(result) == [message.format(base=pull.base[:10], work=pull.work[:10])]
    result.stdout.fnmatch_lines([note.replace("[", "[[]")])


MARKER = "import pathlib; pathlib.Path('ran').write_text(''); raise SystemExit({})"


def build(code: int, name: str = "build") -> str:
    return f'{name}: {{run: [python, -c, "{MARKER.format(code)}"]}}'


def test_a_command_that_the_head_changed_is_not_run_and_the_bases_is(pull: PullRequest) -> None:
    pull.tasks()
    pull.edit(POLICY, ('build: {run: [python, -c, "raise SystemExit(0)"]}', build(0)))
    pull.commit()
    result = pull.run()
    result.assert_outcomes(passed=7, skipped=4, errors=1)
    assert failures(result) == [
        f"{DOCUMENT}:3: the command build (phasegate.yaml:5) is not what it is at {pull.base[:10]}, so it was not run"
    ]
    result.stdout.fnmatch_lines(["  to mend  merge the change of the policy by itself first"])
    assert not (pull.repository.path / "ran").exists()
    assert pull.alone().ret == pytest.ExitCode.OK
    assert (pull.repository.path / "ran").exists()


def test_a_build_that_fails_fails_whatever_the_head_makes_of_its_command(pull: PullRequest) -> None:
    pull.edit(POLICY, ("SystemExit(0)", "SystemExit(3)"))
    base = pull.commit("build: strictly")
    pull.tasks()
    pull.edit(POLICY, ("SystemExit(3)", "SystemExit(0)"))
    pull.commit()
    assert pull.alone().ret == pytest.ExitCode.OK
    result = pull.run(base=base)
    result.assert_outcomes(passed=7, skipped=4, failed=1)
    (message,) = failures(result)
    by = f"by the policy of {base[:10]}, rules/gates.yaml:3"
    assert message == f"{DOCUMENT}:3: build ended with exit code 3, {by}"


def test_a_window_that_the_head_loosens_is_that_of_the_base(pull: PullRequest) -> None:
    pull.edit(POLICY, ("version: 1\n", "version: 1\nwindow: {before: 0, hours: 0}\n"))
    pull.edit("rules/gates.yaml", ("cited: required", "cited: optional"))
    base = pull.commit("build: strictly")
    uncited(pull)
    pull.edit(POLICY, ("window: {before: 0, hours: 0}\n", ""))
    pull.commit()
    assert pull.alone().ret == pytest.ExitCode.OK
    result = pull.run("-v", base=base)
    assert all(f"by the policy of {base[:10]}" in each for each in failures(result))
    assert len(failures(result)) == 3  # the batch, and the file of each of its tasks


def test_a_command_that_the_head_defines_is_not_run(pull: PullRequest) -> None:
    pull.tasks()
    pull.edit(POLICY, ("commands:\n", f"commands:\n  {build(0, 'mine')}\n"))
    pull.edit("rules/gates.yaml", ("command: build", "command: mine"))
    pull.commit()
    result = pull.run()
    result.assert_outcomes(passed=7, skipped=4, errors=1)
    assert failures(result) == [
        f"{DOCUMENT}:3: the command mine (phasegate.yaml:5) is not defined at {pull.base[:10]}, so it was not run"
    ]
    assert not (pull.repository.path / "ran").exists()


def test_a_pull_request_that_changes_the_policy_alone_leaves_its_commands_pending(pull: PullRequest) -> None:
    pull.tasks()
    base = pull.commit()
    pull.edit(POLICY, ('build: {run: [python, -c, "raise SystemExit(0)"]}', build(0)))
    pull.commit("build: otherwise")
    result = pull.run("-rs", base=base)
    result.assert_outcomes(passed=7, skipped=5)
    why = f"the command build (phasegate.yaml:5) is not what it is at {base[:10]}, so it was not run"
    result.stdout.fnmatch_lines([f"SKIPPED * {why}; it is, once this change of the policy is merged"])
    assert not (pull.repository.path / "ran").exists()


def test_a_preset_that_is_dropped_holds(pull: PullRequest) -> None:
    pull.repository.write("task-tracking/TASK_7/implementation-plan.md", "The plan.\n")
    pull.edit(POLICY, ("version: 1\n", "version: 1\nextends: [batches]\n"))
    base = pull.commit("chore: batch execution")
    pull.tasks()
    pull.edit(POLICY, ("extends: [batches]\n", ""))
    pull.commit()
    assert pull.alone().ret == pytest.ExitCode.OK
    result = pull.run(base=base)
    unlisted = f'the message of {pull.work[:10]}, "feat(x): batch 1 - foundations", does not list task 1.1, 1.2'
    assert failures(result) == [
        f"{DOCUMENT}:6: {unlisted}, by the policy of {base[:10]}, preset batches:17",
        f"{DOCUMENT}:19: batch 2 is assigned to nobody, by the policy of {base[:10]}, preset batches:29",
    ]


TWO_DIALECTS = """\
# Work

## Batch 1: Foundations - ✅ COMPLETE

- [ ] Documented

## Phase 1: Foundations - PENDING
"""


def test_a_rule_that_names_another_dialect_holds_as_it_was(pull: PullRequest) -> None:
    pull.edit(POLICY, ("documents: [", "documents: [{path: plans/*.md, dialect: batches}, "))
    base = pull.commit("chore: plans")
    pull.repository.write("plans/plan.md", TWO_DIALECTS)
    pull.edit(POLICY, ("dialect: batches", "dialect: phases"))
    pull.commit("docs: a plan")
    assert pull.alone().ret == pytest.ExitCode.OK
    result = pull.run(base=base)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert failures(result) == [
        f'plans/plan.md:5: its box "Documented" is open, by the policy of {base[:10]}, phasegate.yaml',
        (
            f'plans/plan.md:3: batch 1 cites no commit; the likeliest is commit {pull.work[:10]} "feat(x): batch 1 - '
            f'foundations" (it is called like batch 1), by the policy of {base[:10]}, rules/gates.yaml:2'
        ),
    ]


def test_a_threshold_that_is_lowered_holds(pull: PullRequest) -> None:
    pull.edit(POLICY, ("version: 1\n", "version: 1\nreport: {fail_under: 99}\n"))
    pull.tasks()
    base = pull.commit()
    pull.edit(POLICY, ("fail_under: 99", "fail_under: 1"))
    pull.commit()
    assert pull.alone().ret == pytest.ExitCode.OK
    result = pull.run(base=base)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        ["phasegate: 1% of all *", f"FAIL: 99% of all documents by the policy of {base[:10]} must be proven; *% is"]
    )


def tighten(pull: PullRequest) -> None:
    pull.tasks()
    pull.edit("rules/gates.yaml", ("cited: required", "cited: required, one_per_unit: true"))


def comment(pull: PullRequest) -> None:
    pull.tasks()
    pull.edit(POLICY, ("version: 1", "# What must hold.\nversion: 1"))


def tighten_and_waive(pull: PullRequest) -> None:
    pull.tasks()
    waiver = f"{{check: '{DOCUMENT}::batch-1::message', reason: old, owner: Ada, expires: 2999-01-31}}"
    pull.edit(POLICY, ("version: 1\n", f"version: 1\nwaivers: [{waiver}]\n"))
    pull.edit("rules/gates.yaml", ("gates:\n", "gates:\n  message: {lists_tasks: true}\n"))


def loosen_what_nothing_needs(pull: PullRequest) -> None:
    pull.tasks()
    pull.edit("rules/gates.yaml", ("cited: required", "cited: optional"))


def add_documents(pull: PullRequest) -> None:
    pull.tasks()
    pull.edit(
        POLICY,
        ("tasks.md]", "tasks.md, plans/*.md]\nphases: [{id: x, match: {document: plans/**}, gates: {commit: false}}]"),
    )
    pull.repository.write("plans/plan.md", "# Plan\n\n## Batch 1: All - ✅ COMPLETE\n\n- [x] Done\n")


@pytest.mark.parametrize("change", [tighten, comment, tighten_and_waive, loosen_what_nothing_needs, add_documents])
def test_an_honest_change_of_the_policy_passes(pull: PullRequest, change: Change) -> None:
    change(pull)
    pull.commit()
    assert pull.run().ret == pytest.ExitCode.OK


STAGED = "ai_docs/tasks/tasks_list.md"
STAGES = """\
Stage 1: CORE (Dependencies: None | Stage Gate: tests pass{met})

1.1 Store
- [x] 1.1.1 Read

Stage 2: POLISH (Dependencies: Stage 1 complete)

2.1 Web
- [x] 2.1.1 Page
"""


@pytest.mark.parametrize(("met", "is_honest"), [("", False), (" - MET", True)], ids=["a lie", "its honest twin"])
def test_b9_a_presets_rule_that_the_head_loosens_counts_as_at_the_base(
    pull: PullRequest, met: str, is_honest: bool
) -> None:
    (pull.repository.path / DOCUMENT).unlink()
    others = "symbols: false, outcomes: false, trace: false, signoff: false, shape: false, closers: false"
    pull.repository.write(POLICY, f"version: 1\nextends: [stages]\ngates:\n  {others.replace(', ', chr(10) + '  ')}\n")
    pull.repository.write(STAGED, STAGES.format(met=met).replace("[x]", "[ ]"))
    base = pull.commit("docs: plan")
    pull.repository.write(STAGED, STAGES.format(met=met))
    pull.edit(POLICY, ("gates:\n", "gates:\n  order: {gates_marked: false}\n"))
    pull.commit()
    assert pull.alone().ret == pytest.ExitCode.OK
    result = pull.run(base=base)
    assert (result.ret == pytest.ExitCode.OK) is is_honest
    if not is_honest:
        by = f"*by the policy of {base[:10]}, preset stages:*"
        result.stdout.fnmatch_lines([by, "*loosens in the policy (phasegate.yaml:4) counts once it is merged"])


UNTICKED = """\
# Development Tasks - TASK_7

## Batch 1: Foundations - COMPLETE

**Commit**: {work}

### Task 1.1: Write the reader - COMPLETE

**File**: src/reader.py

- [ ] Written

### Task 1.2: Write the writer - COMPLETE

**File**: src/writer.py

- [ ] Written
- [ ] Documented

## Batch 2: Extras - PENDING

### Task 2.1: Write the index - PENDING

- [x] Drawn
"""
TOGETHER = f"{DOCUMENT}:11: none of the 3 boxes of task 1.1, task 1.2 is ticked"
ONE, TWO = (
    f'{DOCUMENT}:11: its box "Written" is open',
    f'{DOCUMENT}:17: none of its 2 boxes is ticked, the first "Written"',
)
PLAIN = "version: 1\ndocuments: [task-tracking/*/tasks.md]\n"


@pytest.mark.parametrize(
    ("there", "here", "told"),
    [
        ("", "", [TOGETHER]),
        ("", "gates: {scope: false}\n", [TOGETHER]),
        ("", "gates: {checklist: false}\n", [f"{TOGETHER}, by the policy of {{base}}, phasegate.yaml"]),
        ("", "gates: {checklist: {levels: [task]}}\n", [TOGETHER]),
        ("gates: {checklist: {levels: [task]}}\n", "", [TOGETHER]),
        ("", "phases: [{id: other, match: {document: 'docs/*.md'}, gates: {scope: true}}]\n", [TOGETHER]),
        ("", "phases: [{id: all, match: {level: task}, gates: {scope: true}}]\n", [ONE, TWO]),
        ("", "gates: {checklist: {unused: fail}}\n", [ONE, TWO]),
        ("", f"waivers: [{WAIVER}]\n", [f"{TOGETHER}, by the policy of {{base}}, phasegate.yaml", TWO]),
        (f"waivers: [{WAIVER}]\n", "", [TOGETHER]),
    ],
)
def test_d13_what_is_told_once_for_a_batch_is_told_once_with_a_base(
    pull: PullRequest, there: str, here: str, told: list[str]
) -> None:
    pull.repository.write(POLICY, PLAIN + there)
    base = pull.commit("chore: rules")
    pull.repository.write(POLICY, PLAIN + here)
    pull.repository.write(DOCUMENT, UNTICKED.format(work=pull.work[:8]))
    pull.commit()
    result = pull.run("-k", "checklist", base=base)
    assert failures(result) == [line.format(base=base[:10]) for line in told]
    assert sum(line.startswith("  found") for line in result.outlines) == len(told)
