"""Clones and faults under which not all of a repository can be seen, made from a whole one."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.repository import Repository

    Variant = Callable[[Repository, Path], Repository]


def cloned(*options: str) -> Variant:
    return lambda source, path: source.clone(path, *options)


def loose(source: Repository, path: Path) -> Repository:
    """A whole clone in which each object is a file, so that one can be taken out."""
    clone = source.clone(path)
    for pack in (path / ".git" / "objects" / "pack").glob("*.pack"):
        data = pack.read_bytes()
        for file in pack.parent.glob(f"{pack.stem}.*"):
            file.chmod(0o600)
            file.unlink()
        subprocess.run(["git", "unpack-objects", "-q"], cwd=path, input=data, check=True)
    return clone


def without(name: str) -> Variant:
    """A clone that lacks an object."""

    def make(source: Repository, path: Path) -> Repository:
        clone = loose(source, path)
        id_ = clone.git("rev-parse", name)
        (path / ".git" / "objects" / id_[:2] / id_[2:]).unlink()
        return clone

    return make


def damaged(name: str) -> Variant:
    """A clone one of whose files was overwritten in its middle."""

    def make(source: Repository, path: Path) -> Repository:
        clone = source.clone(path)
        file = next((path / ".git").glob(name))
        data = file.read_bytes()
        file.chmod(0o600)
        file.write_bytes(data[: len(data) // 2] + b"\0" * 64 + data[len(data) // 2 + 64 :])
        return clone

    return make


def bare_by_mistake(source: Repository, path: Path) -> Repository:
    clone = source.clone(path)
    clone.git("config", "core.bare", "true")
    return clone


def without_repository(source: Repository, path: Path) -> Repository:
    clone = source.clone(path)
    shutil.rmtree(path / ".git")
    return clone


BLIND: dict[str, Variant] = {
    "depth 1": cloned("--depth=1"),
    "depth 5": cloned("--depth=5"),
    "no blobs": cloned("--filter=blob:none"),
    "no trees": cloned("--filter=tree:0"),
    "one branch": cloned("--single-branch"),
    "HEAD's commit missing": without("HEAD"),
    "a commit missing": without("HEAD~4"),
    "a folder missing": without("HEAD~6^{tree}"),
    "a damaged pack": damaged("objects/pack/*.pack"),
    "core.bare": bare_by_mistake,
    "no repository": without_repository,
}
"""The ways to be blind that need no other user, and no other PATH."""
