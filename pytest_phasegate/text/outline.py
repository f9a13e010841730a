"""Tokens to sections: what every Markdown dialect shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_phasegate.text.lines import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_phasegate.text.lines import Token


@dataclass(slots=True, kw_only=True)
class Section:
    """A heading with all up to the next heading of its level or above; the root has no heading.

    ``body`` are the tokens before the first section inside; ``end`` is the section's last line.
    """

    heading: Token | None
    end: int = 0
    body: list[Token] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)

    def walk(self) -> Iterator[Section]:
        """This section and all inside it, in the order of the document; at most seven deep."""
        yield self
        for section in self.sections:
            yield from section.walk()


def outline(tokens: Sequence[Token], last_line: int) -> Section:
    """Nest tokens by the levels of their headings; a heading in a block quote is text, not a section.

    ``last_line`` is the number of the document's last line.
    """
    root = Section(heading=None, end=last_line)
    open_sections = [root]
    body, heading_kind = root.body, Kind.HEADING
    for token in tokens:
        if token.kind is not heading_kind or token.quoted:
            body.append(token)
            continue
        while (heading := open_sections[-1].heading) is not None and heading.level >= token.level:
            open_sections.pop().end = token.line - 1
        section = Section(heading=token, end=last_line)
        open_sections[-1].sections.append(section)
        open_sections.append(section)
        body = section.body
    return root
