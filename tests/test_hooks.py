"""Other packages add gates, dialects and reports by hooks: which are taken, and what is said of those that are not."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib import invalidate_caches
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema  # type: ignore[import-untyped]
import pytest

from pytest_phasegate.all_dialects import DIALECTS
from pytest_phasegate.all_gates import GATES, Tables
from pytest_phasegate.cli import main
from pytest_phasegate.errors import ExtensionError, ManyErrors, PhasegateError
from pytest_phasegate.registry import HOOKS, Registry, read_registry
from pytest_phasegate.reports.formats import FORMATS
from tests.extensions import install_acme, lay_out
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on Python's path; what is imported from there is forgotten."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        if name.startswith(("acme", "other")):
            del sys.modules[name]
    invalidate_caches()


GATE = """\
from dataclasses import dataclass, field

from pytest_phasegate.documents.dialect import Dialect, UnitLine
from pytest_phasegate.hookspecs import Report, hookimpl
from pytest_phasegate.model.check import Gate
from pytest_phasegate.model.claims import Level
from pytest_phasegate.model.findings import read_kinds
from pytest_phasegate.text.lines import Kind


@dataclass(frozen=True)
class Settings:
    file: str = ""


def judge(check, evidence):
    raise NotImplementedError


"""


def gates(*records: str) -> str:
    return f"def phasegate_gates():\n    return [{', '.join(records)}]\n"


def dialects(said: str) -> str:
    all_said = f"dict(dict(name='acme', places=(), units=(), wants=''), {said})"
    return f"def phasegate_dialects():\n    return [Dialect(**{all_said})]\n"


def gate(kind: str = "acme", module: str = "acme", more: str = "") -> str:
    return f"Gate(kind={kind!r}, module={module!r}{more})"


def findings(line: str, prefix: str = "ACME") -> str:
    return f", findings=read_kinds({line!r}, prefix={prefix!r})"


def extend(site: Path, text: str, name: str = "acme") -> None:
    lay_out(site, f"{name}-gates", "1.0", {name: name}, **{name: GATE + text})
    invalidate_caches()


ACME = "acme-gates 1.0 (entry point acme = acme)"


def test_without_other_packages_there_is_what_is_built_in() -> None:
    assert read_registry() == Registry()
    assert Registry() == (Tables(GATES, DIALECTS), {}, ())
    assert Registry().formats == FORMATS


def test_an_installed_package_adds_a_gate_a_dialect_and_a_report(site: Path) -> None:
    install_acme(site)
    registry = read_registry()
    assert list(registry.tables.gates) == [*GATES, "changelog"]
    assert list(registry.tables.dialects) == [*DIALECTS, "boards"]
    assert registry.tables.dialects.searched[-1] == "boards"
    assert list(registry.formats) == [*FORMATS, "acme-list"]
    assert list(GATES) == list(Registry().tables.gates)


def test_a_package_that_the_user_blocks_adds_nothing(site: Path) -> None:
    install_acme(site)
    assert read_registry(is_blocked=lambda name: name == "acme") == Registry()


def test_hooks_need_no_mark_and_are_asked_of_plugins_too(site: Path) -> None:
    extend(site, gates(gate()))
    import acme  # type: ignore[import-not-found]

    assert list(read_registry([("mine", acme)]).tables.gates)[len(GATES) :] == ["acme"]


BROKEN = {
    "raises on import": ("raise RuntimeError('no licence')", f"{ACME} cannot be imported: RuntimeError: no licence"),
    "exits on import": ("raise SystemExit(3)", f"{ACME} cannot be imported: SystemExit: 3"),
    "no hook": (
        "def phasegate_gate(): return []",
        f"{ACME}: it has none of the hooks phasegate_gates, phasegate_dialects, phasegate_reports",
    ),
    "a hook of another name": (
        gates() + "\n@hookimpl\ndef phasegate_gate(): return []",
        f"{ACME}: PluginValidationError: unknown hook 'phasegate_gate' in plugin",
    ),
    "a hook that raises": (
        "def phasegate_gates(): return [][0]",
        f"{ACME}: phasegate_gates returns no list of Gate: IndexError: list index out of range",
    ),
    "a hook that returns nothing": (
        "def phasegate_gates(): Gate",
        f"{ACME}: phasegate_gates returns no list of Gate: TypeError: 'NoneType' object is not iterable",
    ),
    "no record": (gates("'acme'"), f"{ACME}: phasegate_gates returns 'acme', which is no Gate"),
    "no report": (
        f"def phasegate_reports(): return [{gate()}]",
        f"{ACME}: phasegate_reports returns Gate(kind='acme', module='acme',",
    ),
    "a kind twice": (gates(gate(), gate()), f"{ACME}: there is a gate 'acme' already, of {ACME}"),
    "a kind of ours": (gates(gate("commit")), f"{ACME}: there is a gate 'commit' already, of pytest-phasegate itself"),
    "a kind that is no gate of ours": (
        gates(gate("waivers")),
        f"{ACME}: there is a gate 'waivers' already, of pytest-phasegate itself",
    ),
    "a kind that is no name": (
        gates(gate("my gate")),
        f"{ACME}: the gate 'my gate' needs another name, of a-z, 0-9 and single hyphens",
    ),
    "a kind of two spellings": (
        gates(gate("my_gate")),
        f"{ACME}: the gate 'my_gate' needs another name, of a-z, 0-9 and single hyphens",
    ),
    "a kind that is no string": (
        gates("Gate(kind=3, module='acme')"),
        f"{ACME}: the gate 3 needs another name, of a-z, 0-9 and single hyphens",
    ),
    "no module": (
        gates(gate(module="acme_gone")),
        f"{ACME}: acme_gone cannot be imported: ModuleNotFoundError: No module named 'acme_gone'",
    ),
    "no judge": ("del judge\n" + gates(gate()), f"{ACME}: acme has no function judge"),
    "no settings": ("del Settings\n" + gates(gate()), f"{ACME}: acme has no frozen dataclass Settings"),
    "settings that change": (
        "@dataclass\nclass Settings: pass\n" + gates(gate()),
        f"{ACME}: acme has no frozen dataclass Settings",
    ),
    "settings that are no dataclass": (
        "class Settings: pass\n" + gates(gate()),
        f"{ACME}: acme has no frozen dataclass Settings",
    ),
    "settings of a type that no policy holds": (
        "@dataclass(frozen=True)\nclass Settings:\n    a: dict = field(default_factory=dict)\n" + gates(gate()),
        f"{ACME}: Settings of acme cannot stand in a policy: a policy cannot hold a field of type <class 'dict'>",
    ),
    "settings without a default": (
        "@dataclass(frozen=True)\nclass Settings:\n    a: str\n" + gates(gate()),
        f"{ACME}: Settings of acme cannot stand in a policy: ",
    ),
    "a code of ours": (
        gates(gate(more=findings("101 commit-missing  Gone"))),
        f"{ACME}: there is a finding 'commit-missing' already, of pytest-phasegate itself",
    ),
    "our prefix": (
        gates(gate(more=findings("101 acme-gone  Gone", "PG"))),
        f"{ACME}: the finding 'acme-gone' has the number PG101; it needs two to ten capital letters, not PG, which are",
    ),
    "no prefix": (
        gates(gate(more=findings("101 acme-gone  Gone", ""))),
        f"{ACME}: the finding 'acme-gone' has the number 101; it needs two to ten capital letters",
    ),
    "a number twice": (
        gates(gate(more=findings("101 acme-gone  Gone\n101 acme-lost  Lost"))),
        f"{ACME}: the finding 'acme-lost' has the number ACME101, which 'acme-gone' of {ACME} has",
    ),
    "a code twice": (
        gates(gate(more=findings("101 acme-gone  Gone")), gate("acme-two", more=findings("102 acme-gone  Gone"))),
        f"{ACME}: there is a finding 'acme-gone' already, of {ACME}",
    ),
    "a dialect of ours": (
        dialects("name='batches'"),
        f"{ACME}: there is a dialect 'batches' already, of pytest-phasegate itself",
    ),
    "a dialect whose pattern is none": (
        "ROW = UnitLine(level=Level.TASK, kinds=(Kind.HEADING,), begins='(?P<id>[')\n" + dialects("units=(ROW,)"),
        f"{ACME}: the dialect acme cannot read a text: ",
    ),
    "a dialect whose places are one string": (
        dialects("places='a/*.md'"),
        f"{ACME}: the places of the dialect acme are no tuple of globs",
    ),
    "a dialect called auto": (
        dialects("name='auto'"),
        f"{ACME}: there is a dialect 'auto' already, of pytest-phasegate itself",
    ),
    "a report of ours": (
        "def phasegate_reports(): return [Report('sarif', 'acme')]",
        f"{ACME}: there is a report 'sarif' already, of pytest-phasegate itself",
    ),
    "a report whose name holds a destination": (
        "def phasegate_reports(): return [Report('acme:a', 'acme')]",
        f"{ACME}: the report 'acme:a' needs another name, of a-z, 0-9 and single hyphens",
    ),
}


@pytest.mark.parametrize(("text", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_package_is_named_with_what_is_wrong(site: Path, text: str, message: str) -> None:
    extend(site, text)
    with pytest.raises(ExtensionError) as caught:
        read_registry()
    assert str(caught.value).startswith(message)


def test_gates_of_one_package_may_share_a_table_of_findings(site: Path) -> None:
    table = findings("101 acme-gone  Gone")
    extend(site, gates(gate(more=table), gate("acme-two", more=table)))
    assert list(read_registry().tables.gates)[len(GATES) :] == ["acme", "acme-two"]


@pytest.mark.parametrize(
    ("more", "clash"),
    [
        ("", "there is a gate 'acme' already, of"),
        (findings("101 acme-gone  Gone"), "there is a gate 'acme' already, of"),
    ],
    ids=["kind", "kind and code"],
)
def test_two_packages_of_one_kind_are_both_named(site: Path, more: str, clash: str) -> None:
    extend(site, gates(gate(more=more)))
    extend(site, gates(gate(more=more)), "other")
    with pytest.raises(ExtensionError) as caught:
        read_registry()
    assert str(caught.value) == f"other-gates 1.0 (entry point other = other): {clash} {ACME}"


def test_a_broken_package_does_not_hide_the_next_one(site: Path) -> None:
    extend(site, "raise RuntimeError('no licence')")
    extend(site, "del judge\n" + gates(gate("other", "other")), "other")
    with pytest.raises(ManyErrors) as caught:
        read_registry()
    assert str(caught.value).split("\n") == [
        f"{ACME} cannot be imported: RuntimeError: no licence",
        "other-gates 1.0 (entry point other = other): other has no function judge",
    ]


def test_the_order_of_gates_is_that_of_their_packages_names(site: Path) -> None:
    extend(site, gates(gate("a-last", "other")), "other")
    extend(site, gates(gate("z-first")))
    assert list(read_registry().tables.gates)[len(GATES) :] == ["z-first", "a-last"]


def test_what_lies_in_the_judged_repository_is_left_out_unread(site: Path, tmp_path: Path) -> None:
    extend(site, "raise RuntimeError('the head was run')")
    (line,) = read_registry(judged=lambda: tmp_path).left_out
    assert line == f"{ACME} is left out: {site / 'acme.py'} comes with what is held against the base"
    assert "acme" not in sys.modules


def test_what_was_installed_from_the_judged_repository_is_left_out_unread(site: Path, tmp_path: Path) -> None:
    head = tmp_path / "head"
    extend(site, "raise RuntimeError('the head was run')")
    url = f'{{"url": "{head.as_uri()}", "dir_info": {{}}}}'
    next(site.glob("*.dist-info")).joinpath("direct_url.json").write_text(url, encoding="utf-8")
    (line,) = read_registry(judged=lambda: head).left_out
    assert line == f"{ACME} is left out: {head} comes with what is held against the base"
    assert "acme" not in sys.modules


def test_what_lies_elsewhere_counts_whatever_is_judged(site: Path, tmp_path: Path) -> None:
    extend(site, gates(gate()))
    registry = read_registry(judged=lambda: tmp_path / "project")
    assert (list(registry.tables.gates)[len(GATES) :], registry.left_out) == (["acme"], ())


def test_what_stands_in_an_environment_within_the_repository_counts(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(site))
    extend(site, gates(gate()))
    assert list(read_registry(judged=lambda: tmp_path).tables.gates)[len(GATES) :] == ["acme"]


def test_a_gate_whose_module_the_head_could_bring_is_refused(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = tmp_path / "head"
    head.mkdir()
    head.joinpath("other.py").write_text("raise RuntimeError('the head was run')", encoding="utf-8")
    monkeypatch.syspath_prepend(head)
    extend(site, gates(gate(module="other.changelog")))
    with pytest.raises(PhasegateError) as caught:
        read_registry(judged=lambda: head)
    place = head / "other.py"
    assert str(caught.value) == (
        f"{ACME}: other.changelog would be imported from {place}, which is held against the base"
    )


TASKS = """\
# Development Tasks - TASK_7

