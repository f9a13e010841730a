"""Whether a name in a policy or a document means the person whom git records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_phasegate.model.facts import Person

_WITH_ADDRESS = re.compile(r"([^<>]*)<([^<>]+)>")


def is_person(wanted: str, person: Person) -> bool:
    """Whether a name, an address, or ``Name <address>`` means a person; case and spacing do not count."""
    match = _WITH_ADDRESS.fullmatch(wanted.strip())
    if match:
        return _plain(match[2]) == _plain(person.email) and _plain(match[1]) in ("", _plain(person.name))
    return _plain(wanted) in (_plain(person.name), _plain(person.email))


def is_one_of(people: Iterable[str], person: Person) -> bool:
    """Whether a person is among those named."""
    return any(is_person(wanted, person) for wanted in people)


def is_same(first: str, second: str) -> bool:
    """Whether two ways to write a person mean the same: one gives the name or the address of the other."""
    return bool(_names(first) & _names(second))


def _names(text: str) -> set[str]:
    match = _WITH_ADDRESS.fullmatch(text.strip())
    return {_plain(part) for part in (match.groups() if match else (text,)) if part.strip()}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
