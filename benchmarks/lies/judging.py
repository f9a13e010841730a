"""Judging a repository in this process, as ``pytest --phasegate`` judges it: what is found, with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.all_gates import Tables
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.projects.project import Project, Run
from pytest_phasegate.projects.projects import read_projects
from pytest_phasegate.pull_request.base_settings import BaseSettings

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_phasegate.model.verdict import Result

BAD = (Answer.FAILED, Answer.UNKNOWN)


class Found(NamedTuple):
    """A finding of a run: where, its code, whether it is false or cannot be verified, and its words."""

    path: str
    line: int
    code: str
    answer: str
    words: str


def judge(root: Path, *, base: str = "", require: tuple[str, ...] = (), only: str = "") -> list[Found]:
    """Judge every check of a repository's working tree.

    Args:
        root: the repository.
        base: the full id of the commit that it is held against, if it is.
        require: what must be done, as ``--phasegate-require`` takes it.
        only: the one document that is judged, by default every one.
    """
    settings = BaseSettings(name="main", commit=base, root=str(root), require=require) if base else None
    run = Run(root=root, at=None, share=None, base=settings, config=None, require=require, tables=Tables())
    opened: list[Project] = []
    found: list[Found] = []
    try:
        read_projects(run, (), opened)
        for project in opened:
            for document in project.documents.values():
                for check in document.checks if only in ("", document.path) else ():
                    found += _findings(project.judge(check, ""))
    finally:
        for project in opened:
            project.close()
    return found


def _findings(result: Result) -> list[Found]:
    """What is wrong with a check, if anything."""
    verdict, path = result.verdict, result.document
    if verdict.answer not in BAD:
        return []
    if not verdict.findings:
        code = "nothing-looked-at" if verdict.answer is Answer.FAILED else "evidence-unavailable"
        return [Found(path, result.location.line, code, verdict.answer.value, verdict.reason)]
    return [
        Found(path, each.line, each.code, verdict.answer.value, f"{each.claim}; {each.found}")
        for each in verdict.findings
    ]
