"""What a dialect is: a record of data that the one reader follows; and what a reader of its values may look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.documents.notations.boxes import box_of
from pytest_phasegate.documents.notations.file_keys import read_action
from pytest_phasegate.documents.notations.references import BEFORE, unit_pattern
from pytest_phasegate.model.claims import Claim, CommitClaim, FieldClaim, Level, Reference, Status
from pytest_phasegate.text.fields import bold_fields, normal_key
from pytest_phasegate.text.lines import Kind
from pytest_phasegate.text.patterns import pattern
from pytest_phasegate.vocabulary import UNIT_ID

if TYPE_CHECKING:
    from pytest_phasegate.documents.drafts import Draft, Units
    from pytest_phasegate.documents.notations.boxes import Box
    from pytest_phasegate.model.workflow import Workflow
    from pytest_phasegate.text.lines import Token

Placed = tuple[Claim, "Draft"]
"""A claim with the unit that makes it."""

Reader = Callable[["At", str, str], Iterable[Placed]]
"""Reads a value: where it stands, the key (in lower case) that it stands under, and its words.

In ``UnitLine.says`` the key is the unit's id; in ``Section.read`` the heading, without words; in ``Dialect.fence`` the
words are those behind the fence's signs, without a key.
"""

BEHIND = pattern(
    r"\*{0,2}$|\.?\*{0,2}[ ]{0,3}[:：—–]\*{0,2}[ ]{0,9}|\.[ ]{1,3}|\*{0,2}[ ]{1,3}--?[ ]{1,9}|\*{0,2}[ ]{0,3}(?=[(\[])"
)
"""What separates an id from a title. Without it a line only speaks of the unit: "Batch 1 Commits:"."""

ANYTHING = pattern(r"[ :.)–—-]*")


@dataclass(frozen=True, kw_only=True)
class UnitLine:
    """A kind of line that introduces a unit; the first row of a dialect that a line fits decides.

    Attributes:
        kinds: the kinds of lines that can be such a one; front matter makes the file itself a unit.
        box: whether the line must have a checkbox (True) or none (False); None: either. A box that must be there is the
            unit's state, and words of its title ("Complete the store") are none.
        words: what such a unit is called ("batch", "wave"); headings, labels and accounting go by them too.
        ids: the pattern of the id behind one of the words.
        begins: instead of ``words`` and ``ids``, the pattern of how the line begins, with a group ``id``: behind signs,
            a list's number, a state or a box; where ``box`` is True right behind that.
        behind: what must stand behind the id, or the line only speaks of the unit: by default ``BEHIND`` (a colon, a
            dash, a bracket) with ``words``, and ``ANYTHING`` with ``begins``. Not asked where ``box`` is True.
        optional: the sign behind the brackets of a box that need not be ticked.
        is_plain: told the title of a line that is neither heading nor item, whether it is one; None: it always is.
        under: the levels of the unit right around it, where not any will do.
        continues: the levels below which it stands where its id goes on from theirs: 2.1 below batch 2.
        is_top: only in the outermost level of a list.
        needs_box: only where a box stands in its section: "### 2. Notes" is no phase.
        level: what kind of work such a unit is.
        fixed_id: the id of all such units, where they have none of their own; without it a slug of the title.
        is_bullet: the number of the list item is the id, as somebody who reads the page sees it.
        may_repeat: several units may have one id: phases of a list are numbered anew.
        is_within: the id counts within the unit around: step 1 of phase 2 is 2.1.
        fault: why an id cannot be one, or "".
        tags: what is taken off the front of a title: "[P] [US1]".
        cut: takes off a title what is a note, read by ``says``.
        says: readers of the unit's own words: they get its id as the key, and all that stands behind it.
        entries: the name of the list, in a file of data, whose entries are such units.
        front_id: the keys of front matter that make up the id.
        front_title: the key of front matter that holds the title.
    """

    kinds: tuple[Kind, ...]
    box: bool | None = None
    words: tuple[str, ...] = ()
    ids: str = UNIT_ID
    begins: str = ""
    behind: re.Pattern[str] | None = None
    optional: str = ""
    is_plain: Callable[[str], bool] | None = None
    under: tuple[Level, ...] = ()
    continues: tuple[Level, ...] = ()
    is_top: bool = False
    needs_box: bool = False
    level: Level
    fixed_id: str = ""
    is_bullet: bool = False
    may_repeat: bool = False
    is_within: bool = False
    fault: Callable[[str], str] | None = None
    tags: re.Pattern[str] | None = None
    cut: Callable[[str], str] | None = None
    says: tuple[Reader, ...] = ()
    entries: str = ""
    front_id: tuple[str, ...] = ()
    front_title: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """How a line of this kind begins."""
        if self.begins or self.box:
            return re.compile(self.begins if self.box else BEFORE + self.begins)
        return re.compile(unit_pattern("|".join(self.words), self.ids))

    @cached_property
    def separator(self) -> re.Pattern[str]:
        """What must stand behind the id of such a line."""
        return self.behind or (ANYTHING if self.begins else BEHIND)


class Key(NamedTuple):
    """What the key of a field means.

    Attributes:
        read: gives the claims of its value.
        item: gives those of an item of a list below it.
        row: gives those of a row of a table below it; ``At.cells`` has its cells.
        plain: whether, or when, a line without bold type is such a field too ("Status: done"). By default it is none;
            ``lookup`` says True for the keys that a dialect names itself.
        looks_below: ``read`` itself looks at what stands below, so it is asked without a value too.
        heads: a heading of that name stands over such a list, or is such a field.
        takes_lines: lines without a bullet below it belong to its list.
        cites: ``read`` takes the commits in the value; under any other key they are cited in passing.
    """

    read: Reader
    item: Reader | None = None
    row: Reader | None = None
    plain: Callable[[At, str, str], bool] | bool = False
    looks_below: bool = False
    heads: bool = False
    takes_lines: bool = False
    cites: bool = False


def read_field(at: At, key: str, value: str) -> Iterable[Placed]:
    """A field whose key means nothing: it is kept as it is, for a policy that asks for it."""
    yield FieldClaim(line=at.line, text=value, key=key), at.owner


OTHER = Key(read_field)


class Section(NamedTuple):
    """A section that is read in a way of its own, from its heading to the next one; ``instead`` of all else."""

    read: Reader
    instead: bool = False


Keys = Callable[[str], Key | None]
"""What a key (in lower case) means, or None where it means nothing."""


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """A way of writing task documents.

    Attributes:
        name: how a policy calls it; its module has the same name, with ``_`` for ``-``.
        places: globs, from the project's root, of where such documents conventionally are.
        units: the lines that introduce units.
        wants: the error for a text without a unit.
        signs: what a text's own reading must show for the dialect to fit: sets of facts, each enough by itself.
        signs_in_place: what suffices besides for a text in one of its places, where few others write.
        looks_for: the same in words, for people whose document is not recognized.
        needs_state: a text that says of no unit how it stands is a template, and fits only where a policy names it.
        keys: what the keys of fields mean.
        front_keys: what the keys of front matter mean, where that is something else.
        document_keys: what they mean among the document's own lines, where that is something else.
        other_key: how a field is read whose key means nothing.
        states: the dialect's own words for states, in lower case: in fields and columns for statuses, at the end of a
            title in brackets or behind a dash, and in brackets before the id.
        sections: by a word of their headings, those that are read in a way of their own.
        box_sections: the headings below which boxes are claims, where they are not everywhere.
        details: reads a line below a unit's own that is no field and no box: "Create `src/store.py`".
        fence: reads what stands in a fence, where that is a form.
        by_number: a unit stands below the one whose number its own continues, however both are written.
        levels: names the levels of a top-level unit and all below it, once the tree is whole.
        companion: what a file beside the document adds to it: the workflow, that file's path and its text.
        is_data: the file is JSON, and units are entries of its lists.
        is_prose: what no key, section or row names is prose, whatever it looks like: notes of a story or a plan.
        is_deep: lines too far in for Markdown belong to the tree, and a comment may hold done work.
    """

    name: str
    places: tuple[str, ...]
    units: tuple[UnitLine, ...]
    wants: str
    signs: tuple[str, ...] = ()
    signs_in_place: tuple[str, ...] = ()
    looks_for: str = ""
    needs_state: bool = False
    keys: Keys = lambda name: None
    front_keys: Keys | None = None
    document_keys: Keys | None = None
    other_key: Key = field(default_factory=lambda: OTHER)
    states: Mapping[str, Status] = field(default_factory=dict)
    sections: Mapping[str, Section] = field(default_factory=dict)
    box_sections: tuple[str, ...] = ()
    details: Reader | None = None
    fence: Reader | None = None
    by_number: bool = False
    levels: Callable[[Draft], None] | None = None
    companion: Callable[[Workflow, str, str], Workflow] | None = None
    is_data: bool = False
    is_prose: bool = False
    is_deep: bool = False

    @cached_property
    def named_levels(self) -> frozenset[Level]:
        """The levels of units that are introduced by a word: only of those can a line speak by name."""
        return frozenset(row.level for row in self.units if row.words)

    @cached_property
    def words(self) -> Sequence[str]:
        """The words that units are called by, the longest first."""
        return sorted({word for row in self.units for word in row.words}, key=len, reverse=True)


class WrittenKeys(dict[str, "tuple[str, Key | None]"]):
    """By keys as they are written: the key in lower case, and what it means. Most recur, and each is read once."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__()
        self.dialect = dialect

    def __missing__(self, written: str) -> tuple[str, Key | None]:
        name = normal_key(written)
        found = self[written] = (name, self.dialect.keys(name))
        return found


