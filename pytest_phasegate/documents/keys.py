"""What the keys of fields mean that dialects share: a reader for each kind of value."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from pytest_phasegate.documents.dialect import OTHER, Key
from pytest_phasegate.documents.notations.commit_ids import is_commit_key, key_unit
from pytest_phasegate.documents.notations.commits import (
    begins_with_id,
    names_commit,
    read_commits,
    read_ids,
    read_message,
    status_commits,
)
from pytest_phasegate.documents.notations.counts import COUNT_KEYS, DONE_KEYS, read_counts
from pytest_phasegate.documents.notations.file_keys import file_key_action, is_plain_file_key
from pytest_phasegate.documents.notations.file_lists import announces, item_text, read_file_list
from pytest_phasegate.documents.notations.files import names_file_first, read_file_field
from pytest_phasegate.documents.notations.handoffs import read_assignee
from pytest_phasegate.documents.notations.list_files import read_list_files
from pytest_phasegate.documents.notations.references import first_unit
from pytest_phasegate.documents.notations.sentences import does_something, read_inline
from pytest_phasegate.documents.notations.statuses import (
    field_status,
    is_loose_status,
    is_status_only,
    own_status,
    status_of_all,
)
from pytest_phasegate.documents.statements import (
    counted,
    dependency_claim,
    lone_status,
    own_statement,
    read_loose_status,
    read_status,
)
from pytest_phasegate.documents.table_rows import row_unit
from pytest_phasegate.model.claims import (
    Action,
    CommitClaim,
    FieldClaim,
    FileClaim,
    Mention,
    Problem,
    Reference,
    StatusClaim,
)
from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.vocabulary import (
    ASSIGNEE_KEYS,
    DEPENDENCY_KEYS,
    LOOSE_STATUS_KEYS,
    MESSAGE_KEYS,
    PLAIN_STATUS_KEYS,
    STATUS_KEYS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pytest_phasegate.documents.dialect import At, Keys, Placed, Reader
    from pytest_phasegate.documents.drafts import Draft
    from pytest_phasegate.model.claims import Claim
    from pytest_phasegate.text.lines import Token


_DATED = pattern(r"[ ]{0,3}\(\d{4}-\d\d-\d\d\)$")  # "> Status: ✅ **DONE** (2026-03-08)"
_MOST_LINES = 8
_MOST_KEYS = 4096


def own(read: Callable[[int, str, str], Iterable[Claim]]) -> Reader:
    """A reader of fields from a notation: what it claims is claimed by the unit that the line belongs to."""
    return lambda at, key, value: at.own(read(at.line, key, value)) if value else ()


def own_or_field(read: Callable[[int, str, str], Iterable[Claim]]) -> Reader:
    """The same; a value that claims nothing stays a field."""

    def read_own(at: At, key: str, value: str) -> Iterator[Placed]:
        found = list(read(at.line, key, value))
        yield from at.own(found or [FieldClaim(line=at.line, text=value, key=key)])

    return read_own


def status(at: At, key: str, value: str) -> Iterator[Placed]:
    """A status, a count of units, or what is said of units by name; alone on the line below where none stands here."""
    if own_state := own_status(at.dialect.states, value):
        yield StatusClaim(line=at.line, text=value, status=own_state, source="field"), at.owner
    elif value or not (said := lone_status(at.tokens[at.index + 1 : at.index + 3])):
        if value or not at.is_heading:
            yield from read_status(at, at.line, value)
    else:
        yield from read_status(at, *said)


def state(at: At, key: str, value: str) -> Iterator[Placed]:
    """A status in words that a project may choose: one that says none is a field, and no mistake."""
    for claim, unit in status(at, key, value):
        yield (FieldClaim(line=at.line, text=value, key=key) if isinstance(claim, Problem) else claim), unit


def loose_status(at: At, key: str, value: str) -> Iterator[Placed]:
    """A status where the value is nothing else, else a field."""
    if at.is_heading:
        yield from status(at, key, value)
        return
    yield read_loose_status(at, key, value) or (FieldClaim(line=at.line, text=value, key=key), at.owner)


def files(at: At, key: str, value: str) -> Iterator[Placed]:
    """The files in the value; where it only announces some, those in the list or table below it."""
    action = file_key_action(key) or Action.NAME
    found = list(read_file_field(at.line, key, value)) if value else []
    if not found and announces(value):
        place, tokens = (-1, at.tokens[1:]) if at.is_heading else (at.index, at.tokens)
        found = read_file_list(tokens, place, key, action, at.is_known, row_unit)
        at.take(found)
    yield from at.own(found)


def commits(at: At, key: str, value: str) -> Iterator[Placed]:
    """The ids in the value, or in the list below it; a key may name the unit that they are of."""
    # An id that was invented must not pass because it stands on the line below the one that is true.
    items = (at.items() if not value else []) or _lines_below(at)
    claims: list[Claim] = list(read_commits(at.line, "", value)) if value or not (items or at.is_heading) else []
    for item in items:
        found = item_ids(item)
        at.take(found)
        claims += found
    if not claims and not at.is_heading:
        claims = [FieldClaim(line=at.line, text=value, key=key)]
    named = key_unit(key)
    unit = at.find(Reference(named)) if named else None
    if unit is not None and unit is not at.owner and at.owner.holds(unit):
        claims = [_tied(claim, unit.id) for claim in claims]
        unit = None
    yield from at.placed(claims, unit)


def _tied(claim: Claim, unit: str) -> Claim:
    return replace(claim, unit=claim.unit or unit) if isinstance(claim, CommitClaim) else claim


def _lines_below(at: At) -> list[Token]:
    """The lines right below a field that begin with an id, as what does not fit on its own line does."""
    lines: list[Token] = []
    for token in at.tokens[at.index + 1 : at.index + 1 + _MOST_LINES] if not at.is_heading else ():
        if token.kind is not Kind.TEXT or token.line != at.line + len(lines) + 1 or not names_commit(token.text):
            break
        lines.append(token)
    return lines


def item_ids(item: Token) -> list[Claim]:
    """The commits that an item below a commit field names, and what is wrong with one meant as an id; not its prose."""
    text = item_text(item)
    kinds = (CommitClaim, Problem) if names_commit(text) else CommitClaim
    return [claim for claim in read_commits(item.line, "", text) if isinstance(claim, kinds)]


def dependencies(at: At, key: str, value: str) -> Iterator[Placed]:
    """What a unit needs, in the value or in the list below it."""
    value = value or ", ".join(item.text for item in at.items())
    yield dependency_claim(at.line, key, value, at.units, at.owner), at.owner


def sentence(at: At, key: str, value: str) -> Iterator[Placed]:
    """The files and symbols that a task's own words make or change: "Create the store in src/store.py"."""
    yield from at.own(read_inline(at.line, value))


