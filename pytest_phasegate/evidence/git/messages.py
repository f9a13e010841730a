"""The messages of history, read in one pass when first needed, and ready to be asked what names a unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_phasegate.evidence.git import mentions
from pytest_phasegate.evidence.git.commits import parse_trailers
from pytest_phasegate.evidence.git.short_ids import ShortIds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.evidence.git.repository import Repository

FORMAT = "--format=%H%x00%P%x00%s%x00%b"
FIELDS = 4


@dataclass(slots=True)
class MessageIndex:
    """Which commits, later ones first, have which subject, trailer, unit and origin in their messages."""

    messages: dict[str, tuple[str, str]] = field(default_factory=dict)
    subjects: dict[str, list[str]] = field(default_factory=dict)
    lines: dict[str, list[str]] = field(default_factory=dict)
    trailers: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    units: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    origins: ShortIds = field(default_factory=ShortIds)
    reverted: ShortIds = field(default_factory=ShortIds)

    def add(self, commit: str, subject: str, body: str) -> None:
        """Take in a commit's message; those of later commits must have been taken in before."""
        self.messages[commit] = (subject, body)
        for id_ in mentions.reverted(subject, body) if self.stands(commit) else ():
            self.reverted.add(id_, commit)
        if mentions.is_revert(subject):
            return
        _put(self.subjects, [mentions.plain_subject(subject)], commit)
        _put(self.units, mentions.named_units(f"{subject}\n{body}" if body else subject), commit)
        if body:
            _put(self.lines, (mentions.plain_subject(line) for line in body.splitlines()), commit)
            _put(self.trailers, _trailer_keys(body), commit)
            for id_ in mentions.origins(body):
                self.origins.add(id_, commit)

    def made_from(self, lost: str) -> list[str]:
        """The commits whose messages say that they were made from a lost one, given by its id or a part of it."""
        return [commit for _, commit in self.origins.fitting(lost)]

    def stands(self, commit: str) -> bool:
        """Whether no later commit takes this one back, unless that one was itself taken back."""
        return commit not in self.reverted


def read_messages(repository: Repository) -> MessageIndex:
    """Read the messages of every commit that the judged revision contains.

    Raises:
        GitError: git cannot read them.
    """
    index = MessageIndex()
    if repository.head is None:
        return index
    output = repository.git.ask("log", "-z", "--topo-order", "--no-notes", "--no-color", FORMAT, repository.head, "--")
    parts = output.decode("utf-8", "replace").split("\0")
    for position in range(0, len(parts) - FIELDS + 1, FIELDS):
        commit, parents, subject, body = parts[position : position + FIELDS]
        index.parents[commit] = tuple(parents.split())
        index.add(commit, subject, body.strip("\n"))
    return index


def _trailer_keys(body: str) -> Iterator[tuple[str, str]]:
    """Each trailer as (key, value); a value like ``Batch 3`` also by its last word, ``3 - done`` by its first."""
    for key, value in parse_trailers(body):
        words = value.casefold().split()
        texts = [" ".join(words), *words[:1], *(words[1:2] if words[:1] == [key.casefold()] else [])]
        for text in dict.fromkeys(texts):
            yield key.casefold(), text.strip(",.:;")


def _put(index: dict, keys: Iterable, commit: str) -> None:  # type: ignore[type-arg]
    for key in set(keys):
        index.setdefault(key, []).append(commit)
