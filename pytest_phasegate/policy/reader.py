"""The policy of a project, read from its policy file, the phase configs that it includes, and built-in presets."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Any

from pytest_phasegate.errors import ErrorList, ManyErrors, PolicyError
from pytest_phasegate.model.policy import Policy
from pytest_phasegate.policy.build import build_policy
from pytest_phasegate.policy.builtin import preset_names, read_preset
from pytest_phasegate.policy.find import PolicyFile, Read, find_policy, read_file
from pytest_phasegate.policy.getters import is_project_path, mistake
from pytest_phasegate.policy.grammar import Vocabulary, phase_config, policy_file, preset
from pytest_phasegate.policy.merge import find_duplicates, lay_over
from pytest_phasegate.policy.node import MAX_MISTAKES
from pytest_phasegate.policy.references import find_broken_references

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from pytest_phasegate.policy.node import Node
    from pytest_phasegate.policy.records import Fields

    Glob = Callable[[str], Sequence[str]]

MAX_FILES = 100
_ENDINGS = (".yaml", ".yml", ".toml")


def read_policy(
    read: Read,
    gates: Mapping[str, type[Any]],
    config: str | None = None,
    *,
    dialects: Collection[str] = (),
    glob: Glob | None = None,
) -> Policy:
    """Read the policy of a project; a project without a policy file has the empty policy.

    ``read`` gives the bytes of a path relative to the project's root, or None where no file is there: so the
    policy comes from the working tree or from the tree of a commit. ``gates`` are the Settings dataclasses by kind
    of gate. ``config`` is the path of the policy file, where the user names one. ``dialects`` are the names of
    dialects (none: not checked). ``glob`` gives the paths that a pattern matches, for ``include``.

    Raises PolicyError, or ManyErrors of all the mistakes in all the files, each with its place.
    """
    file = find_policy(read, config)
    if file is None:
        return Policy()
    words = Vocabulary(gates=gates, dialects=dialects, presets=preset_names())
    reading = _Reading(read=read, glob=glob, words=words)
    with reading.errors.collect():
        reading.policy_file(file)
    return reading.conclude(file)


@dataclass(kw_only=True)
class _Reading:
    """What one reading has come to: the files read so far and their mistakes."""

    read: Read
    glob: Glob | None
    words: Vocabulary
    errors: ErrorList = field(default_factory=ErrorList)
    files: dict[str, bytes] = field(default_factory=dict)
    presets: list[Fields] = field(default_factory=list)
    configs: list[Fields] = field(default_factory=list)  # those included, then the policy file

    def policy_file(self, file: PolicyFile) -> None:
        """Read the files that the policy file includes, then the file itself with its presets."""
        self.files[file.path] = file.data
        for node in _strings(file.root, "include"):
            with self.errors.collect():
                self.include(normpath(join(dirname(file.path), str(node.value))), node)
        main = policy_file(self.words).read(file.root)
        self.configs.append(main)
        for name in main.values.get("extends", ()):
            self.presets.append(preset(self.words).read(read_preset(name)))

    def include(self, pattern: str, node: Node) -> None:
        """Read the files that a path or glob names."""
        paths = [pattern]
        if any(sign in pattern for sign in "*?{"):
            paths = sorted(self.glob(pattern)) if self.glob else []
        if not paths:
            raise mistake(node, f"no file matches {pattern}")
        for path in paths:
            with self.errors.collect():
                self.phase_config(path, node)

    def phase_config(self, path: str, node: Node) -> None:
        """Read one included file, once."""
        if path in self.files:
            raise mistake(node, f"{path} is included already, or is the policy file itself")
        if not path.endswith(_ENDINGS):
            raise mistake(node, f"{path} is no .yaml, .yml or .toml file")
        if len(self.files) == MAX_FILES:
            raise mistake(node, f"more than {MAX_FILES} files")
        file = read_file(self.read, path)
        if file is None:
            raise mistake(node, f"there is no file {path}")
        self.files[path] = file.data
        self.configs.append(phase_config(self.words).read(file.root))

    def conclude(self, file: PolicyFile) -> Policy:
        """Lay the files over each other, and raise all mistakes there are."""
        find_duplicates(self.configs, self.errors)
        layered = lay_over(self.presets, self.configs)
        if not self.errors.errors:  # a file with mistakes is missing: what refers to it would be a mistake too
            main = self.configs[-1]
            self.errors = find_broken_references(layered, self.words.gates, main.nodes.get("extends"))
        self.raise_any()
        return build_policy(layered, self.configs[-1], source=file.path, files=tuple(self.files), digest=self.digest())

    def raise_any(self) -> None:
        try:
            self.errors.raise_any()
        except ManyErrors as many:
            shown, rest = many.errors[:MAX_MISTAKES], len(many.errors) - MAX_MISTAKES
            if rest > 0:
                raise ManyErrors((*shown, PolicyError(f"{rest:,} more mistakes"))) from None
            raise

    def digest(self) -> str:
        return hashlib.sha256(b"".join(self.files.values())).hexdigest()


def _strings(root: Node, key: str) -> tuple[Node, ...]:
    """The items of a list of strings, as far as they are right: the getters tell of those that are not."""
    node = root.value.get(key) if isinstance(root.value, dict) else None
    if node is None or not isinstance(node.value, tuple):
        return ()
    return tuple(item for item in node.value if is_project_path(item))