## Batch 1: Foundations - COMPLETE

### Task 1.1: Write the reader - COMPLETE

**File**: src/reader.py
"""
BOARD = "# Board\n\n## Sprint 1: Store\n\n- EXP-1 Write it [shipped]\n  - Touches: src/{file}.py\n"
TASK = "task-tracking/TASK_7/tasks.md::batch-1::1.1"


@dataclass
class Project:
    """A git repository with documents, and pytest to run in it, with Acme's package beside it."""

    pytester: pytest.Pytester
    repository: Repository

    def run(self, *arguments: str) -> pytest.RunResult:
        return self.pytester.runpytest("--phasegate", *arguments)


@pytest.fixture
def project(pytester: pytest.Pytester, site: Path) -> Project:
    install_acme(site)
    project = Project(pytester, Repository.create(pytester.path))
    project.repository.write("task-tracking/TASK_7/tasks.md", TASKS)
    project.repository.write("CHANGELOG.md", "- 1.1 the reader\n")
    project.repository.commit("feat: batch 1", files=["src/reader.py"])
    return project


def test_a_gate_of_another_package_judges(project: Project) -> None:
    result = project.run("-v")
    result.stdout.fnmatch_lines([f"{TASK}::changelog PASSED*"])
    assert result.ret == pytest.ExitCode.OK


