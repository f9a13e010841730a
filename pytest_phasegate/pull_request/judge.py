"""What the base of a pull request asks of its head: both policies' rules hold, no unit is gone, no command is new."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pytest_phasegate.all_gates import TASK_LIST, WAIVERS
from pytest_phasegate.engine import describe
from pytest_phasegate.errors import CommandRefusedError
from pytest_phasegate.evidence.files.project_files import DOCUMENT_LIMIT
from pytest_phasegate.model.shares import judge_thresholds
from pytest_phasegate.model.verdict import Answer, Verdict, pending
from pytest_phasegate.pull_request.policy_changes import (
    after_moves,
    asks_alike,
    for_moved_document,
    is_defined_alike,
    is_same_rule,
    place_of_rule,
    templates,
    waiver_for,
    with_templates_at,
    without_places,
)
from pytest_phasegate.pull_request.task_lists import Former, TaskListJudge, find_formers
from pytest_phasegate.pull_request.worse_verdict import told, worse
from pytest_phasegate.task_documents import (
    Document,
    document_check,
    judge_of,
    no_workflow,
    read_documents,
    read_one,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pytest_phasegate.evidence.project import ProjectEvidence
    from pytest_phasegate.model.check import Check, Gate
    from pytest_phasegate.model.described import Threshold
    from pytest_phasegate.model.policy import Command, Policy
    from pytest_phasegate.model.verdict import Outcome
    from pytest_phasegate.pull_request.base_settings import BaseSettings
    from pytest_phasegate.task_documents import Search


class Base:
    """The commit that a run is held against.

    ``documents`` are those that either policy finds, each with the checks that either policy asks for.
    """

    def __init__(
        self,
        settings: BaseSettings,
        evidence: ProjectEvidence,
        policies: tuple[Policy, Policy],
        own: Mapping[str, Document],
        search: Search,
        require: tuple[str, ...],
    ) -> None:
        """Find the base's documents, and list what its policy asks for; no claim is judged yet.

        ``policies`` are the base's and the head's, ``own`` the documents that the head's policy finds, by path.
        ``require`` is what must be done, not pending.
        """
        self.settings = settings
        self._evidence = evidence
        self.policy, self._head_policy = _with_former_templates(policies[0], settings.commit, evidence), policies[1]
        self._own = own
        self._search = search
        self._lists = TaskListJudge(name=settings.name, commit=settings.commit, evidence=evidence)
        there = tuple(search.own_paths(evidence.files.list_paths(settings.commit)))
        formers = find_formers(self.policy, settings.commit, there, evidence, search, own)
        self._formers = {former.place or former.path: former for former in formers}
        self._asked = dict(self._asked_documents(formers))
        self._head_checks, self._base_checks = _by_id(own), _by_id(self._asked)
        self._head_judge = judge_of(own, evidence, require, search.tables.gates)
        self._base_judge = judge_of(self._asked, evidence, require, search.tables.gates)
        paths = sorted({*own, *self._asked, *self._formers})
        self.documents = {path: self._join(path) for path in paths}

    @cached_property
    def is_changed(self) -> bool:
        """Whether the head's policy says something else than the base's."""
        return _words(self.policy) != _words(self._head_policy)

    def check_command(self, command: Command) -> None:
        """Raise CommandRefusedError for a command that the base's policy does not define, or defines otherwise."""
        if is_defined_alike(command, self.policy):
            return
        is_known = command.name in self.policy.commands
        how = f"is not what it is at {self.settings.name}" if is_known else f"is not defined at {self.settings.name}"
        raise CommandRefusedError(f"the command {command.name} ({command.location}) {how}, so it was not run")

    def verdict(self, check: Check[Any]) -> Verdict:
        """The verdict on a check: the worse one where both policies ask for it."""
        if check.gate == TASK_LIST:
            path = check.workflow.path
            return self._lists.verdict(self._formers[path], self.documents[path].units)
        head, base = self._head_checks.get(check.id), self._base_checks.get(check.id)
        if head is None:
            assert base is not None, "one of the policies asks for each check"
            return self._explained(told(self._base_judge.verdict(base), self._under(base)), base)
        verdict = self._head_verdict(head)
        if base is None or self._is_same(head, base):
            return verdict
        counted = worse(verdict, self._base_judge.verdict(base), self._under(base))
        return counted if counted is verdict else self._explained(counted, base)

    def thresholds(
        self, outcome: Outcome, policy: Policy, minimum: float | None, others: tuple[Threshold, ...]
    ) -> tuple[Threshold, ...]:
        """The base's thresholds, for the documents that its policy finds, but for ``others``, which are the head's.

        ``minimum`` is the threshold for the total that is asked for at the base in place of the policy's.
        """
        part = self._asked_part(outcome) if self.is_changed else outcome
        return self.called(judge_thresholds(part, policy, minimum), others)

    def called(self, thresholds: Iterable[Threshold], others: tuple[Threshold, ...]) -> tuple[Threshold, ...]:
        """The thresholds of the base as the run calls them, but for ``others``, which are the head's."""
        return tuple(
            replace(threshold, name=f"{threshold.name} by the policy of {self.settings.name}")
            for threshold in thresholds
            if threshold not in others
        )

    @property
    def asked(self) -> Iterable[str]:
        """The documents that the base's policy finds, by path."""
        return self._asked if self.is_changed else self.documents

    def _asked_part(self, outcome: Outcome) -> Outcome:
        """The part of an outcome that the base's policy knows, with the phases that it has."""
        units = {path: describe(each.workflow, each.checks).units for path, each in self._asked.items()}
        return replace(
            outcome,
            results=tuple(result for result in outcome.results if result.document in units),
            planned={path: count for path, count in outcome.planned.items() if path in units},
            documents={path: replace(outcome.documents[path], units=units[path]) for path in units},
        )

    def _asked_documents(self, formers: Iterable[Former]) -> Iterator[tuple[str, Document]]:
        """The documents that the base's policy finds, and those that it found where they were before a move."""
        moved = {former.path: former for former in formers if former.place not in (None, former.path)}
        moves = {former.path: former.place for former in moved.values() if former.place is not None}
        rules = after_moves(self.policy, moves, {waiver.check for waiver in self._head_policy.waivers})
        paths = self._evidence.files.list_paths()
        found = read_documents(rules, paths, self._evidence, self._search) if self.is_changed else {}
        for path, place in moves.items():
            dialect = moved[path].dialect
            policy = for_moved_document(rules, path)
            document = read_one(place, dialect, policy, self._evidence, self._search.tables)
            if document is not None:
                found[place] = document
        for path, document in found.items():
            checks = tuple(check for check in document.checks if check.gate != WAIVERS)
            yield path, replace(document, checks=checks)

    def _join(self, path: str) -> Document:
        """A document with the checks of both policies, and the one on its task list."""
        own, asked = self._own.get(path), self._asked.get(path)
        document = _joined(own, asked, self._search.tables.gates) if own and asked else own or asked
        if document is None:
            document = Document(path=path, workflow=no_workflow(path), checks=())
        if path in self._formers:
            check = document_check(document.workflow, self.policy, TASK_LIST)
            document = replace(document, checks=(check, *document.checks))
        return document

    def _is_same(self, head: Check[Any], base: Check[Any]) -> bool:
        return head.workflow.path in self._alike and is_same_rule(head, base)

    @cached_property
    def _alike(self) -> frozenset[str]:
        """The documents that both policies see alike, but for the settings of gates and for waivers."""
        both = ((path, self._own[path], asked) for path, asked in self._asked.items() if path in self._own)
        return frozenset(path for path, own, asked in both if _is_seen_alike(own, asked))

    def _head_verdict(self, check: Check[Any]) -> Verdict:
        """The verdict under the head's policy; where a pull request changes nothing else, its commands can wait."""
        verdict = self._head_judge.verdict(check)
        refused = [finding for finding in verdict.findings if finding.code == "command-changed"]
        if refused and verdict.answer is Answer.UNKNOWN and self._is_policy_alone:
            return pending(f"{refused[0].found}; it is, once this change of the policy is merged")
        return verdict

    @cached_property
    def _is_policy_alone(self) -> bool:
        """Whether the head changes nothing but its policy."""
        files = {*self.policy.files, *self._head_policy.files}
        return (
            self._evidence.results.changed_since(("**", *(f"!{path}" for path in files)), self.settings.commit) is None
        )

    def _under(self, check: Check[Any]) -> str:
        place = place_of_rule(check) or self.policy.source
        where = f", {place}" if place else ", which holds a document to its own words"
        return f"by the policy of {self.settings.name}{where}"

    def _explained(self, verdict: Verdict, check: Check[Any]) -> Verdict:
        """A verdict that the head's policy would not have made, with the reason why it counts."""
        if verdict.answer in (Answer.HELD, Answer.PENDING):
            return verdict
        waiver = waiver_for(self._head_policy, check.id)
        if not self.is_changed:
            note = "a document that was moved is judged as if it stood where it was"
        elif waiver is not None and waiver_for(check.policy, check.id) is None:
            note = f"the waiver at {waiver.location} is new, and counts once it is merged"
        else:
            rule = place_of_rule(self._head_checks.get(check.id) or replace(check, policy=self._head_policy, phases=()))
            note = f"what a pull request loosens in the policy{f' ({rule})' if rule else ''} counts once it is merged"
        return replace(verdict, notes=(*verdict.notes, note))


