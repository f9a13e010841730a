"""The evidence of a session: git, files, runs and results, each made for one project."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import cached_property
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.causes import explain
from pytest_phasegate.evidence.files.project_files import ProjectFiles
from pytest_phasegate.evidence.git.project_git import ProjectGit
from pytest_phasegate.evidence.git.repository import open_repository
from pytest_phasegate.evidence.results.project_results import ProjectResults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path
    from types import TracebackType

    from pytest_phasegate.errors import EvidenceError
    from pytest_phasegate.evidence.runs.builds import Builds
    from pytest_phasegate.model.policy import Command
    from pytest_phasegate.model.unknown import Unknown
    from pytest_phasegate.model.workflow import Workflow


class ProjectEvidence:
    """The ``Evidence`` of a project, read from its directory and its git repository; to be closed after use."""

    def __init__(
        self,
        root: Path,
        *,
        at: str | None = None,
        cited: Callable[[], Iterable[str]] | Iterable[str] = (),
        today: date | None = None,
        share: Path | None = None,
        results: Callable[[], Iterable[str]] = tuple,
        read: Callable[[str, str, str], Workflow] | None = None,
        check_command: Callable[[Command], None] | None = None,
    ) -> None:
        """Look at a project.

        Args:
            root: the project's root: the repository's top or a folder below it.
            at: a revision to judge in place of HEAD and the working tree.
            cited: the ids that the session's documents cite, or what gives them: all are looked up at the first
                question about one of them. Others may be asked for later.
            today: the date on which waivers are judged; by default this day, UTC.
            share: a folder known to all processes of this test run, for the results of commands.
            results: gives the paths and globs of all files of results that the policies name: which of them a command
                writes is seen only where they are known before it runs.
            read: turns a document's path and text and the name of its dialect into a workflow; without it, nothing is
                known of documents' histories.
            check_command: raises EvidenceError for a command that must not be run.

        Raises:
            EvidenceError: ``at`` names no commit.
        """
        self._today = today or datetime.now(timezone.utc).date()
        opened = open_repository(root, at)
        self.git = ProjectGit(opened, is_committed=at is not None, cited=cited, read=read)
        self.files = ProjectFiles(root, self.git, read)
        self.git.files = self.files
        self.results = ProjectResults(root, self.git, self.files, results)
        self._root, self._share, self._watched, self._check_command = root, share, results, check_command

    def __enter__(self) -> ProjectEvidence:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every process that is kept for further questions; asking again starts it anew."""
        self.git.close()

    @cached_property
    def runs(self) -> Builds:
        """Runs the policy's commands; imported when one is asked for: few runs do."""
        from pytest_phasegate.evidence.runs.builds import Builds

        return Builds(
            self._root,
            share=self._share,
            at_commit=self.git.revision().commit if self.git.is_committed else None,
            results=self._watched,
            check_command=self._check_command,
        )

    def explain(self, error: EvidenceError) -> Unknown:
        """Why something could not be looked at, and what to do."""
        return self.git.repository.explain(error) if self.git.repository else explain(error)

    def today(self) -> date:
        """The date on which waivers are judged."""
        return self._today
