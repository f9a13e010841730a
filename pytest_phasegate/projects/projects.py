"""The projects of a run: each folder with a policy of its own judges what lies below it, up to the next such folder."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from pytest_phasegate.discovery import by_rule, find_documents, is_taken_out
from pytest_phasegate.errors import PolicyError
from pytest_phasegate.model.policy import Policy
from pytest_phasegate.policy.find import NAMES, PYPROJECT
from pytest_phasegate.policy.root import is_policy
from pytest_phasegate.projects.policy_files import PolicyFiles
from pytest_phasegate.projects.project import Policies, Project

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set

    from pytest_phasegate.evidence.project import ProjectEvidence
    from pytest_phasegate.projects.project import Run

    Given = Mapping[str, Mapping[str, "str | None"]]

MOST_POLICIES = 500
"""The most folders with a policy of their own that one run reads."""

_LIMIT = 2**20  # of a pyproject.toml, which is looked through for our table
_ENDINGS = tuple(f"/{name}" for name in (*NAMES, PYPROJECT))


@dataclass(frozen=True, slots=True)
class Areas:
    """Which project a path is part of: ``folders``, each with a slash at its end, lie below the outermost one."""

    folders: frozenset[str]

    def owner(self, path: str) -> str:
        """The folder of the project that a path is part of."""
        end = path.rfind("/")
        while end > 0:
            if path[: end + 1] in self.folders:
                return path[: end + 1]
            end = path.rfind("/", 0, end)
        return ""

    def own(self, folder: str, paths: Iterable[str], taken: Set[str] = frozenset()) -> list[str]:
        """Those of some paths of a project, relative to its folder, that no project below it has and nobody took."""
        if not self.folders and not taken:
            return list(paths)
        return [path for path in paths if self.owner(folder + path) == folder and folder + path not in taken]


def read_projects(run: Run, named: Iterable[str], opened: list[Project]) -> tuple[str, ...]:
    """Read the policies of a run and its documents; tell the folders whose policy is new.

    With a base, those folders count that have a policy there. One whose policy is new judges only what no other project
    does: it could loosen what holds. ``named`` are the files that the user names, relative to the root. Each project is
    added to ``opened`` once it is opened, so that the caller can close it whatever happens.

    Raises:
        PhasegateError: a policy is wrong.
    """
    opened.append(Project(run))
    reading = _Reading(run, opened[0].evidence)
    outer = reading.policies("")
    folders = reading.folders(outer.base or outer.head, reading.base_commit)
    areas = Areas(folders)
    policies = {"": outer, **{folder: reading.policies(folder) for folder in sorted(folders)}}
    given = reading.given(policies, areas, named)
    opened[0].read(outer, given[""], partial(areas.own, ""))
    for folder in reading.with_documents(policies, areas, given):
        opened.append(Project(run, folder))
        opened[-1].read(policies[folder], given[folder], partial(areas.own, folder))
    if reading.base_commit is None:
        return ()
    new = reading.folders(outer.head, None) - folders
    _add_new(reading, run, opened, Areas(folders | new), new)
    return tuple(sorted(new))


def _add_new(reading: _Reading, run: Run, opened: list[Project], areas: Areas, new: frozenset[str]) -> None:
    """Open the projects whose policy is not there at the base, for the documents that no other project finds."""
    taken = {f"{project.folder}{path}" for project in opened for path in project.documents}
    policies = {folder: Policies(head=reading.policies(folder).head, base=Policy()) for folder in sorted(new)}
    for folder in reading.with_documents(policies, areas, {}):
        opened.append(Project(run, folder))
        opened[-1].read(policies[folder], {}, partial(areas.own, folder, taken=taken))


class _Reading:
    """Reads policies out of the outermost project's trees, so that messages name them by their paths there."""

    def __init__(self, run: Run, evidence: ProjectEvidence) -> None:
        self._config = run.config
        self._tables = run.tables
        self._evidence = evidence
        self._base = run.base
        self.base_commit = run.base.commit if run.base else None

    def policies(self, folder: str) -> Policies:
        """The policy of a folder, and the one at the base.

        Raises:
            PhasegateError: it is wrong.
        """
        evidence, base = self._evidence, self._base
        named = None if folder else self._config  # one that the head alone names is that of the outermost project
        files = PolicyFiles(evidence.files.tree(), evidence.files.list_paths, named, self._tables, folder)
        head = files.read()
        if base is None:
            return Policies(head=_placed_in(head, folder))
        list_paths = partial(evidence.files.list_paths, base.commit)
        there = PolicyFiles(evidence.files.tree(base.commit), list_paths, base.config, self._tables, folder)
        before = there.read_base(base.name, files, head)
        return Policies(head=_placed_in(head, folder), base=_placed_in(before, folder))

    def folders(self, outer: Policy, commit: str | None) -> frozenset[str]:
        """The folders with a policy of their own that the outermost policy does not take out; none where one is named.

        With a base only the user and the base can name one: the head would switch off what holds in the other folders.
        ``commit`` is the full id of a commit, None for the judged tree. Raises PolicyError where there are too many.
        """
        named = self._config if self._base is None else self._base.config
        if named is not None:
            return frozenset()
        tree = self._evidence.files.tree(commit)
        places = (path for path in self._evidence.files.list_paths(commit) if path.endswith(_ENDINGS))
        found = {
            path[: path.rindex("/") + 1]
            for path in places
            if not is_taken_out(outer, path)
            and (not path.endswith(PYPROJECT) or is_policy(PYPROJECT, tree.read(path, _LIMIT)))
        }
        if len(found) > MOST_POLICIES:
            raise PolicyError(
                f"{len(found)} folders have a policy of their own; at most {MOST_POLICIES} are read. Take out those "
                'that are no part of this project: documents: ["!tests/**"]'
            )
        return frozenset(found)

    def given(
        self, policies: Mapping[str, Policies], areas: Areas, named: Iterable[str]
    ) -> defaultdict[str, dict[str, str | None]]:
        """By folder, what are documents there whatever its policy says.

        They are those that a policy further up names, each with its dialect, and those that the user names.
        """
        given: defaultdict[str, dict[str, str | None]] = defaultdict(dict)
        for folder, paths in self._below(areas).items():
            for policy in filter(None, (policies[folder].head, policies[folder].base)):
                for path, dialect in by_rule(policy, paths):
                    owner, own = self._place(areas, folder + path)
                    nearest = policies[owner].base or policies[owner].head
                    if not is_taken_out(policy, path) and not is_taken_out(nearest, own):
                        given[owner].setdefault(own, dialect)
        for path in named:
            owner, own = self._place(areas, path)
            given[owner].setdefault(own, None)
        return given

    def with_documents(self, policies: Mapping[str, Policies], areas: Areas, given: Given) -> list[str]:
        """The inner folders that may hold documents: to look at what is so in each takes processes of its own."""
        inner = {folder: each for folder, each in policies.items() if folder}
        own: defaultdict[str, list[str]] = defaultdict(list)
        for path in self._paths if inner else ():
            owner, below = self._place(areas, path)
            own[owner].append(below)
        found = (folder for folder, each in inner.items() if self._finds_any(each, own[folder], given.get(folder, {})))
        return list(found)

    def _below(self, areas: Areas) -> dict[str, list[str]]:
        """By folder of a project, the paths in it that are part of a project further down."""
        below: defaultdict[str, list[str]] = defaultdict(list)
        for path in self._paths if areas.folders else ():
            folder = areas.owner(path)
            while folder:
                folder = areas.owner(folder[:-1])
                below[folder].append(path.removeprefix(folder))
        return below

    @staticmethod
    def _place(areas: Areas, path: str) -> tuple[str, str]:
        """The project of a path, and the path there."""
        owner = areas.owner(path)
        return owner, path.removeprefix(owner)

    def _finds_any(self, policies: Policies, paths: Iterable[str], given: Mapping[str, str | None]) -> bool:
        both = (policies.head,) if policies.base is None else (policies.head, policies.base)
        return any(find_documents(policy, paths, given, self._tables.dialects) for policy in both)

    @cached_property
    def _paths(self) -> list[str]:
        """The files of the judged tree, and of the base where there is one."""
        here = self._evidence.files.list_paths()
        there = self._evidence.files.list_paths(self.base_commit) if self.base_commit else ()
        return list(dict.fromkeys((*here, *there)))


def _placed_in(policy: Policy, folder: str) -> Policy:
    """A policy whose files are named as in the project of its folder; the places in it stay those of the run."""
    return replace(policy, files=tuple(path.removeprefix(folder) for path in policy.files)) if folder else policy
