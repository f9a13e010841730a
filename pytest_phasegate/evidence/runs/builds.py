"""Runs the policy's commands: each once for a tree, whatever the number of units and xdist workers that ask."""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import cached_property
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.files.artifacts import stamp_all
from pytest_phasegate.evidence.runs.checkout import TrackedFiles, find_tracked_files
from pytest_phasegate.evidence.runs.environment import clean_environment, find_program
from pytest_phasegate.evidence.runs.locks import folder_locked, locked
from pytest_phasegate.evidence.runs.process import Limits, run_program
from pytest_phasegate.evidence.runs.signals import held_back
from pytest_phasegate.model.measures import CommandResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pytest_phasegate.evidence.runs.process import ProgramEnd
    from pytest_phasegate.model.policy import Command

FULL_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Builds:
    """Runs commands for one project during one test run.

    Commands of the working tree run one after the other, also across xdist workers: they write into the same
    folders. Each result is kept, so asking again costs nothing.

    What a checkout of a commit cannot keep out is what was installed from the working tree, such as a package in
    Python's editable mode: a command that must not see it has to install the checkout itself.
    """

    def __init__(
        self,
        root: Path,
        *,
        share: Path | None = None,
        at_commit: str | None = None,
        results: Callable[[], Iterable[str]] = tuple,
        check_command: Callable[[Command], None] | None = None,
    ) -> None:
        """Run nothing yet.

        Args:
            root: the project's root.
            share: a folder outside the project that belongs to this test run alone and that all its processes
                know (it is made if missing); None where there is only this process.
            at_commit: the full id of the commit that is judged in place of the working tree, if one is.
            results: gives the paths and globs of the files of results, to see which of them a command writes.
            check_command: raises EvidenceError for a command that must not be run.
        """
        self._root = root.resolve()
        self._share = share
        self._at_commit = at_commit
        self._watched = results
        self._check_command = check_command
        self._results: dict[str, CommandResult] = {}
        self._lock = threading.Lock()

    def run(self, command: Command, commit: str | None = None) -> CommandResult:
        """As ``RunEvidence.run``; the commit (full id) counts for commands that run ``at: commit``.

        Raises:
            EvidenceError: it must not be run.
            KeyboardInterrupt: this process was asked to end; the command has ended by then.
        """
        if self._check_command is not None:
            self._check_command(command)
        target = (commit if command.at == "commit" else None) or self._at_commit
        if target is None and command.at == "commit":
            return _not_run("it runs on a checkout of the unit's commit, and that commit is not known")
        if target is not None and not FULL_ID.fullmatch(target):
            return _not_run(f"{target} is not a full commit id")
        environment = clean_environment(command.environment)
        key = _key(self._root, command, environment, target)
        with self._lock, held_back():
            if key not in self._results:
                self._results[key] = self._run_shared(key, command, environment, target)
            return self._results[key]

    def _run_shared(
        self, key: str, command: Command, environment: Mapping[str, str], commit: str | None
    ) -> CommandResult:
        if self._share is None:
            return self._run(command, environment, commit)
        self._share.mkdir(parents=True, exist_ok=True)
        verdict = self._share / f"{key}.json"
        with locked(self._share / f"{key if commit else 'worktree'}.lock"):
            result = _read_result(verdict)
            if result is None:
                result = self._run(command, environment, commit)
                _write_result(verdict, result)
        return result

    def _run(self, command: Command, environment: Mapping[str, str], commit: str | None) -> CommandResult:
        try:
            with self._place(commit, command.timeout) as (root, files):
                if commit:
                    # The checkout must not be taken for a part of a repository that its folder may lie in.
                    environment = {**environment, "GIT_CEILING_DIRECTORIES": str(root.parent)}
                before = files.state() if files else None
                stamps = None if commit else stamp_all(root, self._watched())
                end = _run_command(command, root, environment)
                changed = _changes(files, before, root) if files and before is not None else ()
                written = None if stamps is None else self._written(stamps, files)
        except EvidenceError as error:
            return _not_run(str(error))
        return _result(end, changed, written)

    def _written(self, before: Mapping[str, object], files: TrackedFiles | None) -> tuple[str, ...] | None:
        """The files of results that are not as they were; git, not the command, brought one that is as git has it."""
        after = stamp_all(self._root, self._watched())
        paths = [path for path, stamp in after.items() if before.get(path) != stamp]
        if files is None or not paths:
            return tuple(paths)
        brought = files.as_committed()
        return None if brought is None else tuple(path for path in paths if self._root / path not in brought)

    @contextmanager
    def _place(self, commit: str | None, patience: float) -> Iterator[tuple[Path, TrackedFiles | None]]:
        """The folder that stands for the project's root, and the tracked files in it where there are any.

        Two runs of ours, in two terminals, must not build in one folder at once: the second waits, as long as its
        own command may run.
        """
        if commit is None:
            with folder_locked(self._root, patience) as is_held:
                if not is_held:
                    raise EvidenceError(f"another run builds in this folder, and did not end within {patience:g} s")
                yield self._root, self._files if isinstance(self._files, TrackedFiles) else None
            return
        if isinstance(self._files, EvidenceError):
            raise EvidenceError(f"commit {commit[:10]} cannot be checked out: {self._files}")
        inside = self._root.relative_to(self._files.top)
        with self._files.checked_out(commit) as files:
            yield files.top / inside, files

    @cached_property
    def _files(self) -> TrackedFiles | EvidenceError:
        try:
            return find_tracked_files(self._root)
        except EvidenceError as error:
            return error


