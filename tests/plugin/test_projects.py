"""Which policy judges a document: the nearest above it, from where pytest was started."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.plugin.conftest import DOCUMENT, IDS

if TYPE_CHECKING:
    from tests.plugin.conftest import Project

PARTS = ("packages/one", "packages/two")
BOTH = ", ".join(f"{part}/phasegate.yaml" for part in PARTS)
LIMIT = "gates: {commit: false}\n"
WAIVER = "waivers: [{{check: '{check}', reason: later, owner: Ada, expires: 2999-01-31}}]\n"


@pytest.fixture
def parts(project: Project) -> Project:
    """A repository with a document that holds, and two projects in it with one each and policies of their own."""
    for part in PARTS:
        project.repository.write(f"{part}/src/reader.py", f"{part}\n")
        project.repository.write(f"{part}/src/writer.py", f"{part}\n")
        project.commit = project.repository.commit(f"feat({part}): batch 1 - foundations")
        project.tasks(path=f"{part}/{DOCUMENT}")
        project.repository.write(f"{part}/phasegate.yaml", f"version: 1\n{LIMIT if part == PARTS[0] else ''}")
    project.repository.commit("docs: record batch 1")
    return project


def lie(parts: Project, part: str, name: str = "src/gone.py") -> None:
    """Let the document of a part name a file that its commit does not change."""
    path = parts.pytester.path / part / DOCUMENT
    path.write_text(path.read_text("utf-8").replace("src/writer.py", name), "utf-8")


def ids_of(part: str, *without: str) -> tuple[str, ...]:
    return tuple(f"{part}/{id_}" for id_ in IDS if not id_.endswith(without or ("::none",)))


def test_b10_each_document_is_judged_by_the_policy_nearest_above_it(parts: Project) -> None:
    assert parts.ids() == (*ids_of(PARTS[0], "commit"), *ids_of(PARTS[1]), *IDS)
    result = parts.run()
    result.assert_outcomes(passed=14, skipped=8)
    result.stdout.fnmatch_lines([f"phasegate: 3 documents, 15 units; *; policy: {BOTH}"])


def test_b10_the_policy_at_the_top_says_nothing_of_a_project_with_its_own(parts: Project) -> None:
    parts.policy("gates: {files: false}\n")
    assert parts.ids() == (*ids_of(PARTS[0], "commit"), *ids_of(PARTS[1]), *IDS[:3], *IDS[5:7])


@pytest.mark.parametrize("name", ["phasegate.yaml", "phasegate.yml", "phasegate.toml", "pyproject.toml"])
@pytest.mark.parametrize("where", ["", "src"])
def test_b10_the_nearest_policy_above_where_pytest_was_started_counts(
    parts: Project, monkeypatch: pytest.MonkeyPatch, name: str, where: str
) -> None:
    parts.pytester.makeini("[pytest]")
    parts.policy("gates: {record: false}\n")
    (parts.pytester.path / PARTS[0] / "phasegate.yaml").unlink()
    table = "tool.phasegate." if name == "pyproject.toml" else ""
    head = f"[{table[:-1]}]\n" if table else ""
    text = LIMIT if name.endswith("ml") and "toml" not in name else f"[{table}gates]\ncommit = false\n"
    version = "version: 1\n" if "toml" not in name else f"{head}version = 1\n"
    parts.repository.write(f"{PARTS[0]}/{name}", version + text)
    monkeypatch.chdir(parts.pytester.path / PARTS[0] / where)
    assert parts.ids() == ids_of(PARTS[0], "commit")
    parts.run().stdout.fnmatch_lines([f"phasegate: 1 document, *; policy: {name}"])


def test_b10_two_policies_in_one_folder_are_an_error_that_names_both(parts: Project) -> None:
    parts.repository.write(f"{PARTS[0]}/pyproject.toml", "[tool.phasegate]\nversion = 1\n")
    result = parts.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["ERROR: there are two policies, packages/one/phasegate.yaml and packages/one/pyproject.toml; *"]
    )


def test_b10_started_in_one_project_and_told_to_work_in_another_is_an_error_that_names_both(
    parts: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (parts.pytester.path / part for part in PARTS)
    (two / "phasegate.yaml").write_text("version: 1\n")
    (two / "pytest.ini").write_text("[pytest]\n")
    monkeypatch.chdir(one)
    result = parts.run(f"--rootdir={two}", "-c", str(two / "pytest.ini"))
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [f"ERROR: *started in {one}, where the one in {one} does, *{two}, with the policy in {two}*"]
    )


def test_b10_a_mistake_in_an_inner_policy_is_told_at_its_line(parts: Project) -> None:
    parts.repository.write(f"{PARTS[0]}/phasegate.yaml", "version: 1\nnonsense: 1\n")
    result = parts.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: packages/one/phasegate.yaml:2: *"])


def test_b10_an_inner_policy_that_is_a_link_is_no_missing_policy(parts: Project) -> None:
    path = parts.pytester.path / PARTS[0] / "phasegate.yaml"
    path.unlink()
    path.symlink_to("../../src/reader.py")
    result = parts.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: packages/one/phasegate.yaml: the policy is a symlink, not a file"])


def test_b10_paths_in_an_inner_policy_are_its_own(parts: Project) -> None:
    """Documents, includes, commands and waivers: all as if pytest had been started there."""
    parts.tasks(path=f"{PARTS[0]}/plans/a.md", second="src/gone.py")
    parts.repository.write(f"{PARTS[0]}/rules/build.yaml", "gates: {build: {command: build}}\n")
    parts.repository.write(
        f"{PARTS[0]}/phasegate.yaml",
        "version: 1\ninclude: [rules/*.yaml]\ndocuments: [plans/*.md]\n"
        "commands: {build: {run: [python, here.py]}}\n" + WAIVER.format(check="plans/a.md::batch-1::1.2::files"),
    )
    parts.repository.write(f"{PARTS[0]}/here.py", "open('built.txt', 'w').close()\n")
    parts.repository.write(".gitignore", "built.txt\n")
    parts.repository.commit("chore: policy")
    result = parts.run(f"{PARTS[0]}/plans", "-rA")
    result.stdout.fnmatch_lines([f"XFAIL {PARTS[0]}/plans/a.md::batch-1::1.2::files*"])
    assert (parts.pytester.path / PARTS[0] / "built.txt").exists()
    assert not (parts.pytester.path / "built.txt").exists()
    assert not any(PARTS[0] in id_ and DOCUMENT in id_ for id_ in parts.ids())


def test_b10_a_lie_below_an_inner_policy_fails_with_the_place_in_the_run(parts: Project) -> None:
    lie(parts, PARTS[0])
    result = parts.run("--phasegate-report=phasegate-json:out.json")
    result.assert_outcomes(passed=13, failed=1, skipped=8)
    result.stdout.fnmatch_lines([f"{PARTS[0]}/{DOCUMENT}:14: src/gone.py *"])
    result.stdout.fnmatch_lines([f"  to mend  *({PARTS[0]}/{DOCUMENT}:14)"])
    report = json.loads((parts.pytester.path / "out.json").read_text("utf-8"))
    assert f"{PARTS[0]}/{DOCUMENT}" in json.dumps(report)


def test_b10_a_file_of_another_project_proves_nothing(parts: Project) -> None:
    """A claim is about the project of its document: the same name elsewhere is no evidence."""
    parts.repository.write("src/elsewhere.py", "x = 1\n")
    parts.repository.write("packages/two/src/elsewhere.py", "x = 2\n")
    parts.repository.commit("feat: elsewhere")
    lie(parts, PARTS[0], "src/elsewhere.py")
    parts.run(PARTS[0]).assert_outcomes(passed=3, failed=1, skipped=2)


def test_b10_what_a_policy_names_below_another_one_is_judged_by_that(parts: Project) -> None:
    parts.tasks(path=f"{PARTS[0]}/notes/plan.md")
    parts.policy("documents: [{path: 'packages/*/notes/*.md', dialect: batches}]\n")
    assert parts.ids(f"{PARTS[0]}/notes") == tuple(
        id_.replace(DOCUMENT, "notes/plan.md") for id_ in ids_of(PARTS[0], "commit")
    )


def test_b10_a_folder_with_a_policy_may_be_taken_out(parts: Project) -> None:
    parts.policy("documents: [task-tracking/*/tasks.md, '!packages/one/**']\n")
    assert parts.ids() == (*ids_of(PARTS[1]), *IDS)
    parts.repository.write(f"{PARTS[0]}/phasegate.yaml", "nonsense: 1\n")
    assert parts.ids() == (*ids_of(PARTS[1]), *IDS)
    parts.policy("documents: ['!packages/**']\n")
    assert parts.ids() == IDS


def test_b10_one_policy_that_is_named_is_for_all(parts: Project) -> None:
    parts.repository.write("ci/strict.yaml", "version: 1\ndocuments: ['**/tasks.md']\n")
    every = (*ids_of(PARTS[0]), *ids_of(PARTS[1]), *IDS)
    assert parts.ids("--phasegate-config=ci/strict.yaml") == every
    parts.pytester.makeini("[pytest]\nphasegate_config = ci/strict.yaml")
    assert parts.ids() == every


def test_b10_a_named_policy_counts_where_a_nearer_one_does_not_hold_it(
    parts: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts.policy("")
    parts.repository.write("ci/strict.yaml", "version: 1\ndocuments: ['**/tasks.md']\n")
    monkeypatch.chdir(parts.pytester.path / PARTS[0])
    parts.run("--phasegate-config=../../ci/strict.yaml").stdout.fnmatch_lines(
        ["phasegate: 3 documents, *; policy: ci/strict.yaml"]
    )


def test_b10_a_required_unit_may_be_one_of_an_inner_project(parts: Project) -> None:
    parts.run(f"--phasegate-require={PARTS[0]}/{DOCUMENT}::batch-2").assert_outcomes(passed=14, skipped=7, failed=1)
    result = parts.run("--phasegate-require=packages/none/*::batch-2")
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_b10_a_waiver_belongs_to_the_policy_that_judges(parts: Project) -> None:
    parts.policy(WAIVER.format(check=f"{PARTS[0]}/{DOCUMENT}::batch-1::1.2::files"))
    result = parts.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [f"ERROR: phasegate.yaml:2: the waiver is for {PARTS[0]}/{DOCUMENT}, and another policy judges that: *"]
    )


def test_b10_each_policy_asks_for_its_share_of_what_it_judges(parts: Project) -> None:
    parts.tasks(second="src/gone.py")
    parts.repository.write(f"{PARTS[0]}/phasegate.yaml", f"version: 1\nreport: {{fail_under: 40}}\n{LIMIT}")
    parts.policy("report: {fail_under: 90}\n")
    parts.run().stdout.fnmatch_lines(
        [
            "FAIL: 90% of all documents must be proven; *",
            "phasegate: 40% of all documents of packages/one/ must be proven; *",
        ]
    )
    parts.run("--phasegate-fail-under=10").stdout.fnmatch_lines(["phasegate: 10% of all documents must be proven; *"])


def test_b10_workers_judge_the_same(parts: Project) -> None:
    lie(parts, PARTS[0])
    parts.run("-n2").assert_outcomes(passed=13, failed=1, skipped=8)


def test_b10_no_folder_with_a_policy_and_no_document_is_looked_at(parts: Project) -> None:
    parts.repository.write("empty/phasegate.yaml", "version: 1\n")
    parts.run().stdout.fnmatch_lines([f"phasegate: 3 documents, *; policy: {BOTH}"])


def test_b10_with_a_base_the_policies_of_inner_projects_hold_as_they_are_there(parts: Project) -> None:
    """Loosened in the head: what the base asks for counts all the same."""
    parts.repository.write(f"{PARTS[0]}/phasegate.yaml", "version: 1\n")
    parts.repository.commit("chore: policy")
    lie(parts, PARTS[0])
    parts.repository.write(f"{PARTS[0]}/phasegate.yaml", "version: 1\ngates: {files: false}\n")
    result = parts.run("--phasegate-base=HEAD")
    result.assert_outcomes(passed=17, failed=1, skipped=9)
    result.stdout.fnmatch_lines([f"FAILED {PARTS[0]}/{DOCUMENT}::batch-1::1.2::files*"])


def test_b10_with_a_base_a_new_policy_beside_a_document_does_not_loosen_what_holds(parts: Project) -> None:
    lie(parts, PARTS[1])
    parts.repository.write(f"{PARTS[1]}/phasegate.yaml", "version: 1\ngates: {files: false}\n")
    parts.repository.write(f"{PARTS[1]}/task-tracking/phasegate.yaml", "version: 1\ndocuments: ['!**']\n")
    result = parts.run("--phasegate-base=HEAD")
    result.assert_outcomes(passed=16, failed=1, skipped=8)
    result.stdout.fnmatch_lines(["phasegate: new policy in packages/two/task-tracking/: until it is merged, *"])


def test_b10_with_a_base_a_new_policy_judges_what_no_other_finds_and_runs_no_command(parts: Project) -> None:
    parts.policy("documents: [task-tracking/*/tasks.md]\n")
    parts.repository.commit("chore: policy")
    parts.tasks(path="packages/three/plans/a.md")
    parts.repository.write(
        "packages/three/phasegate.yaml",
        'version: 1\ndocuments: [plans/*.md]\ncommands: {build: {run: [python, -c, \'open("built.txt", "w")\']}}\n'
        "gates: {build: {command: build}}\n",
    )
    parts.run("--phasegate-base=HEAD", "-rs").stdout.fnmatch_lines(["*packages/three/plans/a.md*"])
    assert not (parts.pytester.path / "packages/three/built.txt").exists()


def test_b10_with_a_base_a_policy_that_the_head_takes_out_holds(parts: Project) -> None:
    (parts.pytester.path / PARTS[0] / "phasegate.yaml").unlink()
    parts.repository.write(f"{PARTS[0]}/notes.md", "x\n")
    parts.run("--phasegate-base=HEAD").assert_outcomes(passed=18, skipped=9)


def test_b10_with_a_base_the_head_cannot_take_an_inner_project_out(parts: Project) -> None:
    parts.policy("documents: ['!packages/**']\n")
    lie(parts, PARTS[0])
    parts.run("--phasegate-base=HEAD").assert_outcomes(passed=16, failed=1, skipped=8)


def test_b10_with_a_base_a_policy_that_the_head_names_switches_no_inner_one_off(parts: Project) -> None:
    """Where the base names no policy, the inner ones are asked for there, whatever the head's configuration says."""
    parts.policy("")
    base = parts.repository.commit("chore: a policy at the top")
    parts.repository.write(f"{PARTS[1]}/phasegate.yaml", "version: 1\n" + LIMIT)
    lie(parts, PARTS[1])
    parts.pytester.makeini("[pytest]\nphasegate_config = phasegate.yaml\n")
    parts.repository.write("phasegate.yaml", "version: 1\ngates: {files: false, commit: false}\n")
    parts.repository.commit("chore: one policy for all")
    parts.run().assert_outcomes(passed=2, skipped=1)
    result = parts.run(f"--phasegate-base={base}", "-rf")
    result.assert_outcomes(passed=16, failed=1, skipped=8)
    result.stdout.fnmatch_lines([f"FAILED {PARTS[1]}/{DOCUMENT}::batch-1::1.2::files*"])


