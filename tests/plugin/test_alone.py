"""Documents are collected by us alone: nothing beside or above them is imported, and no other plugin takes them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from tests.plugin.conftest import DOCUMENT, IDS

if TYPE_CHECKING:
    from tests.plugin.conftest import Project

FOLDERS = ("", "task-tracking/", "task-tracking/TASK_7/")
RAISES = "raise RuntimeError('this ran')\n"
LEAVES_A_FILE = "open('ran.txt', 'w').close()"
WAYS = [
    (),
    (DOCUMENT,),
    (f"./{DOCUMENT}",),
    (f"{DOCUMENT}::batch-1", f"{DOCUMENT}::batch-2", f"{DOCUMENT}::record"),
    ("--phasegate-base=HEAD",),
    ("--phasegate-base=HEAD", "--noconftest", "-o", "addopts=", DOCUMENT),
    ("--phasegate-at=HEAD", DOCUMENT),
    ("--doctest-modules", "--doctest-glob=*.md", DOCUMENT),
    ("--import-mode=importlib", "--doctest-modules"),
    ("-n1",),
    ("-n1", DOCUMENT, "--phasegate-base=HEAD"),
]


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_a1_no_init_file_above_or_beside_a_document_is_imported(project: Project, way: tuple[str, ...]) -> None:
    for folder in FOLDERS:
        project.repository.write(f"{folder}__init__.py", RAISES)
    project.repository.commit("chore: packages")
    _assert_all_judged(project.run(*way))


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_a1_no_conftest_below_the_root_is_imported_for_a_document(project: Project, way: tuple[str, ...]) -> None:
    for folder in FOLDERS[1:]:
        project.repository.write(f"{folder}conftest.py", RAISES)
        project.repository.write(f"{folder}__init__.py", RAISES)
    project.repository.commit("chore: packages")
    _assert_all_judged(project.run(*way))


def _assert_all_judged(result: pytest.RunResult) -> None:
    """With a base, one check more is on the task list there."""
    with_base = any("phasegate: base: HEAD" in line for line in result.outlines)
    result.assert_outcomes(passed=5 + with_base, skipped=3)


def test_a1_the_folder_of_a_document_may_begin_with_test(project: Project) -> None:
    path = "test-plans/tasks.md"
    project.tasks(path=path)
    project.repository.write("test-plans/conftest.py", RAISES)
    project.run(path).assert_outcomes(passed=5, skipped=3)


def test_a1_the_conftest_of_the_root_is_loaded_as_always(project: Project) -> None:
    project.repository.write("conftest.py", "def pytest_addoption(parser): parser.addoption('--mine')\n")
    project.run("--mine=1", DOCUMENT).assert_outcomes(passed=5, skipped=3)
    project.run("--mine=1").assert_outcomes(passed=5, skipped=3)


def test_a1_a_folder_that_is_named_is_walked_as_always_and_its_packages_are_not_imported_for_documents(
    project: Project,
) -> None:
    project.repository.write("task-tracking/TASK_7/__init__.py", RAISES)
    project.repository.write("task-tracking/test_it.py", "def test_it(): pass\n")
    project.run("task-tracking").assert_outcomes(passed=6, skipped=3)


def test_a1_pytest_walks_through_no_folder_for_documents(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def collect(folder: pytest.Dir) -> None:
        raise AssertionError(f"{folder} is walked through")

    monkeypatch.setattr(pytest.Dir, "collect", collect)
    project.run().assert_outcomes(passed=5, skipped=3)
    project.run(DOCUMENT).assert_outcomes(passed=5, skipped=3)


def test_a1_hooks_of_a_conftest_elsewhere_do_not_see_the_checks(project: Project) -> None:
    project.repository.write("tests/conftest.py", "def pytest_runtest_setup(item): item.fixturenames\n")
    project.repository.write("tests/test_it.py", "def test_it(): pass\n")
    project.run().assert_outcomes(passed=5, skipped=3)
    project.run("tests", DOCUMENT).assert_outcomes(passed=6, skipped=3)


@pytest.mark.parametrize("name", ["plan.txt", "plan.rst", "plan.md", "test_plan.txt"])
@pytest.mark.parametrize("way", ["", "plans", "plans/{name}", ".", "-n1"])
def test_a2_a_document_is_no_doctest(project: Project, name: str, way: str) -> None:
    project.policy("documents: [{path: 'plans/*', dialect: batches}]\n")
    path = project.tasks(path=f"plans/{name}")
    path.write_text(path.read_text("utf-8") + f"\n>>> {LEAVES_A_FILE}\n", "utf-8")
    arguments = [way.format(name=name)] if way else []
    result = project.run("--doctest-glob=plan.*", "--doctest-glob=*.txt", *arguments)
    result.assert_outcomes(passed=5, skipped=3)
    assert not (project.pytester.path / "ran.txt").exists()


@pytest.mark.parametrize("way", ["", "plans", "plans/test_plan.py", "."])
def test_a2_a_document_is_no_module(project: Project, way: str) -> None:
    """A document is what the policy calls one; a module is none, and fails to be one."""
    project.policy("documents: [{path: 'plans/*'}]\n")
    project.repository.write("plans/test_plan.py", f"{LEAVES_A_FILE}\ndef test_it(): pass\n")
    project.run("--doctest-modules", "--ignore=src", *filter(None, [way])).assert_outcomes(failed=1)
    assert not (project.pytester.path / "ran.txt").exists()


def test_a2_other_texts_and_modules_beside_a_document_are_collected_where_their_folder_is_named(
    project: Project,
) -> None:
    project.repository.write("task-tracking/TASK_7/notes.txt", ">>> 1 + 1\n2\n")
    project.repository.write("task-tracking/TASK_7/test_it.py", "def test_it(): pass\n")
    project.run("--doctest-glob=*.txt", "task-tracking").assert_outcomes(passed=7, skipped=3)
    project.run("--doctest-glob=*.txt").assert_outcomes(passed=5, skipped=3)


@pytest.mark.parametrize("way", [(), ("-n1",)], ids=["one process", "workers"])
def test_h8_names_in_junit_hold_the_unit(project: Project, way: tuple[str, ...]) -> None:
    project.run("--junitxml=out.xml", *way)
    cases = [*ET.parse(project.pytester.path / "out.xml").iter("testcase")]
    assert [case.get("name") for case in cases] == [id_.partition("::")[2] for id_ in IDS]
    assert cases[3].get("classname") == "task-tracking.TASK_7.tasks.md.batch-1.1.1"


def test_h8_names_of_items_hold_the_unit_and_the_listing_does_not_repeat_it(project: Project) -> None:
    project.pytester.makeconftest("def pytest_itemcollected(item): print('name', item.name)")
    result = project.run("--collect-only")
    result.stdout.fnmatch_lines(["name batch-1::1.2::files"])
    result.stdout.fnmatch_lines(["*<UnitCollector 1.2>", "*<GateItem files>"], consecutive=True)


HOSTILE = ["a\n::error::x", "a\r::warning::x", "a\x1b[31mb", "a\u202eb", "a\u2028b", "a\x85b", "a\x7fb"]


@pytest.mark.parametrize(
    ("folder", "way"),
    [
        *((folder, ()) for folder in HOSTILE),
        *((HOSTILE[0], (way,)) for way in ("task-tracking", "-n1", "--phasegate-base=HEAD")),
    ],
    ids=ascii,
)
def test_a8_document_unreadable_a_path_that_hides_or_ends_lines_is_escaped_and_fails(
    project: Project, monkeypatch: pytest.MonkeyPatch, folder: str, way: tuple[str, ...]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    try:
        project.tasks(path=f"task-tracking/{folder}/tasks.md")
    except OSError:
        pytest.skip("no such names here")
    shown = folder.encode("unicode_escape").decode().replace("::", r"\x3a\x3a")
    result = project.run("--phasegate-github=off", "-v", *way)
    assert result.parseoutcomes()["failed"] == 1
    assert f"task-tracking/{shown}/tasks.md::record" in result.stdout.str()
    assert folder not in result.stdout.str()
    assert not [line for line in result.outlines if line.startswith("::")]
    (place,) = [line for line in project.run("--co", "-q", *way[:1]).outlines if shown in line]
    assert place == f"task-tracking/{shown}/tasks.md::record"
    assert project.ids(place) == (place,)
    assert folder not in project.run("--co").stdout.str()


@pytest.mark.parametrize("name", ["::error::x", "a##[group]b", "##[stop-commands]x"])
def test_a8_a_path_that_would_be_a_command_is_escaped_and_judged(project: Project, name: str) -> None:
    """Nothing in it hides: so it is no mistake, and does not look like a command either."""
    try:
        project.tasks(path=f"task-tracking/{name}/tasks.md")
    except OSError:
        pytest.skip("no such names here")
    result = project.run("-v", "-rA")
    result.assert_outcomes(passed=10, skipped=6)
    assert not _commands(result)
    assert not [line for line in project.run("--co").outlines if "##[" in line or line.lstrip().startswith("::")]


def test_a8_a_document_at_the_top_whose_name_begins_as_a_command_does(project: Project) -> None:
    project.policy("documents: ['*.md']\n")
    try:
        project.tasks(path="::error::tasks.md")
    except OSError:
        pytest.skip("no such names here")
    (first, *_) = project.ids()
    assert first == r"\x3a\x3aerror\x3a\x3atasks.md::record"
    assert project.ids(first) == (first,)
    assert project.ids("::error::tasks.md") == project.ids()
    assert not _commands(project.run("-v"))


def _commands(result: pytest.RunResult) -> list[str]:
    """The lines that GitHub's runner would take for commands, up to our table."""
    lines = result.stdout.str().partition("phasegate: what is proven")[0].splitlines()
    return [line for line in lines if line.lstrip().startswith("::") or "##[" in line]
