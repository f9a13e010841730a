"""Other packages add gates, dialects and reports by hooks: which are taken, and what is said of those that are not."""

from __future__ import annotations

import sys
from importlib import invalidate_caches
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.all_dialects import DIALECTS
from pytest_phasegate.all_gates import GATES, Tables
from pytest_phasegate.errors import ManyErrors, PhasegateError
from pytest_phasegate.registry import ExtensionError, Registry, read_registry
from pytest_phasegate.reports.formats import FORMATS
from tests.extensions import install_acme, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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

from pytest_phasegate.documents.dialect import Dialect
from pytest_phasegate.hookspecs import Report, hookimpl
from pytest_phasegate.model.check import Gate
from pytest_phasegate.model.findings import read_kinds


@dataclass(frozen=True)
class Settings:
    file: str = ""


def judge(check, evidence):
    raise NotImplementedError


"""


def gates(*records: str) -> str:
    return f"def phasegate_gates():\n    return [{', '.join(records)}]\n"


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
    assert Registry() == (Tables(GATES, DIALECTS), FORMATS, ())


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
        "def phasegate_dialects(): return [Dialect(name='batches', places=(), units=(), wants='')]",
        f"{ACME}: there is a dialect 'batches' already, of pytest-phasegate itself",
    ),
    "a dialect called auto": (
        "def phasegate_dialects(): return [Dialect(name='auto', places=(), units=(), wants='')]",
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
