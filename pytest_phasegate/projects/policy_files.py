"""The policy as it stands in one tree: that of the judged files, or that of the commit they are held against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_phasegate.errors import ManyErrors, PhasegateError, PolicyError
from pytest_phasegate.evidence.files.project_files import DOCUMENT_LIMIT
from pytest_phasegate.location import Location
from pytest_phasegate.model.facts import EntryKind
from pytest_phasegate.model.policy import Policy
from pytest_phasegate.policy.find import NAMES
from pytest_phasegate.policy.read import read_policy
from pytest_phasegate.text.globs import match_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pytest_phasegate.all_gates import Tables
    from pytest_phasegate.model.check import Gate
    from pytest_phasegate.model.facts import Tree


class SettingsOfGates(Mapping[str, type[Any]]):
    """The settings of every gate by its kind; a gate is imported only where a policy names it."""

    def __init__(self, gates: Mapping[str, Gate]) -> None:
        self._gates = gates

    def __getitem__(self, kind: str) -> type[Any]:
        return self._gates[kind].settings

    def __iter__(self) -> Iterator[str]:
        return iter(self._gates)

    def __len__(self) -> int:
        return len(self._gates)


class PolicyFiles:
    """Reads the policy of a tree, and remembers what it was read from.

    Args:
        tree: where the files are.
        list_paths: gives all paths of the tree.
        config: the policy file that is named, if one is.
        tables: the gates and dialects that it may name.
        folder: where the policy is looked for, with a slash at its end; by default the root.
    """

    def __init__(
        self,
        tree: Tree,
        list_paths: Callable[[], Iterable[str]],
        config: str | None,
        tables: Tables,
        folder: str = "",
    ) -> None:
        self._tree = tree
        self._list_paths = list_paths
        self._config = config
        self._tables = tables
        self._folder = folder
        self._files: dict[str, bytes | None] = {}
        self._globs: dict[str, list[str]] = {}

    def read(self) -> Policy:
        """Read the policy.

        Raises:
            PhasegateError: it is wrong.
        """
        return read_policy(
            self._read,
            SettingsOfGates(self._tables.gates),
            self._config,
            dialects=self._tables.dialects,
            glob=self._glob,
            folder=self._folder,
        )

    def read_base(self, name: str, head: PolicyFiles, policy: Policy) -> Policy:
        """Read the policy of a tree that another one is held against; where its files are the same, it is the other's.

        Args:
            name: the tree's revision, for messages.
            head: the files of the other tree, which were read.
            policy: what they say.

        Raises:
            PhasegateError: it is wrong; each place begins with the revision.
        """
        try:
            if self._says_the_same(head):
                return policy
            return self.read() if self._is_there else Policy()
        except ManyErrors as many:
            raise ManyErrors(tuple(_placed(error, name) for error in many.errors)) from many
        except PhasegateError as error:
            raise _placed(error, name) from error

    @property
    def _is_there(self) -> bool:
        return self._config is None or self._tree.entry(self._config) is not None

    def _says_the_same(self, other: PolicyFiles) -> bool:
        """Whether all that the other's policy was read from is the same here; it depends on nothing else."""
        return (
            self._config == other._config
            and all(self._read(path) == data for path, data in other._files.items())
            and all(self._glob(pattern) == paths for pattern, paths in other._globs.items())
        )

    def _glob(self, pattern: str) -> list[str]:
        if pattern not in self._globs:
            self._globs[pattern] = list(match_paths(pattern, self._list_paths()))
        return self._globs[pattern]

    def _read(self, path: str) -> bytes | None:
        """A file's bytes; a policy that stands there and cannot be read must not pass for none, which asks for less."""
        if path not in self._files:
            data = self._tree.read(path, DOCUMENT_LIMIT)
            entry = self._tree.entry(path) if data is None and path.rpartition("/")[2] in NAMES else None
            if entry is not None:
                problem = "cannot be opened" if entry.kind is EntryKind.FILE else f"is a {entry.kind.value}, not a file"
                raise PolicyError(f"the policy {problem}", Location(path))
            self._files[path] = data
        return self._files[path]


def _placed(error: PhasegateError, name: str) -> PhasegateError:
    place = error.location._replace(path=f"{name}:{error.location.path}") if error.location else Location(name)
    return PolicyError(error.message, place)
