from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.plugin.conftest import DOCUMENT, IDS

if TYPE_CHECKING:
    from tests.plugin.conftest import Project

OTHER = "task-tracking/TASK_8/tasks.md"


def test_node_ids_are_the_check_ids_in_the_order_of_the_document(project: Project) -> None:
    assert project.ids() == IDS


def test_the_tree_is_document_unit_unit_check(project: Project) -> None:
    lines = [line.strip() for line in project.run("--collect-only").outlines if "<" in line]
    assert lines[3:12] == [
        "<DocumentFile tasks.md>",
        "<GateItem record>",
        "<UnitCollector batch-1>",
        "<GateItem record>",
        "<GateItem commit>",
        "<UnitCollector 1.1>",
        "<GateItem files>",
        "<UnitCollector 1.2>",
        "<GateItem files>",
    ]


def test_without_path_arguments_documents_take_the_place_of_testpaths(project: Project) -> None:
    project.pytester.makeini("[pytest]\ntestpaths = tests")
    project.repository.write("tests/test_it.py", "def test_it(): pass\n")
    result = project.run()
    result.assert_outcomes(passed=5, skipped=3)
    result.stdout.no_fnmatch_line("testpaths: *")


def test_a_folder_collects_what_lies_below_it_as_always_documents_included(project: Project) -> None:
    project.repository.write("task-tracking/test_it.py", "def test_it(): pass\n")
    assert set(project.ids("task-tracking")) == {*IDS, "task-tracking/test_it.py::test_it"}
    assert project.ids("task-tracking/test_it.py") == ("task-tracking/test_it.py::test_it",)


def test_a_folder_without_documents_is_fine_where_there_are_tests(project: Project) -> None:
    project.repository.write("tests/test_it.py", "def test_it(): pass\n")
    result = project.run("tests")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*what is proven*")


def test_a_folder_without_anything_collects_nothing(project: Project) -> None:
    assert project.run("src").ret == pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.parametrize(
    ("argument", "selected"),
    [
        (DOCUMENT, IDS),
        (f"{DOCUMENT}::record", IDS[:1]),
        (f"{DOCUMENT}::batch-1", IDS[1:5]),
        (f"{DOCUMENT}::batch-1::commit", IDS[2:3]),
        (f"{DOCUMENT}::batch-1::1.2", IDS[4:5]),
        (f"{DOCUMENT}::batch-2::2.1::files", IDS[7:]),
    ],
)
def test_a_node_id_selects(project: Project, argument: str, selected: tuple[str, ...]) -> None:
    assert project.ids(argument) == selected


def test_a_node_id_that_is_not_there_is_a_usage_error(project: Project) -> None:
    result = project.run(f"{DOCUMENT}::batch-9")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: not found: *{DOCUMENT}::batch-9"])


@pytest.mark.parametrize(
    ("selection", "selected"),
    [
        (["-k", "2.1"], IDS[7:]),
        (["-k", "batch-1 and commit"], IDS[2:3]),
        (["-k", "TASK_7 and not files"], [*IDS[:3], *IDS[5:7]]),
        (["-m", "phasegate"], IDS),
        (["-m", "phasegate_commit"], [IDS[2], IDS[6]]),
        (["-m", "not phasegate_record", "--strict-markers"], [*IDS[2:5], *IDS[6:]]),
        (["--deselect", f"{DOCUMENT}::batch-1"], [IDS[0], *IDS[5:]]),
    ],
)
def test_keywords_and_markers_select(project: Project, selection: list[str], selected: tuple[str, ...]) -> None:
    assert project.ids(*selection) == tuple(selected)


def test_phases_of_the_policy_are_keywords(project: Project) -> None:
    project.policy("phases:\n  - {id: groundwork, match: {unit: '1*'}}\n")
    assert project.ids("-k", "groundwork") == IDS[1:5]


def test_last_failed_selects_what_failed(project: Project) -> None:
    project.tasks(second="src/gone.py")
    project.run()
    result = project.run("--lf")
    result.assert_outcomes(failed=1, deselected=7)
    result.stdout.fnmatch_lines(["partial: 1 of 8 checks was judged"])


def test_the_first_failure_ends_the_run_where_asked(project: Project) -> None:
    project.tasks(second="src/gone.py")
    result = project.run("-x")
    result.assert_outcomes(passed=4, failed=1)
    result.stdout.fnmatch_lines(["partial: 5 of 8 checks were judged"])


