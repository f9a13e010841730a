"""Real git repositories for tests, made by running git, and the verdicts on documents in them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pytest_phasegate.model.policy import Policy
    from pytest_phasegate.model.verdict import Verdict

IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
}
QUICK = {"core.fsync": "none", "maintenance.auto": "false"}
"""Settings of git under which a commit takes 29 ms in place of 50: a test's repository outlives no crash."""


@dataclass
class Repository:
    """A git repository in a directory; each commit is a minute later than the one before it.

    Each commit has a name, by default its message: ``{name}`` in a text that is written or judged stands for the
    first ten digits of its id.
    """

    path: Path
    clock: int = field(default=1_700_000_000)
    document: str = "task-tracking/T1/tasks.md"
    dialect: str = "auto"
    author: str = ""  # of each commit that names no other
    text: str = ""  # the document as it was written last
    ids: dict[str, str] = field(default_factory=dict)

    @classmethod
    def create(cls, path: Path, *options: str, document: str = document, dialect: str = dialect) -> Repository:
        path.mkdir(parents=True, exist_ok=True)
        repository = cls(path, document=document, dialect=dialect)
        repository.git("init", "--quiet", "--initial-branch=main", "--template=", *options)  # without sample hooks
        return repository

    def git(self, *arguments: str, stdin: str | None = None, **environment: str) -> str:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        date = f"{self.clock} +0000"
        quick = {f"GIT_CONFIG_KEY_{number}": key for number, key in enumerate(QUICK)}
        quick |= {f"GIT_CONFIG_VALUE_{number}": value for number, value in enumerate(QUICK.values())}
        own = {**IDENTITY, **quick, "GIT_CONFIG_COUNT": str(len(QUICK))}
        result = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            env={**clean, **own, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, **environment},
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert result.returncode == 0, f"git {' '.join(arguments)}: {result.stderr}"
        return result.stdout.strip()

    def fill(self, text: str) -> str:
        """Put the ids of commits for their names."""
        for name, commit in self.ids.items():
            text = text.replace(f"{{{name}}}", commit[:10])
        return text

    def write(self, name: str, text: str = "text\n") -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = self.fill(text)
        path.write_text(text, encoding="utf-8", newline="")
        if name == self.document:
            self.text = text
        return path

    def edit(self, changes: Mapping[str, str]) -> None:
        """Change words of the document, each of which must be there."""
        self.write(self.document, changed(self.text, changes))

    def commit(
        self,
        message: str,
        *,
        by: str = "",
        name: str = "",
        files: Mapping[str, str | None] | Iterable[str] = (),
        edits: Mapping[str, str] | None = None,
    ) -> str:
        """Commit all that is in the working tree.

        Args:
            message: the whole message.
            by: the author, as "Ana" or "Ana Lima <ana@example.org>".
            name: the commit's name in documents, where it is not the message.
            files: what to write first; None deletes a file, and a name alone is given a content of its own.
            edits: words of the document to change first.

        Returns:
            The full id.
        """
        if edits is not None:
            self.edit(edits)
        named = files.items() if isinstance(files, Mapping) else ((file, f"{file}\n{message}\n") for file in files)
        for file, text in named:
            if text is None:
                (self.path / file).unlink()
            else:
                self.write(file, text)
        self.clock += 60
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message, **authored(by or self.author))
        self.ids[name or message] = self.head()
        return self.ids[name or message]

    def head(self) -> str:
        """The full id of the commit that is checked out; a file is read in its place where there is one."""
        folder = self.path / ".git"
        try:
            return (folder / (folder / "HEAD").read_text().strip().removeprefix("ref: ")).read_text().strip()
        except OSError:
            return self.git("rev-parse", "HEAD")

    def record(self, message: str, text: str, *, by: str = "") -> str:
        """Write the document and commit it; returns the full id."""
        return self.commit(message, by=by, files={self.document: text})

    def clone(self, path: Path, *options: str) -> Repository:
        """Clone over a file:// URL, so that ``--depth`` and ``--filter`` count."""
        self.git("config", "uploadpack.allowFilter", "true")
        self.git("clone", "--quiet", *options, self.path.as_uri(), str(path))
        return replace(self, path=path, ids=dict(self.ids))

    def verdicts(
        self,
        text: str | None = None,
        policy: Policy | None = None,
        *,
        files: Mapping[str, str] | None = None,
        at: str | None = None,
        base: str | None = None,
        dialect: str = "",
    ) -> dict[str, Verdict]:
        """The verdicts on the document, by check id without its path.

        Args:
            text: the document, which need not be in the repository; by default as it was written last.
            policy: what must hold; by default what the document says.
            files: are committed first.
            at: a revision to judge in place of the working tree.
            base: the commit (full id) that it is held against.
            dialect: where it is not the repository's.
        """
        from pytest_phasegate.model.policy import Policy  # late: most tests make repositories and judge nothing
        from pytest_phasegate.testing import judge_text

        if files is not None:
            self.commit("feat: work", files=files)
        whole = self.text if text is None else self.fill(text)
        place = {"path": self.document, "at": at, "base": base, "dialect": dialect or self.dialect}
        judged = judge_text(whole, self.path, policy or Policy(), **place)  # type: ignore[arg-type]
        return {check.partition("::")[2]: verdict for check, verdict in judged.items()}


def authored(person: str) -> dict[str, str]:
    """The environment in which somebody makes a commit."""
    name, _, address = person.partition(" <")
    address = address.removesuffix(">") or f"{name.lower()}@example.org"
    return {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": address} if person else {}


def changed(text: str, *changes: Mapping[str, str]) -> str:
    """A text with words changed, each of which must be there."""
    for change in changes:
        for old, new in change.items():
            assert old in text, old
            text = text.replace(old, new, 1)
    return text
