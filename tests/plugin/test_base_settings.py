"""Which commit is the base, and what pytest's own configuration can do to a run that is held against one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.plugin.options import BASE, OPTIONS, REPORT, SWITCH
from pytest_phasegate.plugin.settings import read_settings
from pytest_phasegate.reports.outcome_json import read
from tests.plugin.pull_request import DOCUMENT, POLICY, PullRequest, failures

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def pull(pytester: pytest.Pytester) -> PullRequest:
    return PullRequest.begin(pytester)


def error(result: pytest.RunResult) -> str:
    """The message of a usage error."""
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    return "\n".join(line for line in result.errlines if line).removeprefix("ERROR: ")


NONE = "there is no such commit here (git fetch it first, or fetch-depth: 0 for actions/checkout)"


@pytest.mark.parametrize("name", ["nope", "--all", "-n1", "HEAD^{tree}", "0" * 40, f"HEAD:{DOCUMENT}", "a\nb"])
def test_a_revision_that_is_no_commit_is_a_usage_error(pull: PullRequest, name: str) -> None:
    shown = repr(name).replace("\\", "\\")
    assert error(pull.run(base=name)) == f"--phasegate-base: cannot compare with {shown}: {NONE}"


def test_an_empty_revision_is_a_usage_error(pull: PullRequest) -> None:
    message = "--phasegate-base names no commit; leave the option out where there is no base"
    assert error(pull.alone("--phasegate-base=")) == message


def test_without_a_repository_there_is_no_base(pull: PullRequest) -> None:
    (pull.repository.path / ".git").rename(pull.repository.path.parent / "gone.git")
    message = error(pull.run())
    assert message.startswith(f"--phasegate-base: cannot compare with '{pull.base}': the project is not in a git repo")


def test_a_shallow_clone_that_lacks_it_is_a_usage_error(pull: PullRequest, pytester: pytest.Pytester) -> None:
    pull.tasks()
    pull.commit()
    clone = pull.repository.clone(pytester.path / "clone", "--depth=1")
    message = error(pytester.runpytest("--phasegate", f"--phasegate-base={pull.base}", f"--rootdir={clone.path}"))
    assert message.endswith("(the clone is shallow: git fetch --unshallow, or fetch-depth: 0 for actions/checkout)")


def test_a_branch_a_tag_and_a_short_id_name_it(pull: PullRequest) -> None:
    pull.repository.git("tag", "-a", "-m", "now", "v1")
    short = pull.base[:10]
    shown = {"main": f"main ({short})", "v1": f"v1 ({short})", pull.base[:8]: short, "HEAD": f"HEAD ({short})"}
    for name, words in shown.items():
        pull.run(base=name).stdout.fnmatch_lines([f"phasegate: base: {words}; policy there: phasegate.yaml"])


def test_it_may_stand_in_the_configuration(pull: PullRequest) -> None:
    pull.pytester.makeini("[pytest]\nphasegate_base = main\n")
    pull.alone().stdout.fnmatch_lines(["phasegate: base: main (*); policy there: phasegate.yaml"])


def test_the_outcome_says_what_the_base_was(pull: PullRequest) -> None:
    pull.run("--phasegate-report=phasegate-json:out.json", base="main")
    outcome = read((pull.repository.path / "out.json").read_text(encoding="utf-8"), "out.json")
    assert outcome.facts["base"] == f"main ({pull.base[:10]})"


def test_a_broken_policy_of_the_base_is_told_with_its_revision(pull: PullRequest) -> None:
    pull.edit(POLICY, ("version: 1\n", "version: 1\nrole: {}\nphase: []\n"))
    base = pull.commit("chore: break it")
    pull.edit(POLICY, ("role: {}\nphase: []\n", ""))
    pull.commit()
    first, second = error(pull.run(base=base)).splitlines()
    assert first.startswith(f"{base[:10]}:phasegate.yaml:2: ")
    assert second.startswith(f"{base[:10]}:phasegate.yaml:3: ")


def test_a_policy_of_the_base_that_is_a_link_is_told(pull: PullRequest) -> None:
    (pull.repository.path / POLICY).rename(pull.repository.path / "real.yaml")
    try:
        (pull.repository.path / POLICY).symlink_to("real.yaml")
    except OSError:
        pytest.skip("no symlinks here")
    base = pull.commit("chore: link it")
    (pull.repository.path / POLICY).unlink()
    pull.commit()
    assert error(pull.run(base=base)) == f"{base[:10]}:phasegate.yaml: the policy is a symlink, not a file"


def test_a_broken_policy_of_the_head_is_a_usage_error(pull: PullRequest) -> None:
    pull.edit(POLICY, ("version: 1\n", "version: 1\nrole: {}\n"))
    assert error(pull.run()).startswith("phasegate.yaml:2: ")


def test_a_first_policy_may_be_added(pull: PullRequest) -> None:
    text = (pull.repository.path / POLICY).read_text(encoding="utf-8")
    (pull.repository.path / POLICY).unlink()
    base = pull.commit("chore: no policy")
    pull.repository.write(POLICY, text)
    pull.commit("chore: a policy")
    result = pull.run(base=base)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines([f"phasegate: base: {base[:10]}; policy there: none, which differs"])


def test_without_a_policy_at_the_base_a_document_is_held_to_its_own_words(pull: PullRequest) -> None:
    (pull.repository.path / POLICY).unlink()
    base = pull.commit("chore: no policy")
    pull.tasks(box=" ")
    pull.repository.write(POLICY, "version: 1\ngates: {checklist: false}\n")
    pull.commit()
    assert pull.alone().ret == pytest.ExitCode.OK
    result = pull.run(base=base)
    held = f"by the policy of {base[:10]}, which holds a document to its own words"
    assert failures(result) == [f'{DOCUMENT}:13: its box "Documented" is open, {held}']


def test_a_policy_that_is_named_is_read_there_too(pull: PullRequest) -> None:
    pull.repository.write("ci/strict.yaml", "version: 1\ngates: {commit: {cited: required}}\n")
    base = pull.commit("chore: strictly")
    pull.repository.write("ci/strict.yaml", "version: 1\n")
    pull.commit()
    told = pull.run("--phasegate-config=ci/strict.yaml", base=base)
    told.stdout.fnmatch_lines([f"phasegate: base: {base[:10]}; policy there: ci/strict.yaml, which differs"])
    told = pull.run("--phasegate-config=ci/strict.yaml")
    told.stdout.fnmatch_lines([f"phasegate: base: {pull.base[:10]}; policy there: none*"])


ADDED = "what a pull request adds to them could leave checks out"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pytest.ini", "[pytest]\naddopts = -k nothing\n"),
        ("pyproject.toml", "[tool.pytest.ini_options]\naddopts = ['-k', 'nothing']\n"),
        ("tox.ini", "[pytest]\naddopts = -k nothing\n"),
        ("setup.cfg", "[tool:pytest]\naddopts = -k nothing\n"),
    ],
)
def test_options_that_the_head_adds_are_refused(pull: PullRequest, file: str, text: str) -> None:
    pull.repository.write(file, text)
    pull.commit()
    told = error(pull.run())
    assert told.startswith(f"the addopts of {file} are not those of {pull.base[:10]}: {ADDED}. Leave them aside ")
    assert told.endswith("where pull requests are judged: pytest -o addopts= --phasegate-base=...")
    for aside in (("-o", "addopts="), ("--override-ini=addopts=",), ("-oaddopts=",)):
        assert pull.run(*aside).ret == pytest.ExitCode.OK
    assert pull.run(base="HEAD").ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_options_that_set_options_aside_are_refused(pull: PullRequest) -> None:
    pull.pytester.makeini("[pytest]\naddopts = -o addopts= -k nothing\n")
    pull.commit()
    assert ADDED in error(pull.run())


def test_options_that_the_head_takes_out_are_refused(pull: PullRequest) -> None:
    pull.pytester.makeini("[pytest]\naddopts = --phasegate-require=batch-1\n")
    base = pull.commit("chore: require it")
    pull.pytester.makeini("[pytest]\naddopts = -ra\n")
    pull.commit()
    assert ADDED in error(pull.run(base=base))


def test_a_configuration_of_the_users_own_counts_as_it_is(pull: PullRequest, tmp_path: Path) -> None:
    pull.pytester.makeini("[pytest]\naddopts = -k nothing\n")
    pull.commit()
    own = tmp_path.parent / f"{tmp_path.name}-own.ini"
    own.write_text("[pytest]\naddopts = -ra\nphasegate_require = batch-1\n")
    result = pull.run("-c", str(own), f"--rootdir={pull.repository.path}")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["  found    batch 1 is required to be done, and does not claim to be"])


def test_a_named_configuration_of_the_project_is_read_there(pull: PullRequest) -> None:
    pull.repository.write("ci.ini", "[pytest]\nphasegate_require = batch-1\n")
    base = pull.commit("chore: require it")
    pull.repository.write("ci.ini", "[pytest]\n")
    pull.commit()
    assert pull.alone("-c", "ci.ini").ret == pytest.ExitCode.OK
    assert pull.run("-c", "ci.ini", base=base).ret == pytest.ExitCode.TESTS_FAILED
    assert pull.run("-c", "ci.ini").ret == pytest.ExitCode.OK


@pytest.mark.parametrize("value", ["HEAD~1", "main"])
def test_a6_another_commit_than_the_head_is_not_judged(pull: PullRequest, value: str) -> None:
    pull.tasks(box=" ")
    pull.pytester.makeini(f"[pytest]\nphasegate_at = {value}\n")
    pull.commit()
    result = pull.run()
    assert failures(result) == [f'{DOCUMENT}:13: its box "Documented" is open']
    result.stdout.fnmatch_lines(
        ["phasegate: phasegate_at of pytest's configuration: as at the base, whatever stands here"]
    )


KEYS = {option.key: option for option in OPTIONS if option is not BASE}
THERE, HERE = ("there.json", "here.json")


def test_a6_every_key_of_ours_is_in_the_table(pytester: pytest.Pytester) -> None:
    keys = {name for name in pytester.parseconfig()._parser._inidict if name.startswith("phasegate")}
    assert keys == {SWITCH, BASE.key, *KEYS}


FILES = {
    "pytest.ini": "[pytest]\n{key} = {value}\n",
    "tox.ini": "[pytest]\n{key} = {value}\n",
    "setup.cfg": "[tool:pytest]\n{key} = {value}\n",
    "pyproject.toml": "[tool.pytest.ini_options]\n{key} = '{value}'\n",
}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("key", KEYS)
def test_a6_every_key_counts_as_at_the_base(pull: PullRequest, key: str, file: str) -> None:
    pull.repository.write(file, FILES[file].format(key=key, value=THERE))
    base = pull.commit("chore: configure")
    pull.repository.write(file, FILES[file].format(key=key, value=HERE))
    pull.commit()

    def values(*arguments: str) -> tuple[str, ...]:
        config, option = pull.pytester.parseconfig("--phasegate", *arguments), KEYS[key]
        return read_settings(config).values[option.key]

    held = f"--phasegate-base={base}"
    assert values() == (HERE,)
    assert values(held) == ((HERE,) if KEYS[key].head_may_add else (THERE,))
    assert values(held, f"{KEYS[key].flag}=told.json") == ("told.json",)
    assert values(held, "-o", f"{key}=told.json") == ("told.json",)
    (pull.repository.path / file).unlink()
    pull.commit("chore: nothing is configured")
    if not KEYS[key].head_may_add:
        assert values(held) == (THERE,)


@pytest.mark.parametrize("key", [key for key, option in KEYS.items() if option.head_may_add])
def test_a6_what_the_head_may_add_counts_besides_what_the_base_says(key: str) -> None:
    assert key in {"phasegate_config", "phasegate_require", "phasegate_fail_under"}  # each has a test of its own


def test_a6_a_key_in_the_environment_is_the_users_own(pull: PullRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-o phasegate_report=sarif:mine.sarif")
    config = pull.pytester.parseconfig("--phasegate", f"--phasegate-base={pull.base}")
    assert read_settings(config).values[REPORT.key] == ("sarif:mine.sarif",)


def test_a6_a_report_that_the_head_asks_for_is_not_written(pull: PullRequest, tmp_path: Path) -> None:
    place = tmp_path.parent / f"{tmp_path.name}-report.json"
    pull.tasks()
    pull.pytester.makeini(
        f"[pytest]\nphasegate_report = phasegate-json:{place} sarif:a.sarif\nphasegate_compare = none.json\n"
    )
    pull.commit()
    assert pull.alone().ret == pytest.ExitCode.USAGE_ERROR
    result = pull.run()
    assert result.ret == pytest.ExitCode.OK
    told = "phasegate: phasegate_report, phasegate_compare of pytest's configuration: as at the base, *"
    result.stdout.fnmatch_lines([told])
    assert not place.exists()
    assert not (pull.repository.path / "a.sarif").exists()
    assert pull.run("-n", "2").ret == pytest.ExitCode.OK


def test_a6_a_report_that_the_base_asks_for_is_written_though_the_head_does_not(pull: PullRequest) -> None:
    pull.pytester.makeini("[pytest]\nphasegate_report = sarif:a.sarif\n")
    base = pull.commit("chore: report")
    pull.pytester.makeini("[pytest]\n")
    pull.tasks()
    pull.commit()
    assert pull.run(base=base).ret == pytest.ExitCode.OK
    assert (pull.repository.path / "a.sarif").exists()


def test_a6_annotations_cannot_be_switched_off_by_the_head(pull: PullRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    pull.tasks(box=" ")
    pull.pytester.makeini("[pytest]\nphasegate_github = off\n")
    pull.commit()
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    pull.alone().stdout.no_fnmatch_line("::error *")
    pull.run().stdout.fnmatch_lines(["::error file=*"])


def test_a6_the_head_cannot_switch_us_off(pull: PullRequest) -> None:
    pull.pytester.makeini("[pytest]\nphasegate = true\n")
    base = pull.commit("chore: judge always")
    pull.pytester.makeini("[pytest]\nphasegate = false\n")
    pull.tasks(box=" ")
    pull.commit()
    arguments = (f"--phasegate-base={base}", "-p", "no:hypothesispytest")
    result = pull.pytester.runpytest(*arguments)
    assert failures(result) == [f'{DOCUMENT}:13: its box "Documented" is open']
    assert pull.pytester.runpytest("--no-phasegate", *arguments).ret == pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.parametrize("addopts", ["--no-phasegate", "-ra --no-phasegate", "--no-phasegate -p no:hypothesispytest"])
def test_a6_the_addopts_of_the_head_cannot_switch_us_off(pull: PullRequest, addopts: str) -> None:
    pull.pytester.makeini("[pytest]\nphasegate = true\n")
    base = pull.commit("chore: judge always")
    pull.pytester.makeini(f"[pytest]\nphasegate = true\naddopts = {addopts}\n")
    pull.tasks(box=" ")
    pull.commit()
    assert ADDED in error(pull.pytester.runpytest(f"--phasegate-base={base}"))
    told = pull.pytester.runpytest(f"--phasegate-base={base}", "-o", "addopts=")
    assert failures(told) == [f'{DOCUMENT}:13: its box "Documented" is open']


@pytest.mark.parametrize("where", ["command line", "environment", "addopts of the command line", "addopts of the base"])
def test_a6_the_user_and_the_base_can_switch_us_off(
    pull: PullRequest, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    addopts = "--no-phasegate" if where == "addopts of the base" else "-ra"
    pull.pytester.makeini(f"[pytest]\nphasegate = true\naddopts = {addopts}\n")
    base = pull.commit("chore: judge always")
    if where != "addopts of the base":
        pull.pytester.makeini("[pytest]\nphasegate = true\naddopts = -rs\n")
    pull.tasks(box=" ")
    pull.commit()
    if where == "environment":
        monkeypatch.setenv("PYTEST_ADDOPTS", "--no-phasegate")
    given = {"command line": ["--no-phasegate"], "addopts of the command line": ["-o", "addopts=--no-phasegate"]}
    result = pull.pytester.runpytest(f"--phasegate-base={base}", *given.get(where, []))
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_units_that_are_required_at_the_base_still_are(pull: PullRequest) -> None:
    pull.pytester.makeini("[pytest]\nphasegate_require = batch-1\n")
    base = pull.commit("chore: require it")
    pull.pytester.makeini("[pytest]\nphasegate_require = 1.2\n")
    pull.commit()
    pull.run(base=base).assert_outcomes(failed=4, passed=4, skipped=4)
    pull.run("--phasegate-require=1.2", base=base).assert_outcomes(failed=1, passed=4, skipped=7)


def test_the_share_that_is_asked_for_at_the_base_still_is(pull: PullRequest) -> None:
    pull.pytester.makeini("[pytest]\nphasegate_fail_under = 90\n")
    base = pull.commit("chore: nearly all")
    pull.pytester.makeini("[pytest]\nphasegate_fail_under = 0\n")
    pull.commit()
    assert pull.alone().ret == pytest.ExitCode.OK
    result = pull.run(base=base)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([f"FAIL: 90% of all documents by the policy of {base[:10]} must be proven; *% is"])
    assert pull.run("--phasegate-fail-under=1", base=base).ret == pytest.ExitCode.OK


def test_a_policy_of_a_folder_cannot_be_left_by_moving_the_root(
    pull: PullRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (pull.repository.path / DOCUMENT).read_text(encoding="utf-8")
    for name in (DOCUMENT, POLICY):
        (pull.repository.path / name).unlink()
    pull.repository.write("app/pytest.ini", "[pytest]\n")
    pull.repository.write("app/phasegate.yaml", "version: 1\ndocuments: [tasks.md]\ngates: {files: false}\n")
    pull.repository.write("app/tasks.md", text.replace("src/", "../src/"))
    base = pull.commit("chore: a project in a folder")
    (pull.repository.path / "app/pytest.ini").unlink()
    (pull.repository.path / "app/phasegate.yaml").unlink()
    (pull.repository.path / "app/tasks.md").unlink()
    pull.pytester.makeini("[pytest]\n")
    pull.tasks(path="task-tracking/TASK_9/tasks.md")
    pull.commit()
    monkeypatch.chdir(pull.repository.path / "app")
    result = pull.run(base=base)
    assert failures(result) == ["tasks.md: tasks.md is gone, and no new file holds its units"]


def test_workers_of_xdist_judge_the_same(pull: PullRequest) -> None:
    pull.tasks(box=" ")
    pull.edit("rules/gates.yaml", ("gates:\n", "gates:\n  checklist: false\n"))
    pull.pytester.makeini("[pytest]\naddopts = -ra\n")
    pull.commit()
    result = pull.run("-n", "2", "-o", "addopts=", "-p", "xdist.plugin", base="main~1")
    result.assert_outcomes(passed=7, skipped=4, failed=1)


def test_checks_are_selected_listed_and_reported_as_ever(pull: PullRequest) -> None:
    pull.tasks(box=" ")
    pull.edit("rules/gates.yaml", ("gates:\n", "gates:\n  checklist: false\n"))
    pull.commit()
    listed = [line for line in pull.run("--co", "-q").outlines if "::" in line]
    assert listed == [
        f"{DOCUMENT}::{rest}"
        for rest in (
            *("base", "record", "batch-1::record", "batch-1::commit", "batch-1::build", "batch-1::1.1::checklist"),
            *("batch-1::1.1::files", "batch-1::1.2::files", "batch-2::record", "batch-2::commit", "batch-2::build"),
            "batch-2::2.1::files",
        )
    ]
    pull.run("-m", "phasegate_base", "--strict-markers").assert_outcomes(passed=1, deselected=11)
    pull.run("-k", "checklist").assert_outcomes(failed=1, deselected=11)
    pull.run(f"{DOCUMENT}::batch-1::1.1").assert_outcomes(failed=1, passed=1)
    pull.run("--phasegate-at=HEAD").assert_outcomes(failed=1, passed=7, skipped=4)
    pull.run("--junitxml=junit.xml", f"{DOCUMENT}::base").assert_outcomes(passed=1)
    assert 'name="phasegate_gate" value="base"' in (pull.repository.path / "junit.xml").read_text(encoding="utf-8")


def test_every_report_can_be_made(pull: PullRequest) -> None:
    pull.repository.write("task-tracking/TASK_8/tasks.md", "# T\n\n## Batch 1: All - PENDING\n")
    base = pull.commit("docs: another")
    (pull.repository.path / "task-tracking/TASK_8/tasks.md").unlink()
    pull.commit("docs: not that")
    kinds = ("html", "xml", "json", "lcov", "markdown", "github", "sarif", "gitlab", "badge", "workflow")
    result = pull.run(
        "--phasegate-report=term", *(f"--phasegate-report={kind}:out/{kind}" for kind in kinds), base=base
    )
    result.assert_outcomes(failed=1, passed=4, skipped=8)
    result.stdout.no_fnmatch_line("ERROR: *")