def _by_id(documents: Mapping[str, Document]) -> dict[str, Check[Any]]:
    return {check.id: check for document in documents.values() for check in document.checks}


def _with_former_templates(policy: Policy, commit: str, evidence: ProjectEvidence) -> Policy:
    """The base's policy, with the templates that the head changed as they are at the base: they are policy, too."""
    then, now = evidence.files.tree(commit), evidence.files.tree()
    read = ((path, then.read(path, DOCUMENT_LIMIT), now.read(path, DOCUMENT_LIMIT)) for path in templates(policy))
    return with_templates_at(policy, commit, {path for path, was, is_now in read if was is not None and was != is_now})


def _words(policy: Policy) -> object:
    return without_places(replace(policy, source=None, files=(), digest=""))


def _is_seen_alike(own: Document, asked: Document) -> bool:
    if not own.checks or not asked.checks or own.workflow != asked.workflow:
        return False
    return asks_alike(own.checks[0].policy, asked.checks[0].policy)


def _joined(own: Document, asked: Document, gates: Mapping[str, Gate]) -> Document:
    """A document with the checks that two policies ask for, unit by unit in its order."""
    first, second = (own, asked) if own.is_readable else (asked, own)
    known = {check.id for check in own.checks}
    more = [check for check in asked.checks if check.id not in known]
    if not more:
        return own if first is own else replace(first, checks=own.checks)
    kinds = sorted(gates, key=lambda kind: gates[kind].runs_commands)
    ranks: dict[str, int] = {}
    for unit in (*first.workflow.root.walk(), *second.workflow.root.walk()):
        ranks.setdefault(unit.key, len(ranks))

    def rank(check: Check[Any]) -> tuple[int, ...]:
        tops = check.id[len(check.workflow.path) + len("::") :].split("::")[:-1][:1]
        kind = kinds.index(check.gate) if check.gate in gates else -1
        return (*(ranks[top] for top in tops), ranks[check.unit.key], kind)

    return replace(first, checks=tuple(sorted((*own.checks, *more), key=rank)))