HELD = "verdict_of([], looked_at=1, reason='seen')"
IMPORTED = "from pytest_phasegate.model.verdict import Verdict, verdict_of\n"


def judging(line: str) -> str:
    """The module of a gate whose function judge is one line."""
    return IMPORTED + GATE.replace("raise NotImplementedError", line)


def choosing(line: str) -> str:
    """The module of a gate whose function applies is one line."""
    return f"{judging(f'return {HELD}')}def applies(asked):\n    {line}\n\n\n"


CLAIMS = "def applies(asked):\n    return asked.unit.status_claims if asked.unit.id == '1.1' else ()\n\n\n"
READS = gates(gate(more=", reads=None"))

ON_START = {
    "applies raises": (
        choosing("raise ValueError('boom')") + READS,
        "the gate acme cannot choose the claims of the document (task-tracking/TASK_7/tasks.md:1): ValueError: boom",
    ),
    "applies returns nothing": (
        choosing("return None") + READS,
        "the gate acme cannot choose the claims of the document (task-tracking/TASK_7/tasks.md:1): TypeError: *",
    ),
    "applies returns no claims": (
        choosing("return ('acme',)") + READS,
        "*: TypeError: applies returned ('acme',), which are no claims",
    ),
    "reads what there is not": (
        choosing("return ()") + gates(gate(more=", reads=frozenset({'tasks'})")),
        "the gate acme reads 'tasks'; there are assignees, *, task",
    ),
    "reads one string": (
        choosing("return ()") + gates(gate(more=", reads='task'")),
        "the gate acme reads 'task', which is no frozenset",
    ),
    "a dialect raises at some texts": (
        GATE
        + "def keys(name):\n    if name == 'owner':\n        raise ValueError('boom')\n\n\n"
        + dialects("places=('task-tracking/*/*.md',), keys=keys"),
        "the dialect acme cannot read task-tracking/TASK_7/acme.md: ValueError: boom",
    ),
}


