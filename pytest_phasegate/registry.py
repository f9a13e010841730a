"""The gates, dialects and reports of a run: the built-in ones first, then those that hooks of other packages add."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from importlib.metadata import distributions, entry_points
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_phasegate.all_dialects import AUTO, DIALECTS, Dialects
from pytest_phasegate.all_gates import GATES, NO_GATES, Tables
from pytest_phasegate.errors import ErrorList, ExtensionError, faults_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from importlib.metadata import EntryPoint

    from pytest_phasegate.documents.dialect import Dialect
    from pytest_phasegate.hookspecs import Report
    from pytest_phasegate.model.check import Gate
    from pytest_phasegate.model.findings import Kind
    from pytest_phasegate.reports.formats import Format

GROUP = "phasegate"
"""The group of entry points that name modules with hooks."""

OUTSIDE = "PHASEGATE_OUTSIDE"
"""Set to 1 in a pytest that must import nothing from the project it judges: no hook that lies there counts."""

HOOKS = ("phasegate_gates", "phasegate_dialects", "phasegate_reports")
_INSTALLED = ("purelib", "platlib")
_OURS = "pytest-phasegate itself"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NUMBER = re.compile(r"(?!PG\d)[A-Z]{2,10}\d{3}", re.ASCII)


class Registry(NamedTuple):
    """All that a run can use: gates and dialects, and the reports that other packages add to ours, by name.

    ``left_out`` says in a line each whose hooks do not count.
    """

    tables: Tables = Tables()
    reports: Mapping[str, Format] = MappingProxyType({})
    left_out: tuple[str, ...] = ()

    @property
    def formats(self) -> Mapping[str, Format]:
        """Every format of reports by name; many runs ask for none."""
        from pytest_phasegate.reports.formats import FORMATS

        return {**FORMATS, **self.reports}


def read_registry(
    plugins: Iterable[tuple[str, Any]] = (),
    is_blocked: Callable[[str], bool] = lambda name: False,
    judged: Callable[[], Path | None] = lambda: None,
) -> Registry:
    """Ask the hooks of other packages; where there are none nothing more is imported.

    Args:
        plugins: the plugins of a pytest run, each with its name.
        is_blocked: whether the user wants nothing of the entry point of this name.
        judged: gives the folder of the repository whose head is held against a base, None where there is no base: what
            lies in it does not count, for a pull request may bring it.

    Raises:
        PhasegateError: one of them is broken, or two have something of one name; all of them are told.
    """
    entries = sorted(_entries(), key=lambda entry: (_words(entry), entry.value))
    sources = [_of_entry(entry) for entry in entries if not is_blocked(entry.name)]
    sources += [_of_plugin(name, plugin) for name, plugin in plugins if any(hasattr(plugin, hook) for hook in HOOKS)]
    if not sources:
        return Registry()
    return _read(sources, judged())


def _entries() -> Iterable[EntryPoint]:
    """The entry points of our group; raises ExtensionError where the metadata of any installed package is broken."""
    try:
        with faults_of("the metadata of the installed packages"):
            return entry_points(group=GROUP)
    except ExtensionError:
        errors = ErrorList()
        for package in distributions():  # one after the other, to name the broken one
            place = getattr(package, "_path", None) or package.locate_file("")
            with errors.collect(), faults_of(f"{place}: the entry points cannot be read; install that package again"):
                tuple(package.entry_points)
        errors.raise_any()
        raise


class _Source(NamedTuple):
    """Where hooks may be: how messages call it, where its code lies, told without importing it, and the way in."""

    words: str
    places: Callable[[], Iterable[Path]]
    load: Callable[[], Any]


def _words(entry: EntryPoint) -> str:
    named: list[str | None] = []
    with suppress(ExtensionError), faults_of("metadata that cannot be read"):
        named += [entry.dist.name, entry.dist.version] if entry.dist else []
    package = " ".join(filter(None, named)) if any(named[:1]) else "a package without a name"
    return f"{package} (entry point {entry.name} = {entry.value})"


def _of_entry(entry: EntryPoint) -> _Source:
    return _Source(_words(entry), lambda: (*_places(entry.module), *_installed_from(entry)), entry.load)


def _of_plugin(name: str, plugin: Any) -> _Source:
    def places() -> Iterator[Path]:
        codes = (getattr(getattr(plugin, hook, None), "__code__", None) for hook in HOOKS)
        files = (getattr(plugin, "__file__", None), *(code.co_filename for code in codes if code))
        return (Path(file) for file in files if file)

    return _Source(f"the plugin {name}", places, lambda: plugin)


def _places(module: str) -> Iterator[Path]:
    """Where the package of a module lies; looked up without importing it."""
    from importlib.util import find_spec

    try:
        spec = find_spec(module.partition(".")[0])
    except (ImportError, ValueError):
        spec = None
    if spec and spec.origin:
        yield Path(spec.origin)
    yield from map(Path, (spec and spec.submodule_search_locations) or ())


def _installed_from(entry: EntryPoint) -> Iterator[Path]:
    """The folder that a distribution was installed from: one made of the judged project is as much the head's."""
    import json
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    told = entry.dist.read_text("direct_url.json") if entry.dist else None
    with suppress(ValueError):
        url = urlsplit(str(dict(json.loads(told or "{}")).get("url", "")))
        if url.scheme == "file":
            yield Path(url2pathname(url.path))


