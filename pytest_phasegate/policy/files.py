"""All files of one policy: the policy file, the phase configs that it includes, and its presets."""

from __future__ import annotations

from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from pytest_phasegate.errors import ErrorList, ManyErrors, PolicyError
from pytest_phasegate.policy.find import Glob, PolicyFile, Read, read_file
from pytest_phasegate.policy.grammar import PHASE_CONFIG, POLICY, PRESET
from pytest_phasegate.policy.merge import build_policy, find_duplicates, lay_over
from pytest_phasegate.policy.presets import read_preset
from pytest_phasegate.policy.references import find_broken_references
from pytest_phasegate.policy.tree import MAX_MISTAKES, mistake
from pytest_phasegate.policy.values import PROJECT_PATH

if TYPE_CHECKING:
    from pytest_phasegate.model.policy import Policy
    from pytest_phasegate.policy.tree import Node
    from pytest_phasegate.policy.values import Fields, Names

MAX_FILES = 100
_ENDINGS = (".yaml", ".yml", ".toml")


class Reading:
    """The reading of one policy: the files read so far and their mistakes."""

    def __init__(self, read: Read, glob: Glob | None, names: Names) -> None:
        self.read = read
        self.glob = glob
        self.names = names
        self.errors = ErrorList()
        self.files: dict[str, bytes] = {}
        self.presets: list[Fields] = []
        self.configs: list[Fields] = []  # those included, then the policy file

    def policy(self, file: PolicyFile) -> Policy:
        """Read all that belongs to a policy file; raises PolicyError, or ManyErrors of all the mistakes."""
        import hashlib

        with self.errors.collect():
            self._policy_file(file)
        find_duplicates(self.configs, self.errors)
        layered = lay_over(self.presets, self.configs)
        if not self.errors.errors:  # a file with mistakes is missing: what refers to it would be a mistake too
            main = self.configs[-1]
            self.errors = find_broken_references(layered, self.names.gates, main.nodes.get("extends"))
        self._raise_any()
        digest = hashlib.sha256(b"".join(self.files.values())).hexdigest()
        return build_policy(layered, self.configs[-1], source=file.path, files=tuple(self.files), digest=digest)

    def _policy_file(self, file: PolicyFile) -> None:
        """Read the files that the policy file includes, then the file itself with its presets."""
        self.files[file.path] = file.data
        for node in _strings(file.root, "include"):
            with self.errors.collect():
                self._include(normpath(join(dirname(file.path), str(node.value))), node)
        main = POLICY.read(file.root, self.names)
        self.configs.append(main)
        for name in main.values.get("extends", ()):
            self.presets.append(PRESET.read(read_preset(name), self.names))

    def _include(self, pattern: str, node: Node) -> None:
        """Read the files that a path or glob names."""
        paths = [pattern]
        if any(sign in pattern for sign in "*?{"):
            paths = sorted(self.glob(pattern)) if self.glob else []
        if not paths:
            raise mistake(node, f"no file matches {pattern}")
        for path in paths:
            with self.errors.collect():
                self._phase_config(path, node)

    def _phase_config(self, path: str, node: Node) -> None:
        """Read one included file, once."""
        if path in self.files:
            raise mistake(node, f"{path} is included already, or is the policy file itself")
        if not path.endswith(_ENDINGS):
            raise mistake(node, f"{path} is not a .yaml, .yml or .toml file")
        if len(self.files) == MAX_FILES:
            raise mistake(node, f"more than {MAX_FILES} files")
        file = read_file(self.read, path)
        if file is None:
            raise mistake(node, f"there is no file {path}")
        self.files[path] = file.data
        self.configs.append(PHASE_CONFIG.read(file.root, self.names))

    def _raise_any(self) -> None:
        try:
            self.errors.raise_any()
        except ManyErrors as many:
            rest = len(many.errors) - MAX_MISTAKES
            if rest > 0:
                shown = many.errors[:MAX_MISTAKES]
                raise ManyErrors((*shown, PolicyError(f"{rest:,} more mistakes"))) from None
            raise


def _strings(root: Node, key: str) -> tuple[Node, ...]:
    """The items of a list of strings, without those that are wrong: the tables report these."""
    node = root.value.get(key) if isinstance(root.value, dict) else None
    if node is None or not isinstance(node.value, tuple):
        return ()
    return tuple(item for item in node.value if PROJECT_PATH.parse(item.value))