@dataclass(slots=True)
class At:
    """A line, and what a reader of its values may look at.

    Attributes:
        dialect: what is followed.
        root: the document.
        units: all units of the document, those that come later too.
        keys: what its keys mean.
        tokens: the lines among which the line is.
        index: its place among them.
        section: the heading right above, as a key; "" where that introduces the unit.
        owner: the unit that the line belongs to.
        about: the unit that the line speaks of: a heading "Batch 1 Commits" may name another one.
        cells: those of a table's row, by the names of their columns.
        taken: the lines that a list or a table above them has read.
        boxes: the lines whose boxes were read with a value.
    """

    dialect: Dialect
    root: Draft
    units: Units
    keys: WrittenKeys
    owner: Draft
    about: Draft
    tokens: Sequence[Token] = ()
    index: int = 0
    section: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    boxes: set[int] = field(default_factory=set)

    @property
    def token(self) -> Token:
        """The line."""
        return self.tokens[self.index]

    @property
    def line(self) -> int:
        """The line's number, from 1."""
        return self.tokens[self.index].line

    @property
    def box(self) -> Box | None:
        """The line's checkbox."""
        return box_of(self.tokens[self.index])

    @property
    def is_heading(self) -> bool:
        """Whether the line is a heading."""
        return self.tokens[self.index].kind is Kind.HEADING

    @property
    def is_own(self) -> bool:
        """Whether the line is the one that introduces the unit."""
        return self.line == self.owner.line

    @property
    def is_document(self) -> bool:
        """Whether the line belongs to no unit but the document."""
        return self.owner is self.root

    def find(self, reference: Reference) -> Draft | None:
        """The unit that a reference means here, or None."""
        return self.units.find(reference, self.owner)

    def is_known(self, written: str) -> bool:
        """Whether a key means anything."""
        return self.keys[written][1] is not None

    def items(self) -> list[Token]:
        """The list items right below the line, up to one that is a field or stands further out."""
        found: list[Token] = []
        floor = self.token.indent + 1 if self.token.kind is Kind.ITEM else 0
        for position in range(self.index + 1, len(self.tokens)):
            token = self.tokens[position]
            if token.kind is not Kind.ITEM or token.indent < floor:
                break
            if _is_field(token.text):
                break
            found.append(token)
        return found

    def own(self, claims: Iterable[Claim]) -> Iterator[Placed]:
        """Claims of the unit that the line belongs to."""
        return ((claim, self.owner) for claim in claims)

    def placed(self, claims: Iterable[Claim], about: Draft | None = None) -> Iterator[Placed]:
        """Claims of the unit that the line speaks of, or of ``about``; a commit goes to the unit that it names."""
        about = about or self.about
        for claim in claims:
            if isinstance(claim, CommitClaim) and claim.unit:
                yield self._given(claim, claim.unit, about)
            else:
                yield claim, about

    def _given(self, claim: CommitClaim, named: str, about: Draft) -> Placed:
        """A commit with the unit that it names, or with the one around that."""
        target = self.units.find(Reference(named), about)
        if target is None or (target is not about and about.level is not Level.DOCUMENT and about.holds(target)):
            return claim, about
        return replace(claim, unit=None), target

    def take(self, claims: Iterable[Claim]) -> None:
        """Mark the lines of claims that were read from below the line: nobody else reads them."""
        own = self.line
        self.taken.update(claim.line for claim in claims if claim.line != own)


def _is_field(text: str) -> bool:
    """Whether an item is a field; "**Create**: ..." is a file with what is done to it."""
    return bool(bold_fields(text)) and read_action(text) is None
