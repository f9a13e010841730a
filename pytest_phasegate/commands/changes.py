"""The checks that the working tree or the index touches: of units that a change is in, or that name a changed file."""

from __future__ import annotations

from collections import defaultdict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.files.project_files import DOCUMENT_LIMIT
from pytest_phasegate.evidence.git.differences import find_differences, is_different

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pytest_phasegate.evidence.project import ProjectEvidence
    from pytest_phasegate.model.check import Check
    from pytest_phasegate.model.workflow import Unit, Workflow
    from pytest_phasegate.projects.opened import Projects
    from pytest_phasegate.projects.project import Project


def touched_checks(opened: Projects) -> dict[str, tuple[str, Check[Any]]]:
    """The checks that are touched by what is not committed, by their ids, each with its document.

    All of a project are where its policy is changed.

    Raises:
        EvidenceError: git cannot tell what is changed.
    """
    found: dict[str, tuple[str, Check[Any]]] = {}
    for project in opened.projects:
        changed = changed_paths(project.evidence)
        by_name = _by_name(changed)
        for path, document in project.documents.items():
            is_all = not document.is_readable or not changed.isdisjoint(project.policy.files)
            keys = set() if is_all else _touched(project, path, changed, by_name)
            for check in document.checks:
                if is_all or check.unit.key in keys:
                    found[f"{project.folder}{check.id}"] = f"{project.folder}{path}", check
    return found


def changed_paths(evidence: ProjectEvidence) -> frozenset[str]:
    """The files that the working tree or the index holds otherwise than the last commit, and those that are new."""
    repository, head = evidence.git.repository, evidence.git.revision().commit
    tree = evidence.files.tree()
    if repository is None or head is None:
        raise EvidenceError("git knows no commit here, so that everything is changed; leave --changed out")
    found = find_differences(repository, head, is_worktree=True)
    before = evidence.files.tree(head)
    changed = {change.path for change in found if is_different(change, before, tree)}
    return frozenset(changed | (set(evidence.files.list_paths()) - set(tree.glob("**"))))


def _touched(project: Project, path: str, changed: frozenset[str], by_name: Mapping[str, list[str]]) -> set[str]:
    """The keys of the units of a document that are touched, and of all around them."""
    workflow = project.documents[path].workflow
    units = list(_naming(workflow, by_name))
    if path in changed:
        units += _rewritten(project.evidence, workflow)
    return {each.key for unit in units for each in (unit, *workflow.above(unit))}


def _naming(workflow: Workflow, by_name: Mapping[str, list[str]]) -> Iterator[Unit]:
    """The units that name a changed file, by the end of its path: documents write paths of other machines too."""
    for unit in workflow.root.walk():
        names = [name for claim in unit.files for name in (claim.path, claim.new_path) if name]
        names += [claim.path for claim in unit.deliverables]
        names += [claim.path for claim in unit.inputs] + [claim.path for claim in unit.links]
        plain = [name.replace("\\", "/").rstrip("/") for name in names]
        if any(_is_end(name, path) for name in plain for path in by_name.get(name.rpartition("/")[2], ())):
            yield unit


def _is_end(name: str, path: str) -> bool:
    return f"/{path}".endswith(f"/{name}") or f"/{name}".endswith(f"/{path}")


def _by_name(paths: Iterable[str]) -> Mapping[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in paths:
        found[path.rpartition("/")[2]].append(path)
    return found


def _rewritten(evidence: ProjectEvidence, workflow: Workflow) -> Iterator[Unit]:
    """The units whose own lines are others than in the last commit, and the document itself: its head counts them."""
    path = workflow.path
    before = _lines(evidence.files.tree(evidence.git.revision().commit).read(path, DOCUMENT_LIMIT))
    lines = _changed_lines(before, _lines(evidence.files.read_document(path)))
    for unit in workflow.root.walk():
        inner = [(each.line, each.end) for each in unit.units]
        own = (line for line in lines if unit.line <= line <= max(unit.end, unit.line))
        if unit is workflow.root or any(not any(first <= line <= last for first, last in inner) for line in own):
            yield unit


def _lines(data: bytes | None) -> list[bytes]:
    return (data or b"").splitlines()


def _changed_lines(before: list[bytes], after: list[bytes]) -> list[int]:
    """The numbers of the lines that are new, and of those that stand where others were taken out."""
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    end = 0
    while end < min(len(before), len(after)) - same and before[-1 - end] == after[-1 - end]:
        end += 1
    matcher = SequenceMatcher(None, before[same : len(before) - end], after[same : len(after) - end])
    found: set[int] = set()
    for tag, _, _, first, last in matcher.get_opcodes():
        if tag != "equal":
            found.update(range(same + first + 1, same + max(last, first + 1) + 1))
    return sorted(found)