def names_files(at: At, key: str, value: str) -> Iterator[Placed]:
    """The files that a task's own words name, but for what they only look at: "Night model in src/night.py".

    What is defined in them is no claim: a list is judged long after, and four of five symbols have moved by then.
    """
    yield from at.own(read_list_files(at.line, value))


def made(at: At, key: str, value: str) -> Iterator[Placed]:
    """The same, where a verb that makes, changes or takes away begins the words: "See src/store.py" claims nothing."""
    is_work = does_something(value)
    for claim, unit in names_files(at, key, value):
        if isinstance(claim, FileClaim) and not is_work:
            claim = Mention(line=claim.line, text=claim.text, path=claim.path)  # noqa: PLW2901 - the same line, told less
        yield claim, unit


def count(at: At, key: str, value: str) -> Iterator[Placed]:
    """How many units there are, or are done."""
    found: list[Claim] = list(read_counts(at.line, key, value))
    for claim in found or [FieldClaim(line=at.line, text=value, key=key)]:
        yield counted(at, claim, at.owner)


def _of_unit(reference: Reference) -> Key:

    def find(at: At) -> Draft | None:  # keys are in lower case, and ids are not: "batch 2c" is batch 2C
        return at.find(reference) or at.find(Reference(reference.id.upper(), reference.level))

    def read(at: At, key: str, value: str) -> Iterator[Placed]:
        unit = find(at)
        if unit is None:
            yield FieldClaim(line=at.line, text=value, key=key), at.owner
        elif is_status_only(value) and (said := field_status(value)):
            yield StatusClaim(line=at.line, text=value, status=said, source="field"), unit
            yield from at.placed(status_commits(at.line, "", value), unit)
        else:
            yield from at.placed(read_ids(at.line, "", value), unit)

    def plain(at: At, key: str, value: str) -> bool:
        return find(at) is not None and (begins_with_id(value) or is_status_only(value)) if value else False

    return Key(read, plain=plain, cites=True)


