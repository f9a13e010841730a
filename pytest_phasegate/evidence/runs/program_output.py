"""What a program printed: its beginning and its end, as text that is safe to show."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import IO

# Escape sequences (ECMA-48): CSI, then OSC and the other strings, then the short ones. The strings end at a line's
# end, so that one which is never closed cannot hide the rest of the output.
ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[PX^_][^\x1b\n]*(?:\x1b\\)?|[ -/]*[0-~])?"
)
# Control characters but tab and newline, Unicode's own line ends, and what turns the direction of text.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What was kept of a program's output: all of it in ``head``, or ``head`` and ``tail`` around a gap.

    ``left_out`` counts the bytes of the gap.
    """

    head: bytes = b""
    tail: bytes = b""
    left_out: int = 0

    @property
    def text(self) -> str:
        """What was kept, as plain text; a gap is cut at line ends where it can be, and shown."""
        if not self.left_out:
            return plain_text(self.head + self.tail)
        head = self.head[: self.head.rfind(b"\n") + 1] or self.head
        tail = self.tail[self.tail.find(b"\n") + 1 :] or self.tail
        gap = self.left_out + len(self.head) - len(head) + len(self.tail) - len(tail)
        return f"{plain_text(head).rstrip()}\n[... {gap:,} bytes left out ...]\n{plain_text(tail)}"


def read_printed(file: IO[bytes], keep: int) -> Printed:
    """Read back what a program wrote into a file.

    Args:
        file: where it wrote, open for reading.
        keep: how many bytes to keep at most: a quarter from the beginning, the rest from the end.
    """
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    if size <= keep:
        return Printed(head=file.read(keep))
    head = file.read(keep // 4)
    file.seek(size - (keep - keep // 4))
    return Printed(head=head, tail=file.read(keep - keep // 4), left_out=size - keep)


def plain_text(printed: bytes) -> str:
    """Bytes as text without escape sequences and control characters; what is not UTF-8 becomes U+FFFD.

    Of a line that was written over (a progress bar), the last writing stays.
    """
    text = ESCAPES.sub("", printed.decode("utf-8", "replace").replace("\r\n", "\n"))
    lines = (line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    return CONTROLS.sub("", "\n".join(lines))
