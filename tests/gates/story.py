"""Small histories of phase pipelines, told step by step: who committed what, in which order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_phasegate.location import Location
from pytest_phasegate.model.policy import GateRule, Phase, Pipeline, Policy, Role, UnitMatch
from pytest_phasegate.testing import judge_text

if TYPE_CHECKING:
    from pytest_phasegate.model.verdict import Verdict
    from tests.repository import Repository

DOCUMENT = "workflows/frost.md"
HERE = Location("phasegate.yaml", 1)
PEOPLE = {"analyst": "Ana", "architect": "Sol", "developer": "Dev", "manager": "Lena"}


@dataclass
class Story:
    """A repository whose commits have names: ``{name}`` in a document stands for that commit's id."""

    repository: Repository
    ids: dict[str, str] = field(default_factory=dict)
    text: str = ""

    def commit(self, name: str, author: str, **files: str) -> str:
        """Write files (``__`` in a name stands for a dot, ``___`` for a slash) and commit them as somebody."""
        for key, text in files.items():
            self.repository.write(key.replace("___", "/").replace("__", "."), text)
        people = {"GIT_AUTHOR_NAME": author, "GIT_AUTHOR_EMAIL": f"{author.lower()}@example.org"}
        self.ids[name] = self.repository.commit(f"{name} by {author}", **people)
        return self.ids[name]

    def record(self, name: str, author: str, text: str) -> str:
        """Write the workflow document and commit it."""
        return self.commit(name, author, **{DOCUMENT.replace("/", "___").replace(".", "__"): self.write(text)})

    def write(self, text: str) -> str:
        """Write the workflow document, not committed."""
        for name, commit in self.ids.items():
            text = text.replace(f"{{{name}}}", commit[:10])
        self.text = text
        self.repository.write(DOCUMENT, text)
        return text

    def judge(self, policy: Policy | None = None, dialect: str = "phases") -> dict[str, Verdict]:
        """The verdicts on the document as it was written last, by check id without its path."""
        verdicts = judge_text(
            self.text, self.repository.path, policy=policy or Policy(), path=DOCUMENT, dialect=dialect
        )
        return {check.partition("::")[2]: verdict for check, verdict in verdicts.items()}


def rules(**gates: object) -> dict[str, GateRule]:
    """Settings of gates."""
    return {
        kind: GateRule(kind=kind, settings=settings, location=HERE)
        for kind, settings in gates.items()
        if isinstance(settings, dict)
    }


def roles(**may_change: tuple[str, ...]) -> dict[str, Role]:
    """Roles with what they may change; each is held by one person."""
    return {
        name: Role(name=name, may_change=may_change.get(name, ()), people=(person,), location=HERE)
        for name, person in PEOPLE.items()
    }


def policy(**gates: object) -> Policy:
    """A policy with three phases in a pipeline, the roles of the story, and settings of gates."""
    names = ("requirements", "planning", "implementation")
    return Policy(
        source="phasegate.yaml",
        roles=roles(),
        phases=tuple(
            Phase(id=name, match=UnitMatch(level="phase", unit=str(number)), location=HERE)
            for number, name in enumerate(names, 1)
        ),
        pipelines={
            "feature": Pipeline(
                name="feature", phases=names, requests=("implement [API/service] for [entity]",), location=HERE
            )
        },
        gates=rules(**gates),
    )