def _is_status(at: At, key: str, value: str) -> bool:
    if key not in PLAIN_STATUS_KEYS:
        return False
    said = _DATED.sub("", value.replace("**", "")) if value.endswith(")") else value
    first = value.partition(". ")[0]  # "Status: Not implemented. The old one runs."
    is_status = is_status_only(said) or is_status_only(first) or is_loose_status(said)
    return is_status or status_of_all(value) is not None or own_statement(at.dialect, value) != []


def _begins_with_file(at: At, key: str, value: str) -> bool:
    below = at.tokens[at.index + 1 : at.index + 2] if not value else ()
    text = value or next((item_text(token) for token in below if token.bullet), "")
    return is_plain_file_key(key) and names_file_first(text)


def _is_commit(at: At, key: str, value: str) -> bool:
    return bool(value) and (names_commit(value) or is_status_only(value))


STATUS = Key(status, plain=_is_status, heads=True, cites=True)
STATE = Key(state, plain=_is_status, heads=True, cites=True)
LOOSE_STATUS = Key(loose_status, plain=_is_status, heads=True)
FILES = Key(files, plain=_begins_with_file, looks_below=True, heads=True, cites=True)
COMMITS = Key(commits, plain=_is_commit, looks_below=True, heads=True, cites=True)
ASSIGNEE = Key(own_or_field(read_assignee))
MESSAGE = Key(own_or_field(read_message))
DEPENDENCIES = Key(dependencies, looks_below=True)
COUNT = Key(count)
SHARED: Mapping[str, Key] = {
    **dict.fromkeys(STATUS_KEYS, STATUS),
    **dict.fromkeys(LOOSE_STATUS_KEYS, LOOSE_STATUS),
    **dict.fromkeys(ASSIGNEE_KEYS, ASSIGNEE),
    **dict.fromkeys(DEPENDENCY_KEYS, DEPENDENCIES),
    **dict.fromkeys((*COUNT_KEYS, *DONE_KEYS), COUNT),
}
"""The keys that mean the same in every dialect that has no other meaning for them."""


def unit_key(name: str) -> Key | None:
    """The key that is a unit, or its status: "Batch 1", "Batch F1 Status"."""
    words = name.split()
    if len(words) != 2 and not (len(words) == 3 and words[2] == "status"):
        return None
    reference = first_unit(name) or first_unit(f"{words[0]} {words[1].upper()}")
    return _of_unit(reference) if reference else None


def commit_key(name: str) -> Key | None:
    """The key of a field that holds commits."""
    return COMMITS if is_commit_key(name) else None


def file_key(name: str) -> Key | None:
    """The key of a field that holds files."""
    return FILES if file_key_action(name) is not None else None


def list_key(name: str) -> Key | None:
    """The key that means another thing in a list of boxes, where the boxes are the states.

    "Total Tasks: 28" is wrong in a third of them, so nobody is held to it; a status is one where it is nothing else.
    """
    if name in COUNT_KEYS or name in DONE_KEYS:
        return OTHER
    return STATE if name in STATUS_KEYS else None


def message_key(name: str) -> Key | None:
    """The key of a field that promises a commit's subject."""
    return MESSAGE if name in MESSAGE_KEYS else None


def lookup(own_keys: Mapping[str, Key], *families: Keys, plain: bool = True) -> Keys:
    """The keys of a dialect.

    Args:
        own_keys: what single keys mean.
        families: functions that know keys by their form, in the order in which they are asked.
        plain: whether the single keys are read without bold type too, whatever stands behind them ("Touches: a.py"): a
            dialect that names a key knows that it is one. Else each is as plain as its ``Key`` says.
    """
    keys = {name: key._replace(plain=True) for name, key in own_keys.items()} if plain else own_keys

    @lru_cache(maxsize=_MOST_KEYS)  # the documents of a project have the same few keys
    def find(name: str) -> Key | None:
        found = keys.get(name)
        return found or next((key for family in families if (key := family(name))), None)

    return find


@lru_cache(maxsize=_MOST_KEYS)
def shared(name: str) -> Key | None:
    """What a key means in every dialect that has no other meaning for it."""
    return unit_key(name) or commit_key(name) or file_key(name) or SHARED.get(name) or message_key(name)