@pytest.mark.parametrize(("text", "message"), ON_START.values(), ids=ON_START)
def test_a_fault_of_a_package_before_the_first_check_ends_the_run(
    project: Project, site: Path, text: str, message: str
) -> None:
    project.repository.write("task-tracking/TASK_7/acme.md", "# A\n\n**Owner**: me\n")
    extend(site, text)
    result = project.run()
    result.stderr.fnmatch_lines([f"ERROR: {ACME}: {message}".replace("[", "[[]")])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_a_gate_that_cannot_take_what_a_policy_sets_is_named(project: Project, site: Path) -> None:
    strict = (
        'file: str = ""\n\n    def __post_init__(self):\n        if self.file:\n            raise ValueError("boom")'
    )
    extend(site, GATE.replace('file: str = ""', strict) + CLAIMS + READS)
    project.repository.write("phasegate.yaml", "version: 1\ngates: {acme: {file: a.md}}\n")
    result = project.run()
    result.stderr.fnmatch_lines([f"ERROR: {ACME}: the gate acme cannot take the settings of the policy: *: boom"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


ON_JUDGING = {
    "raises": ("raise ValueError('boom')", "ValueError: boom"),
    "exits": ("raise SystemExit(3)", "SystemExit: 3"),
    "has no file": ("open('/nowhere/at/all')", "FileNotFoundError: *"),
    "returns nothing": ("return None", "TypeError: judge returned None, which is no Verdict"),
    "returns a word": ("return 'held'", "TypeError: judge returned 'held', which is no Verdict"),
    "answers in a word": (
        "return Verdict(answer='held', reason='')",
        "TypeError: judge returned Verdict(answer='held', *, which is no Verdict",
    ),
}


@pytest.mark.parametrize(("line", "message"), ON_JUDGING.values(), ids=ON_JUDGING)
@pytest.mark.parametrize("arguments", [(), ("base",)], ids=["head alone", "with a base"])
def test_a_gate_of_another_package_that_fails_is_told_and_is_no_verdict(
    project: Project, site: Path, line: str, message: str, arguments: tuple[str, ...]
) -> None:
    base = project.repository.commit("docs: more")
    extend(site, judging(line) + CLAIMS + READS)
    result = project.run(*(f"--phasegate-base={base}" for _ in arguments), "--phasegate-report=phasegate-json:o.json")
    place = "task-tracking/TASK_7/tasks.md:5"
    result.stdout.fnmatch_lines(
        [
            "*ERROR at setup of task 1.1: acme*",
            f"{ACME}: the gate acme cannot judge task 1.1 ({place}): {message}",
            "partial: * were judged",
        ]
    )
    assert "Traceback" not in result.stdout.str()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    outcome = json.loads((project.pytester.path / "o.json").read_text(encoding="utf-8"))
    assert not any(each["gate"] == "acme" for each in outcome["results"])


def test_a_gate_of_another_package_may_say_that_evidence_is_not_to_be_had(project: Project, site: Path) -> None:
    evidence = "from pytest_phasegate.errors import EvidenceError\n"
    extend(site, evidence + judging("raise EvidenceError('no network')") + CLAIMS + READS)
    result = project.run("--phasegate-report=phasegate-json:o.json")
    result.stdout.fnmatch_lines(["*task-tracking/TASK_7/tasks.md:5: *: no network*"])
    outcome = json.loads((project.pytester.path / "o.json").read_text(encoding="utf-8"))
    assert [each["answer"] for each in outcome["results"] if each["gate"] == "acme"] == ["unknown"]


@pytest.mark.parametrize(
    ("reads", "asked"),
    [
        ("frozenset({'task'})", ["batch-1::1.1"]),
        ("frozenset({'batch'})", ["batch-1"]),
        ("frozenset({'batch', 'task'})", ["batch-1", "batch-1::1.1"]),
        ("frozenset({'document'})", [""]),
        ("frozenset({'files'})", ["batch-1::1.1"]),
        ("frozenset({'files', 'batch'})", ["batch-1", "batch-1::1.1"]),
        ("frozenset({'step'})", []),
        ("frozenset()", []),
        ("None", ["batch-1", "batch-1::1.1"]),
    ],
)
def test_a_gate_without_applies_is_asked_about_what_it_reads(
    project: Project, site: Path, reads: str, asked: list[str]
) -> None:
    extend(site, judging(f"return {HELD}") + gates(gate(more=f", reads={reads}")))
    result = project.run("--co", "-q")
    ids = (line for line in result.outlines if line.endswith("::acme"))
    assert [
        line.removeprefix("task-tracking/TASK_7/tasks.md::").removesuffix("acme").strip(":") for line in ids
    ] == asked


def test_a_gate_without_applies_that_a_policy_sets_is_asked_about_the_levels_there(
    project: Project, site: Path
) -> None:
    settings = judging(f"return {HELD}").replace('file: str = ""', "levels: tuple[str, ...] = ()")
    extend(site, settings + gates(gate()))
    for policy, asked in (("true", 2), ("{levels: [task]}", 1)):
        project.repository.write("phasegate.yaml", f"version: 1\ngates: {{acme: {policy}}}\n")
        assert sum(line.endswith("::acme") for line in project.run("--co", "-q").outlines) == asked


def test_ACME101_change_untold_a_lie_is_told_by_a_gate_of_another_package(project: Project) -> None:  # noqa: N802
    project.repository.write("CHANGELOG.md", "- 1.11 the reader\n")
    report = project.pytester.path / "r"
    reports = (f"--phasegate-report={name}:{report / name}" for name in ("sarif", "phasegate-json", "workflow"))
    result = project.run("-m", "phasegate_changelog", "--strict-markers", *reports)
    result.stdout.fnmatch_lines(
        [
            "*task-tracking/TASK_7/tasks.md:5*",
            "*CHANGELOG.md in the working tree does not name 1.1*",
            "*tell of 1.1 in CHANGELOG.md*",
        ]
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    (rule,) = json.loads((report / "sarif").read_text("utf-8"))["runs"][0]["tool"]["driver"]["rules"]
    assert (rule["id"], rule["name"]) == ("ACME101", "ChangeUntold")
    assert rule["shortDescription"] == {"text": "A task that is done is not told in the changelog."}
    told = json.loads((report / "phasegate-json").read_text("utf-8"))
    jsonschema.validate(told, json.loads(files("pytest_phasegate.reports").joinpath("outcome.schema.json").read_text()))
    (finding,) = [finding for each in told["results"] for finding in each["findings"]]
    assert (finding["number"], finding["code"]) == ("ACME101", "change-untold")
    assert "ACME101" in (report / "workflow").read_text("utf-8")


def test_a_policy_sets_a_gate_of_another_package(project: Project) -> None:
    project.repository.write("phasegate.yaml", "version: 1\ngates:\n  changelog: {file: NEWS.md}\n")
    result = project.run("-v")
    result.stdout.fnmatch_lines([f"{TASK}::changelog FAILED*", "*NEWS.md in the working tree does not name 1.1*"])


@pytest.mark.parametrize(
    ("gates", "message"),
    [
        ("{changelog: {path: NEWS.md}}", "*phasegate.yaml:2: gates.changelog*path*file*"),
        ("{changelogs: true}", "*phasegate.yaml:2: gates*changelogs*changelog*"),
        ("{changelog: {file: 3}}", "*phasegate.yaml:2: gates.changelog.file: expected a string*"),
    ],
)
def test_a_policy_that_sets_it_wrongly_is_told(project: Project, gates: str, message: str) -> None:
    project.repository.write("phasegate.yaml", f"version: 1\ngates: {gates}\n")
    result = project.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([message])


def test_a_waiver_of_its_check_counts(project: Project) -> None:
    project.repository.write("CHANGELOG.md", "")
    waiver = f"{{check: '{TASK}::changelog', reason: no need, owner: Ada, expires: 2999-01-01}}"
    project.repository.write("phasegate.yaml", f"version: 1\nwaivers: [{waiver}]\n")
    project.run("-v").stdout.fnmatch_lines([f"{TASK}::changelog XFAIL*"])


@pytest.mark.parametrize(("file", "answer"), [("reader", "PASSED"), ("gone", "FAILED")])
@pytest.mark.parametrize("policy", ["", "version: 1\ndocuments: [{path: 'boards/*.md', dialect: boards}]\n"])
def test_a_dialect_of_another_package_is_found_and_named(project: Project, policy: str, file: str, answer: str) -> None:
    project.repository.write("boards/one.md", BOARD.format(file=file))
    if policy:
        project.repository.write("phasegate.yaml", policy)
    project.run("-v").stdout.fnmatch_lines([f"boards/one.md::stage-1::EXP-1::files {answer}*"])


def test_a_document_of_its_dialect_may_be_named_on_the_command_line(project: Project) -> None:
    project.repository.write("notes/one.md", BOARD.format(file="reader"))
    project.run("-v", "notes/one.md").stdout.fnmatch_lines(["notes/one.md::stage-1::EXP-1::files PASSED*"])


def test_a_dialect_that_nobody_has_is_told_with_all_that_there_are(project: Project) -> None:
    project.repository.write("phasegate.yaml", "version: 1\ndocuments: [{path: 'boards/*.md', dialect: board}]\n")
    result = project.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*phasegate.yaml:2: *board*did you mean*boards*"])


def test_a_report_of_another_package_is_printed_and_written(project: Project) -> None:
    line = f"held {TASK}::changelog"
    written = project.run("--phasegate-report=acme-list")
    written.stdout.fnmatch_lines(["phasegate: acme-list written to verdicts.txt"])
    assert line in (project.pytester.path / "verdicts.txt").read_text("utf-8").splitlines()
    project.run("--phasegate-report=acme-list:out/a.txt")
    assert line in (project.pytester.path / "out/a.txt").read_text("utf-8").splitlines()
    unknown = project.run("--phasegate-report=acme")
    unknown.stderr.fnmatch_lines(['*there is no report "acme"; there are term, *, badge, acme-list'])


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_report_of_another_package_is_never_written_through_a_link(project: Project) -> None:
    outside = project.pytester.path.parent / "outside.txt"
    outside.write_text("kept", encoding="utf-8")
    (project.pytester.path / "verdicts.txt").symlink_to(outside)
    result = project.run("--phasegate-report=acme-list")
    assert outside.read_text(encoding="utf-8") == "kept"
    result.stdout.fnmatch_lines(["*ERROR: *verdicts.txt*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_workers_have_the_same_gates(project: Project, monkeypatch: pytest.MonkeyPatch, site: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", str(site), prepend=os.pathsep)
    project.repository.write("conftest.py", MINE + gates(gate("mine", "conftest", ", reads=None")))
    result = project.pytester.runpytest_subprocess("--phasegate", "-n2", "-v", "--phasegate-report=acme-list")
    result.stdout.fnmatch_lines_random([f"*PASSED* {TASK}::changelog*", f"*PASSED* {TASK}::mine*"])
    assert f"held {TASK}::changelog" in (project.pytester.path / "verdicts.txt").read_text("utf-8").splitlines()


def test_the_program_knows_them_too(project: Project, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project.repository.write("CHANGELOG.md", "")
    project.run("--phasegate-report=phasegate-json:o.json")
    capsys.readouterr()
    assert main(["report", "--from=o.json", "--format=acme-list:-", "--format=sarif:-"]) == 0
    printed = capsys.readouterr().out
    assert f"failed {TASK}::changelog\n" in printed
    assert '"id": "ACME101"' in printed
    assert main(["combine", "one=o.json", "-o", "all.json"]) == 0
    assert '"number": "ACME101"' in Path("all.json").read_text(encoding="utf-8")
    assert main(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert "file" in schema["$defs"]["gates"]["properties"]["changelog"]["anyOf"][1]["properties"]
    assert '"boards"' in json.dumps(schema)


def test_the_program_keeps_the_numbers_where_the_package_is_gone(
    project: Project, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project.repository.write("CHANGELOG.md", "")
    project.run("--phasegate-report=phasegate-json:o.json")
    shutil.rmtree(next(site.glob("*.dist-info")))
    invalidate_caches()
    assert main(["report", "--from=o.json", "--format=sarif:-"]) == 0
    assert '"id": "ACME101"' in capsys.readouterr().out


def test_the_program_tells_of_a_broken_package(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    extend(site, "raise RuntimeError('no licence')")
    assert main(["schema"]) == 2
    assert capsys.readouterr().err == f"phasegate: {ACME} cannot be imported: RuntimeError: no licence\n"


BROKEN_METADATA = {
    "entry points that are no text": (
        {"entry_points.txt": b"\xff\xfe[phasegate]\n"},
        "{told}: the entry points cannot be read; install that package again: UnicodeDecodeError: *",
    ),
    "an entry point without a value": (
        {"entry_points.txt": b"[phasegate]\nacme\n"},
        "{told}: the entry points cannot be read; install that package again: *",
    ),
    "an entry point that names no module": (
        {"entry_points.txt": b"[phasegate]\nacme = :::\n"},
        "acme-gates 1.0 (entry point acme = :::) cannot be *",
    ),
    "no metadata": ({"METADATA": b""}, "a package without a name (entry point acme = acme) cannot be imported: *"),
    "metadata that is no text": (
        {"METADATA": b"\xff\xfe"},
        "a package without a name (entry point acme = acme) cannot be imported: *",
    ),
    "metadata without a version": (
        {"METADATA": b"Name: acme-gates\n"},
        "acme-gates (entry point acme = acme) cannot be imported: *",
    ),
}


@pytest.mark.parametrize(("written", "message"), BROKEN_METADATA.values(), ids=BROKEN_METADATA)
def test_g8_broken_metadata_of_a_package_is_a_message(
    site: Path, capsys: pytest.CaptureFixture[str], written: dict[str, bytes], message: str
) -> None:
    told = lay_out(site, "acme-gates", "1.0", {"acme": "acme"}) / "acme_gates-1.0.dist-info"
    for name, data in written.items():
        told.joinpath(name).write_bytes(data)
    invalidate_caches()
    assert main(["schema"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert fnmatch(line, f"phasegate: {message.format(told=told)}")


@pytest.mark.parametrize(
    ("name", "data"), [("direct_url.json", b"\xff\xfe"), ("entry_points.txt", b"[phasegate]\nacme = :::\n")]
)
def test_g8_where_a_package_comes_from_that_cannot_be_told_ends_a_run_with_a_base(
    project: Project, site: Path, name: str, data: bytes
) -> None:
    extend(site, "raise RuntimeError('loaded')")
    site.joinpath("acme_gates-1.0.dist-info", name).write_bytes(data)
    result = project.run("--phasegate-base=HEAD")
    result.stderr.fnmatch_lines(["ERROR: acme-gates 1.0 (entry point acme = *) cannot be found: *"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_a_report_that_cannot_be_made_is_told_with_its_package(project: Project, site: Path) -> None:
    site.joinpath("acme_phasegate/verdicts.py").write_text("def render(outcome): return 3\n", encoding="utf-8")
    result = project.run("--phasegate-report=acme-list")
    result.stdout.fnmatch_lines(
        ["ERROR: acme-phasegate 1.2 (entry point acme = acme_phasegate): the report acme-list is neither *"]
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_a_report_that_is_printed_steers_no_terminal(project: Project, site: Path) -> None:
    site.joinpath("acme_phasegate/verdicts.py").write_text(
        "def render(outcome): return 'one\\n\\x1b[2Jtwo'\n", encoding="utf-8"
    )
    hooks = site.joinpath("acme_phasegate/__init__.py")
    hooks.write_text(hooks.read_text("utf-8").replace(', dest="verdicts.txt"', ""), encoding="utf-8")
    result = project.run("--phasegate-report=acme-list")
    result.stdout.fnmatch_lines(["one", "?x1b?2Jtwo"])


def test_a_broken_package_ends_the_run(project: Project, site: Path) -> None:
    extend(site, "raise RuntimeError('no licence')")
    result = project.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {ACME} cannot be imported: RuntimeError: no licence"])
    assert project.run("-p", "no:acme").ret == pytest.ExitCode.OK
    assert project.pytester.runpytest("--co").ret == pytest.ExitCode.NO_TESTS_COLLECTED  # without --phasegate


MINE = GATE.replace("raise NotImplementedError", "return verdict_of([], looked_at=1, reason='it is mine')").replace(
    "from dataclasses", "from pytest_phasegate.model.verdict import verdict_of\nfrom dataclasses", 1
)
MINE += "\n\ndef applies(asked):\n    return asked.unit.status_claims\n\n\n"
"""A gate that always holds, and has no hook yet."""


@pytest.mark.parametrize(("name", "arguments"), [("mine", ("-p", "mine")), ("conftest", ())])
def test_a_plugin_of_the_run_adds_a_gate(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str, arguments: tuple[str, ...]
) -> None:
    project.repository.write(f"{name}.py", MINE + gates(gate("mine", name, ", reads=None")))
    monkeypatch.syspath_prepend(project.pytester.path)
    result = project.run("-v", *arguments)
    result.stdout.fnmatch_lines([f"{TASK}::mine PASSED*"])


@pytest.mark.parametrize("way", ["-p mine", "conftest.py", "an object that conftest.py registers", "entry point"])
def test_with_a_base_nothing_counts_that_the_head_brings(
    project: Project, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    hook = MINE + gates(gate("mine", "mine", ", reads=None"))
    path, arguments = "mine.py", tuple[str, ...]()
    if way == "-p mine":
        arguments = ("-p", "mine")
    elif way == "conftest.py":
        path = "conftest.py"
    elif way == "entry point":
        lay_out(project.pytester.path, "mine-gates", "1.0", {"mine": "mine"})
    else:
        path = "conftest.py"
        indented = "".join(f"    {line}\n" if line else "\n" for line in gates(gate("mine")).splitlines())
        hook = (
            f"{MINE}\nclass Mine:\n{indented.replace('gates()', 'gates(self)')}\n\n"
            "def pytest_configure(config):\n    config.pluginmanager.register(Mine(), 'mine')\n"
        )
    base = project.repository.commit("chore: before")
    project.repository.write(path, hook)
    project.repository.commit("feat: a gate that holds")
    monkeypatch.syspath_prepend(project.pytester.path)
    result = project.run("-v", f"--phasegate-base={base}", *arguments)
    result.stdout.fnmatch_lines([f"phasegate: * is left out: *{path} comes with what is held against the base"])
    result.stdout.no_fnmatch_line("*::mine *")
    result.stdout.fnmatch_lines([f"{TASK}::changelog PASSED*"])
    assert result.ret == pytest.ExitCode.OK


def test_a_policy_that_needs_what_is_left_out_is_told_so(project: Project) -> None:
    project.repository.write("mine.py", MINE)
    project.repository.write("conftest.py", MINE + gates(gate("mine", "conftest", ", reads=None")))
    project.repository.write("phasegate.yaml", "version: 1\ngates: {mine: true}\n")
    base = project.repository.commit("chore: a gate of our own")
    result = project.run(f"--phasegate-base={base}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*phasegate.yaml:2: gates*mine*", "*conftest.py is left out: *"])


def test_with_a_base_a_package_that_is_installed_elsewhere_counts(project: Project) -> None:
    base = project.repository.commit("chore: before")
    project.repository.write("CHANGELOG.md", "")
    project.repository.commit("docs: tell nothing")
    result = project.run("-v", f"--phasegate-base={base}")
    result.stdout.fnmatch_lines([f"{TASK}::changelog FAILED*"])


def test_a_hook_that_is_no_ours_asks_for_nothing_where_the_plugin_sleeps(project: Project) -> None:
    project.repository.write("conftest.py", "def phasegate_gates():\n    raise RuntimeError('asked')\n")
    assert project.pytester.runpytest("--co").ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_run_without_other_packages_imports_no_more(pytester: pytest.Pytester) -> None:
    repository = Repository.create(pytester.path)
    repository.write("task-tracking/TASK_7/tasks.md", TASKS)
    repository.commit("feat: batch 1", files=["src/reader.py"])
    asked = "'pytest_phasegate.hookspecs' in sys.modules"
    repository.write("conftest.py", f"import sys\n\ndef pytest_unconfigure():\n    print('asked:', {asked})\n")
    pytester.runpytest_subprocess("--phasegate").stdout.fnmatch_lines(["*1 document, 2 units*", "asked: False"])


def test_the_hooks_that_are_looked_for_are_those_that_are_specified() -> None:
    from pytest_phasegate.hookspecs import RECORDS

    assert tuple(RECORDS) == HOOKS
