"""The dialects as tests ask for them: by name, with what is told of a text by each alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_phasegate.all_dialects import DIALECTS, recognized
from pytest_phasegate.documents import reader
from pytest_phasegate.documents.recognition import is_template

if TYPE_CHECKING:
    from pytest_phasegate.model.workflow import Workflow


@dataclass(frozen=True)
class Reading:
    """One dialect."""

    name: str

    def read(self, path: str, text: str) -> Workflow:
        return reader.read(DIALECTS[self.name], path, text)

    def recognizes(self, text: str) -> bool:
        return recognized("a.md", text, (self.name,)) is not None

    def is_template(self, text: str) -> bool:
        return is_template(self.read("a.md", text))


batches, checkpoints, phases, stages = map(Reading, ("batches", "checkpoints", "phases", "stages"))