def test_from_another_folder_the_same_checks_are_judged(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.pytester.makeini("[pytest]")
    monkeypatch.chdir(project.pytester.path / "src")
    project.run().assert_outcomes(passed=5, skipped=3)
    assert project.ids(f"../{DOCUMENT}::batch-1::commit") == (IDS[2],)


def test_from_another_folder_of_a_project_that_does_not_configure_pytest_ids_lead_to_the_document(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.pytester.path / "src")
    assert project.ids() == tuple(f"../{id_}" for id_ in IDS)
    assert project.ids(f"../{DOCUMENT}::batch-1::commit") == (IDS[2],)
    project.run().stdout.fnmatch_lines(["phasegate: 1 document, *"])


def test_a_folder_named_in_a_project_that_does_not_configure_pytest_keeps_the_policy(project: Project) -> None:
    project.policy("roles: {backend-developer: {}}\n")
    project.run("task-tracking/TASK_7").stdout.fnmatch_lines(["phasegate: 1 document, *; policy: phasegate.yaml"])


def test_documents_in_hidden_folders_are_found(project: Project) -> None:
    project.policy("documents: [{path: '.specs/*.md'}]\n")
    project.tasks(path=".specs/plan.md")
    assert project.ids()[0] == ".specs/plan.md::record"
    assert project.ids(".specs/plan.md::batch-1::commit") == (".specs/plan.md::batch-1::commit",)


def test_a_folder_is_walked_as_pytest_walks_it_not_into_hidden_folders(project: Project) -> None:
    project.policy("documents: [{path: '**/tasks.md'}]\n")
    project.tasks(path=".specs/tasks.md")
    project.tasks(path="build/tasks.md")
    assert project.ids(".") == IDS
    assert {id_.split("::")[0] for id_ in project.ids()} == {".specs/tasks.md", "build/tasks.md", DOCUMENT}


@pytest.mark.parametrize(
    "ignoring",
    [f"--ignore={OTHER}", "--ignore=task-tracking/TASK_8", "--ignore-glob=*/TASK_8", "--ignore-glob=*_8/*.md"],
)
def test_ignored_documents_are_left_out_and_missed(project: Project, ignoring: str) -> None:
    project.tasks(path=OTHER)
    assert project.ids(ignoring) == IDS
    project.run(ignoring).stdout.fnmatch_lines(["partial: 8 of 16 checks were judged"])


def test_a_document_outside_the_conventional_places_is_collected_where_it_is_named(project: Project) -> None:
    project.tasks(path="notes/plan.md")
    assert project.ids("notes/plan.md")[0] == "notes/plan.md::record"
    assert project.ids("notes") == ()


def test_a_named_file_that_is_no_document_is_left_to_others(project: Project) -> None:
    project.repository.write("notes/plan.txt", ">>> 1 + 1\n2\n")
    project.run("--doctest-glob=*.txt", "notes/plan.txt").assert_outcomes(passed=1)


def test_a_repeated_unit_has_an_id_of_its_own(project: Project) -> None:
    path = project.tasks()
    path.write_text(path.read_text("utf-8").replace("Task 1.2", "Task 1.1"), "utf-8")
    ids = project.ids()
    assert len(ids) == len(set(ids))
    assert f"{DOCUMENT}::batch-1::1.1~2::record" in ids
    assert project.ids(f"{DOCUMENT}::batch-1::1.1~2::record") == (f"{DOCUMENT}::batch-1::1.1~2::record",)


def test_documents_whose_names_look_like_selections_are_found(project: Project) -> None:
    path = "task-tracking/TASK_7[draft]/tasks.md"
    project.tasks(path=path)
    assert project.ids()[:9] == (*IDS, f"{path}::record")


def test_hooks_of_a_conftest_see_the_checks(project: Project) -> None:
    project.pytester.makeconftest("def pytest_runtest_setup(item): print('about to run', item.name)")
    project.run("-s").stdout.fnmatch_lines(["*about to run commit"])


def test_module_names_as_arguments_do_no_harm(project: Project) -> None:
    project.repository.write("package/__init__.py", "")
    project.repository.write("package/test_it.py", "def test_it(): pass\n")
    project.pytester.syspathinsert()
    assert project.ids("--pyargs", "package") == ("package/test_it.py::test_it",)


@pytest.mark.parametrize("switched_off", ["cacheprovider", "terminal", "xdist.plugin", "junitxml"])
def test_other_plugins_may_be_missing(project: Project, switched_off: str) -> None:
    project.tasks(second="src/gone.py")
    assert project.run("-p", f"no:{switched_off}").ret == pytest.ExitCode.TESTS_FAILED


def test_a_commit_is_judged_with_its_own_documents_policy_and_files(project: Project) -> None:
    at = f"--phasegate-at={project.repository.git('rev-parse', 'HEAD')}"
    project.policy("nonsense: 1\n")
    project.tasks(second="src/gone.py")
    project.repository.commit("docs: lie")
    result = project.run(at)
    result.assert_outcomes(passed=5, skipped=3)
    assert (project.pytester.path / "phasegate.yaml").exists()


def test_documents_of_a_commit_need_not_be_in_the_working_tree(project: Project) -> None:
    (project.pytester.path / DOCUMENT).unlink()
    assert project.ids("--phasegate-at=HEAD") == IDS
    assert project.ids("--phasegate-at=HEAD", "task-tracking") == IDS
    assert project.ids("--phasegate-at=HEAD", "src") == ()


def test_documents_of_the_working_tree_need_not_be_in_the_commit(project: Project) -> None:
    project.tasks(path=OTHER)
    assert project.ids("--phasegate-at=HEAD", ".") == IDS


def test_a_commit_that_is_not_there_is_a_usage_error(project: Project) -> None:
    result = project.run("--phasegate-at=nowhere")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: cannot judge 'nowhere': *"])
