"""A repository as data, which a lie can change before it is built: commits, the files of each, and who made them."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import IO

ID = re.compile(r"⟦(\w+)(?::(\d+))?⟧")
"""What stands in a text for the id of a commit, by its name: ten digits, or so many."""

DORA = "Dora Developer <dora@example.org>"
START = 1_780_000_000
HOUR = 3600


class Link(str):
    """Where a symlink leads."""

    __slots__ = ()


class Pipe(str):
    """A pipe with a name, in the working tree."""

    __slots__ = ()


class Aged(str):
    """What was written long ago, in the working tree."""

    __slots__ = ()


@dataclass
class Commit:
    """A commit: its name in texts, its message, and the files that it writes; None deletes one.

    ``parent`` and ``merged`` are names of commits, ``parent`` by default the one before in the list; ``time`` is in
    seconds since 1970.
    """

    name: str
    message: str
    files: dict[str, str | None] = field(default_factory=dict)
    author: str = DORA
    time: int = 0
    parent: str = ""
    merged: str = ""


@dataclass
class History:
    """The commits of a repository in the order in which they were made, the last of which is checked out.

    ``loose`` are files that lie in the working tree as no commit has them; None takes one away.
    ``branches`` are names of commits by those of branches that lead to them, beside the trunk.
    """

    commits: list[Commit] = field(default_factory=list)
    loose: dict[str, str | None] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    head: str = ""  # the commit that is checked out, by default the last one
    cut: str = ""  # a commit whose parents the clone does not have
    objects: tuple[bytes, ...] = ()  # commits as git stores them, that nothing leads to

    def add(self, message: str, files: Mapping[str, str | None], **options: str | int) -> Commit:
        """Add a commit, an hour after the one before."""
        time = self.commits[-1].time + HOUR if self.commits else START
        commit = Commit(f"c{len(self.commits)}", message, dict(files), **{"time": time, **options})  # type: ignore[arg-type]
        self.commits.append(commit)
        return commit

    def by_name(self, name: str) -> Commit:
        """The commit of a name."""
        return next(commit for commit in self.commits if commit.name == name)

    def trees(self) -> dict[str, dict[str, str]]:
        """The files of each commit, by its name."""
        trees: dict[str, dict[str, str]] = {}
        before = ""
        for commit in self.commits:
            tree = dict(trees.get(commit.parent or before, {}))
            if commit.merged:
                tree |= {path: text for path, text in trees[commit.merged].items() if tree.get(path) != text}
                for path in set(trees[commit.parent or before]) - set(trees[commit.merged]):
                    del tree[path]  # no branch of ours adds to the trunk meanwhile
            for path, text in commit.files.items():
                if text is None:
                    tree.pop(path, None)
                else:
                    tree[path] = text
            trees[commit.name] = tree
            before = commit.name
        return trees

    def tree(self) -> dict[str, str]:
        """The files that are checked out."""
        return self.trees()[self.head or self.commits[-1].name]

    def build(self, root: Path) -> dict[str, str]:
        """Make the repository, in a folder that does not exist yet; returns the full ids by the commits' names."""
        folder = root / ".git"
        for name in ("objects", "refs/heads"):
            (folder / name).mkdir(parents=True)
        (folder / "HEAD").write_text("ref: refs/heads/main\n")
        (folder / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tautocrlf = false\n")
        ids = self._import(root)
        subprocess.run(["git", "-C", str(root), "reset", "--quiet", "--hard"], check=True)
        for data in self.objects:
            _store(folder, data)
        if self.cut:
            (folder / "shallow").write_text(f"{ids[self.cut]}\n")
        for path, text in self.loose.items():
            if text is None or isinstance(text, Pipe):
                (root / path).unlink()
            if isinstance(text, Pipe):
                os.mkfifo(root / path)
            elif text is not None:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(_filled(text, ids))
                if isinstance(text, Aged):
                    os.utime(root / path, (START - 10 * 365 * 24 * HOUR,) * 2)
        return ids

    def _import(self, root: Path) -> dict[str, str]:
        arguments = ("-c", "fastimport.unpackLimit=1", "fast-import", "--quiet", "--done")
        importer = subprocess.Popen(["git", "-C", str(root), *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert importer.stdin is not None
        assert importer.stdout is not None
        trees, ids, before = self.trees(), dict[str, str](), ""
        marks = {commit.name: number for number, commit in enumerate(self.commits, 1)}
        for commit in self.commits:
            parent = commit.parent or before
            _write(importer.stdin, commit, marks, ids, trees[commit.name], trees.get(parent, {}), parent)
            importer.stdin.flush()
            ids[commit.name] = importer.stdout.readline().decode().strip()
            before = commit.name
        for branch, name in {"main": self.head or before, **self.branches}.items():
            importer.stdin.write(f"reset refs/heads/{branch}\nfrom :{marks[name]}\n\n".encode())
        importer.stdin.write(b"done\n")
        importer.stdin.close()
        if importer.wait():
            raise SystemExit("git fast-import failed")
        importer.stdout.close()
        return ids


def _store(folder: Path, data: bytes) -> None:
    """Store a commit as a loose object."""
    whole = b"commit %d\0%s" % (len(data), data)
    name = hashlib.sha1(whole).hexdigest()
    path = folder / "objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(zlib.compress(whole))


def _write(
    stream: IO[bytes],
    commit: Commit,
    marks: dict[str, int],
    ids: dict[str, str],
    tree: dict[str, str],
    former: dict[str, str],
    parent: str,
) -> None:
    """Write a commit as fast-import reads it, and ask for its id."""
    who = f"{commit.author} {commit.time} +0000"
    message = _filled(commit.message, ids)
    head = f"commit refs/heads/main\nmark :{marks[commit.name]}\nauthor {who}\ncommitter {who}\ndata {len(message)}\n"
    stream.write(head.encode() + message + b"\n")
    if parent:
        stream.write(f"from :{marks[parent]}\n".encode())
    if commit.merged:
        stream.write(f"merge :{marks[commit.merged]}\n".encode())
    for path in former:
        if path not in tree:
            stream.write(f"D {path}\n".encode())
    for path, text in tree.items():
        if former.get(path) != text or type(former[path]) is not type(text):
            data = _filled(text, ids)
            mode = "120000" if isinstance(text, Link) else "100644"
            stream.write(f"M {mode} inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
    stream.write(f"\nget-mark :{marks[commit.name]}\n".encode())


def _filled(text: str, ids: dict[str, str]) -> bytes:
    """A text with the ids of commits in the place of their names."""
    filled = ID.sub(lambda found: ids[found[1]][: int(found[2] or 10)], text)
    return filled.encode("utf-8", "surrogateescape")


def read_history(root: Path) -> History:
    """The history of a real repository without merges, the ids that its texts cite as names of commits."""
    form = "%x01%H%x00%an <%ae>%x00%at%x00%B%x00"
    arguments = ("log", "--reverse", "-z", "--raw", "--no-abbrev", "--root", "--no-renames", f"--format={form}")
    log = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True).stdout.decode()
    history, names = History(), dict[str, str]()
    for entry in log.split("\1")[1:]:
        full, author, time, message, *rest = entry.split("\0")
        changes = [part.strip("\n") for part in rest if part.strip("\n")]
        files: dict[str, str | None] = {}
        for words, path in zip(changes[::2], changes[1::2], strict=True):
            blob, letter = words.split()[3:5]
            files[path] = None if letter == "D" else _blob(root, blob)
        names[full[:10]] = f"c{len(history.commits)}"
        history.commits.append(Commit(names[full[:10]], message.strip(), files, author, int(time)))
    for commit in history.commits:
        for path, text in commit.files.items():
            commit.files[path] = None if text is None else _named(text, names)
    return history


def _named(text: str, names: dict[str, str]) -> str:
    """A text with the names of commits in the place of their ids."""
    for cited, name in names.items():
        text = text.replace(cited, f"⟦{name}⟧")
    return text


def _blob(root: Path, blob: str) -> str:
    found = subprocess.run(["git", "-C", str(root), "cat-file", "blob", blob], capture_output=True, check=True)
    return found.stdout.decode("utf-8")
