"""Real git repositories for tests, made by running git."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
}


@dataclass
class Repository:
    """A git repository in a directory; each commit is a minute later than the one before it."""

    path: Path
    clock: int = field(default=1_700_000_000)

    @classmethod
    def create(cls, path: Path, *options: str) -> Repository:
        path.mkdir(parents=True, exist_ok=True)
        repository = cls(path)
        repository.git("init", "--quiet", "--initial-branch=main", *options)
        return repository

    def git(self, *arguments: str, stdin: str | None = None, **environment: str) -> str:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        date = f"{self.clock} +0000"
        result = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            env={**clean, **IDENTITY, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, **environment},
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert result.returncode == 0, f"git {' '.join(arguments)}: {result.stderr}"
        return result.stdout.strip()

    def write(self, name: str, text: str = "text\n") -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def commit(self, message: str, **options: str) -> str:
        """Commit all that is in the working tree; returns the full id."""
        self.clock += 60
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message, **options)
        return self.git("rev-parse", "HEAD")

    def commit_files(self, message: str, *names: str, **contents: str) -> str:
        """Write files with content of their own, then commit them; returns the full id."""
        for name in names:
            self.write(name, f"{name}\n{message}\n")
        for name, text in contents.items():
            self.write(name, text)
        return self.commit(message)

    def clone(self, path: Path, *options: str) -> Repository:
        """Clone over a file:// URL, so that ``--depth`` and ``--filter`` count."""
        self.git("config", "uploadpack.allowFilter", "true")
        self.git("clone", "--quiet", *options, self.path.as_uri(), str(path))
        return Repository(path, self.clock)
