"""All projects of a folder, opened together: their documents, their checks, and the verdicts on them."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pytest_phasegate.discovery import is_taken_out, places
from pytest_phasegate.projects.projects import read_projects
from pytest_phasegate.task_documents import check_waivers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from pytest_phasegate.evidence.project import ProjectEvidence
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.described import DocumentFacts
    from pytest_phasegate.model.policy import Policy
    from pytest_phasegate.model.verdict import Result
    from pytest_phasegate.projects.project import Project, Run
    from pytest_phasegate.pull_request.judge import Base
    from pytest_phasegate.task_documents import Document


class Projects:
    """The projects of a folder; to be closed after use.

    ``documents`` are those of all projects by path, ``checks`` their checks in order, each with its id from the
    outermost project. ``waiting`` are the folders whose policy is not there at the base.
    """

    def __init__(self, run: Run, named: Iterable[str] = ()) -> None:
        """Read the policies and the documents; no claim is judged yet.

        Args:
            run: what the projects share.
            named: files that are documents whatever a policy says, relative to the outermost project's folder.

        Raises:
            PhasegateError: a policy is wrong.
        """
        self.root = run.root
        self._dialects = run.tables.dialects
        self.projects: list[Project] = []
        with ExitStack() as undo:
            undo.callback(self.close)
            self.waiting = read_projects(run, named, self.projects)
            undo.pop_all()
        placed = {f"{each.folder}{path}": (each, path) for each in self.projects for path in each.documents}
        self._owners = {path: placed[path] for path in sorted(placed)}
        self.documents: dict[str, Document] = {
            path: project.documents[own] for path, (project, own) in self._owners.items()
        }
        self.checks: tuple[tuple[str, Check[Any]], ...] = tuple(
            (f"{project.folder}{check.id}", check)
            for project, own in self._owners.values()
            for check in project.documents[own].checks
        )

    def __enter__(self) -> Projects:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of processes and files; the verdicts stay."""
        for project in self.projects:
            project.close()

    @property
    def policy(self) -> Policy:
        """The policy of the outermost project."""
        return self.projects[0].policy

    @property
    def base(self) -> Base | None:
        """What the outermost project is held against, if it is."""
        return self.projects[0].base

    @property
    def evidence(self) -> ProjectEvidence:
        """The door to what is so in the outermost project, and in all below it."""
        return self.projects[0].evidence

    @property
    def ignored(self) -> tuple[str, ...]:
        """The files in places of documents that git ignores, and that no project judges."""
        paths = (
            f"{each.folder}{path}"
            for each in self.projects
            for path in each.evidence.files.ignored(places(each.policy, self._dialects))
            if not is_taken_out(each.policy, path)
        )
        return tuple(path for path in paths if path not in self.documents)

    def project_of(self, path: str) -> Project:
        """The project that judges a document."""
        return self._owners[path][0]

    def judge(self, path: str, check: Check[Any], blind: str = "") -> Result:
        """Find the verdict on a check of a document; ``blind`` says why nothing can be told, if it cannot."""
        return self._owners[path][0].judge(check, blind)

    def describe(self) -> dict[str, DocumentFacts]:
        """What reports tell of the documents, by path."""
        return {path: project.describe(own) for path, (project, own) in self._owners.items()}

    @cached_property
    def facts(self) -> dict[str, str]:
        """What the verdicts rest on, in words."""
        revision = self.evidence.git.revision()
        sources = [source for project in self.projects if (source := project.policy.source)]
        facts = {"revision": revision.name, "policy": ", ".join(sources) or "none"}
        if revision.commit:
            facts["commit"] = revision.commit
        if self.base:
            facts["base"] = self.base.settings.name
        if revision.unknown:
            facts["blind"] = f"{revision.unknown.why}; {revision.unknown.remedy}"
        return facts

    @property
    def policy_digest(self) -> str:
        """The SHA-256 of the policy's files, or of those sums where there are several policies; empty without any."""
        digests = [project.policy.digest for project in self.projects if project.policy.digest]
        return digests[0] if len(digests) == 1 else sha256("".join(digests).encode()).hexdigest() if digests else ""

    def check_waivers(self) -> None:
        """Raise PolicyError for a waiver whose document its policy does not judge."""
        for project in self.projects:
            others = {
                path.removeprefix(project.folder)
                for each in self.projects
                for path in (f"{each.folder}{own}" for own in each.own)
                if each is not project and path.startswith(project.folder)
            }
            check_waivers(project.policy, project.own, others)
