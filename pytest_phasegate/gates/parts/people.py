"""Who did something, as git records it: one person under several names, reviewers, and those who worked together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.model.commits import Person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_phasegate.model.commits import Commit


def read_person(text: str) -> Person:
    """A person as written in a policy or a trailer: ``Name <address>``, a name, or an address."""
    text = text.strip()
    name, sign, email = text.removesuffix(">").partition("<")
    if sign and text.endswith(">") and not any(each in name + email for each in "<>"):
        return Person(name.rstrip(), email.strip())
    return Person("", text) if "@" in text and " " not in text else Person(text, "")


def is_same(first: Person, second: Person) -> bool:
    """Whether two entries of git may be one person: they share the address or the name, whatever their case."""
    return _agree(first.email, second.email) or _agree(first.name, second.name)


def fits(person: Person, entry: Person) -> bool:
    """Whether a person is the one that a policy names: by the address where it gives one, else by the name."""
    return _agree(person.email, entry.email) if entry.email else _agree(person.name, entry.name)


def authors(commit: Commit) -> tuple[Person, ...]:
    """The author of a commit, and those whom its trailers name as co-authors."""
    return (commit.author, *named_in(commit, ("Co-authored-by",)))


def named_in(commit: Commit, keys: Iterable[str]) -> tuple[Person, ...]:
    """The people whom the commit's trailers of some keys name."""
    wanted = {key.casefold() for key in keys}
    return tuple(read_person(value) for key, value in commit.trailers if key.casefold() in wanted)


def _agree(first: str, second: str) -> bool:
    return bool(first.strip()) and first.strip().casefold() == second.strip().casefold()