def test_b10_with_a_base_a_policy_that_the_user_or_the_base_names_is_for_all(parts: Project) -> None:
    parts.policy("")
    base = parts.repository.commit("chore: a policy at the top")
    told = parts.run(f"--phasegate-base={base}", "--phasegate-config=phasegate.yaml")
    told.stdout.fnmatch_lines(["phasegate: 1 document, *; policy: phasegate.yaml"])
    parts.pytester.makeini("[pytest]\nphasegate_config = phasegate.yaml\n")
    base = parts.repository.commit("chore: one policy for all")
    told = parts.run(f"--phasegate-base={base}")
    told.stdout.fnmatch_lines(["phasegate: 1 document, *; policy: phasegate.yaml"])


@pytest.mark.parametrize(("share", "word"), [("90", "FAIL"), ("1", "phasegate")])
def test_b10_with_a_base_the_share_that_its_configuration_asks_of_all_still_is(
    parts: Project, share: str, word: str
) -> None:
    """Of all projects together, as at the base: what the head asks for in its place counts besides."""
    parts.tasks(second="src/gone.py")
    parts.pytester.makeini(f"[pytest]\nphasegate_fail_under = {share}\n")
    base = parts.repository.commit("chore: a share")
    parts.pytester.makeini("[pytest]\nphasegate_fail_under = 2\n")
    parts.repository.commit("chore: hardly any")
    result = parts.run(f"--phasegate-base={base}")
    lines = [line for line in result.outlines if "of all documents" in line]
    assert [line.partition("proven;")[0] for line in lines] == [
        "phasegate: 2% of all documents must be ",
        f"{word}: {share}% of all documents by the policy of {base[:10]} must be ",
    ]


def test_b10_with_a_base_a_share_that_the_user_asks_for_is_asked_once(parts: Project) -> None:
    parts.pytester.makeini("[pytest]\nphasegate_fail_under = 90\n")
    parts.repository.commit("chore: a share")
    parts.pytester.makeini("[pytest]\n")
    result = parts.run("--phasegate-base=HEAD", "--phasegate-fail-under=1")
    lines = [line.partition(";")[0] for line in result.outlines if "of all documents" in line]
    assert lines == ["phasegate: 1% of all documents must be proven"]


def test_b10_a_project_without_git_has_inner_policies_too(parts: Project) -> None:
    (parts.pytester.path / ".git").rename(parts.pytester.path.with_suffix(".git"))
    assert parts.ids() == (*ids_of(PARTS[0], "commit"), *ids_of(PARTS[1]), *IDS)


def test_b10_a_commit_is_judged_with_its_own_inner_policies(parts: Project) -> None:
    (parts.pytester.path / PARTS[0] / "phasegate.yaml").unlink()
    assert parts.ids("--phasegate-at=HEAD") == (*ids_of(PARTS[0], "commit"), *ids_of(PARTS[1]), *IDS)
