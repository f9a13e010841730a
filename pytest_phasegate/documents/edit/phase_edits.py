"""The phase that a project has come to, in the field that names it: "Project Phase: 2/Planning"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pytest_phasegate.documents.edit.splices import Splice, Splices, Written
from pytest_phasegate.model.claims import FieldClaim, Level
from pytest_phasegate.text.words import leading_id
from pytest_phasegate.vocabulary import STATE_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.model.workflow import Unit


@dataclass(frozen=True, kw_only=True)
class SetPhase:
    """The field names the first phase that is not finished, where it named the one before the change rightly."""

    before: Unit
    unit: str = "document"

    @property
    def what(self) -> str:
        """The change in words."""
        return "write the project's phase"

    def propose(self, document: Written) -> Iterator[Splices]:
        """The pieces that make the change."""
        found = []
        for entry, text in self._renamed(document):
            start = document.line(entry.line).rfind(entry.text)
            if start >= 0:
                found.append(Splice(entry.line, start, start + len(entry.text), text))
        if found:
            yield tuple(found)

    def meant(self, document: Written) -> Unit:
        """The document as it is meant to read."""
        texts = {entry.line: text for entry, text in self._renamed(document)}
        root = document.workflow.root
        fields = tuple(replace(entry, text=texts.get(entry.line, entry.text)) for entry in root.fields)
        return root._replace(fields=fields)

    def _renamed(self, document: Written) -> Iterator[tuple[FieldClaim, str]]:
        was, now = _current(self.before), _current(document.workflow.root)
        for entry in document.workflow.root.fields:
            text = _with_phase(entry.text, was, now)
            if entry.key in STATE_KEYS and text != entry.text:
                yield entry, text


def _current(root: Unit) -> Unit | None:
    """The first phase that is not finished, or the last one."""
    phases = [unit for unit in root.units if unit.level is Level.PHASE]
    return next((phase for phase in phases if not phase.has_ended), phases[-1] if phases else None)


def _with_phase(text: str, old: Unit | None, new: Unit | None) -> str:
    """The value of the field with another phase in it; the same where it does not name the old one."""
    if old is None or new is None or old.id == new.id:
        return text
    is_numbered = leading_id(text.strip(" *`")) == old.id.casefold()
    cut = "" if old.title in text else " Phase"
    if title := old.title.removesuffix(cut):
        text = text.replace(title, new.title.removesuffix(cut), 1)
    return text.replace(old.id, new.id, 1) if is_numbered else text