def _run_command(command: Command, root: Path, environment: Mapping[str, str]) -> ProgramEnd:
    directory = _working_directory(root, command.directory)
    arguments: str | list[str] = command.run[0]
    if not command.shell:
        program = find_program(command.run[0], directory=directory, root=root, environment=environment)
        arguments = [program, *command.run[1:]]
    return run_program(arguments, directory=directory, environment=environment, limits=Limits(seconds=command.timeout))


def _working_directory(root: Path, name: str) -> Path:
    """The folder of that name, links followed; EvidenceError if it leads out of the project, or is not there."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if PureWindowsPath(name).anchor or ".." in parts or "\0" in name:
        raise EvidenceError(f"the directory {name!r} leads out of the project")
    directory = (root / name).resolve()
    if not directory.is_relative_to(root):
        raise EvidenceError(f"the directory {name!r} leads out of the project")
    if not directory.is_dir():
        raise EvidenceError(f"the directory {name!r} is not there")
    return directory


def _changes(files: TrackedFiles, before: Mapping[str, str], root: Path) -> tuple[str, ...]:
    """What a command changed, as paths from the project's root: git counts from the repository's top."""
    changed = files.changed_since(before)
    return tuple(Path(os.path.relpath(files.top / path, root)).as_posix() for path in changed)


def _key(root: Path, command: Command, environment: Mapping[str, str], commit: str | None) -> str:
    """What makes two runs the same: the command, the place, the variables and the tree."""
    parts = [
        str(root),
        command.run,
        command.shell,
        command.timeout,
        command.directory,
        sorted(environment.items()),
        commit,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _result(end: ProgramEnd, changed: tuple[str, ...], written: tuple[str, ...] | None) -> CommandResult:
    return CommandResult(
        exit_code=end.exit_code,
        seconds=end.seconds,
        output=end.output.text,
        signal=end.signal,
        timed_out=end.timed_out,
        flooded=end.flooded,
        left_running=end.left_running,
        changed=changed,
        not_run=end.not_run,
        written=written,
    )


def _not_run(why: str) -> CommandResult:
    return CommandResult(exit_code=None, seconds=0.0, output="", not_run=why)


def _read_result(path: Path) -> CommandResult | None:
    """The result that another worker wrote, or None where there is none that can be read."""
    try:
        result = CommandResult(**json.loads(path.read_text(encoding="utf-8")))
        written = None if result.written is None else tuple(result.written)
        return replace(result, changed=tuple(result.changed), written=written)
    except (OSError, ValueError, TypeError):
        return None


def _write_result(path: Path, result: CommandResult) -> None:
    """Write a result so that it is there as a whole or not at all."""
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(asdict(result)), encoding="utf-8")
    draft.replace(path)