def _lies_in(place: Path, folder: Path) -> bool:
    """Whether a file or folder lies in a repository, and not in an environment that only stands in it."""
    import sysconfig

    real = _real(place)
    around = {real, *real.parents}
    return _real(folder) in around and around.isdisjoint(_real(sysconfig.get_path(name)) for name in _INSTALLED)


def _inside(places: Callable[[], Iterable[Path]], judged: Path | None) -> Path | None:
    """The first of some places that lies in what is judged."""
    return next((place for place in places() if _lies_in(place, judged)), None) if judged else None


def _real(path: str | Path) -> Path:
    return Path(os.path.normcase(os.path.realpath(path)))


def _read(sources: Iterable[_Source], judged: Path | None) -> Registry:
    found, errors, left_out, seen = _Found(), ErrorList(), [], set()
    for source in sources:
        with errors.collect():
            with faults_of(f"{source.words} cannot be found"):
                inside = _inside(source.places, judged)
            if inside:
                left_out.append(f"{source.words} is left out: {inside} comes with what is held against the base")
                continue
            plugin = _load(source)
            if id(plugin) not in seen:
                seen.add(id(plugin))
                for record in _records(source.words, plugin):
                    found.add(record, source.words, judged)
    errors.raise_any()
    return Registry(
        tables=Tables({**GATES, **found.gates}, Dialects(found.dialects)),
        reports=found.reports,
        left_out=tuple(left_out),
    )


def _load(source: _Source) -> Any:
    with faults_of(f"{source.words} cannot be imported"):
        return source.load()


class _Found:
    """What was found so far, and whose each name is."""

    def __init__(self) -> None:
        self.gates: dict[str, Gate] = {}
        self.dialects: dict[str, list[Dialect]] = {}
        self.reports: dict[str, Format] = {}
        self._owners = {
            **dict.fromkeys((("gate", kind) for kind in (*GATES, *NO_GATES)), _OURS),
            **dict.fromkeys((("dialect", name) for name in (AUTO, *DIALECTS)), _OURS),
            **dict.fromkeys((("report", name) for name in Registry().formats), _OURS),
        }
        self._codes: dict[str, tuple[str, Kind]] = {}
        self._numbers: dict[str, tuple[str, str]] = {}

    def add(self, record: Gate | Dialect | Report, words: str, judged: Path | None) -> None:
        """Take in what a hook returned; ``words`` tell of its package."""
        from pytest_phasegate.foreign import check_dialect, check_reads, format_of, gate_of
        from pytest_phasegate.hookspecs import Report
        from pytest_phasegate.model.check import Gate

        if isinstance(record, Gate):
            self._own("gate", record.kind, words)
            _check_place(record.module, words, judged)
            check_reads(record, words)
            gate = gate_of(record, words)
            self._number(record.findings, words)
            self.gates[record.kind] = gate
        elif isinstance(record, Report):
            self._own("report", record.name, words)
            _check_place(record.module, words, judged)
            self.reports[record.name] = format_of(record, words)
        else:
            self._own("dialect", record.name, words)
            check_dialect(Dialects({words: [record]}), record.name, words)
            self.dialects.setdefault(words, []).append(record)

    def _own(self, what: str, name: Any, words: str) -> None:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ExtensionError(f"{words}: the {what} {name!r} needs another name, of a-z, 0-9 and single hyphens")
        if (what, name) in self._owners:
            raise ExtensionError(f"{words}: there is a {what} {name!r} already, of {self._owners[what, name]}")
        self._owners[what, name] = words

    def _number(self, kinds: Mapping[str, Kind], words: str) -> None:
        """Take the codes and numbers of a gate's findings; gates of one package may share a table."""
        from pytest_phasegate.model.findings import all_kinds

        for code, kind in kinds.items():
            owner, other = (_OURS, kind) if code in all_kinds() else self._codes.setdefault(code, (words, kind))
            if (owner, other) != (words, kind):
                raise ExtensionError(f"{words}: there is a finding {code!r} already, of {owner}")
            if not _NUMBER.fullmatch(kind.number):
                raise ExtensionError(
                    f"{words}: the finding {code!r} has the number {kind.number}; it needs two to ten capital letters, "
                    f"not PG, which are those of {_OURS}, and three digits"
                )
            owner, other_code = self._numbers.setdefault(kind.number, (words, code))
            if (owner, other_code) != (words, code):
                raise ExtensionError(
                    f"{words}: the finding {code!r} has the number {kind.number}, which {other_code!r} of {owner} has"
                )


def _records(words: str, plugin: Any) -> Iterator[Any]:
    """What the hooks of a plugin return, one by one."""
    from pytest_phasegate.hookspecs import RECORDS, implementations

    with faults_of(words):
        hooks = implementations(plugin)
    if not hooks:
        raise ExtensionError(f"{words}: it has none of the hooks {', '.join(RECORDS)}")
    for name, hook in hooks:
        wanted = RECORDS[name]
        with faults_of(f"{words}: {name} returns no list of {wanted.__name__}"):
            answer = tuple(hook())
        for record in answer:
            if not isinstance(record, wanted):
                raise ExtensionError(f"{words}: {name} returns {record!r:.80}, which is no {wanted.__name__}")
            yield record


def _check_place(module: str, words: str, judged: Path | None) -> None:
    """Raise ExtensionError for a module that would be imported from what is held against the base."""
    if inside := _inside(lambda: _places(module), judged):
        raise ExtensionError(f"{words}: {module} would be imported from {inside}, which is held against the base")
