"""The same document in the habits of other editors makes the same claims."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.samples.form import Row, Sample, samples

SAMPLES = [sample for sample in samples() if "\ufeff" not in sample.text and "\r" not in sample.text]
PROSE = [sample for sample in SAMPLES if sample.text.lstrip()[:1] != "{"]
DOCUMENTS = [sample for sample in SAMPLES if "::" not in sample.name]

Change = Callable[[str], str]

_FENCE = re.compile(r"[ \t>]*(?:[-*+] |\d+[.)] )?(```+|~~~+)")
_UNIT = re.compile(r"^(#{1,6} )((?:batch|task|phase|stage) (?:\d[\w.]*|[A-Z]))(?=:? )", re.IGNORECASE)
_NUMBER = re.compile(r"^([ \t]*(?:[-*+] )?(?:\[[ xX]\] )?)((?:T\d{3}|\d+(?:\.\d+)+))(?= )")
_PATH = re.compile(r"(?<![\w/`(\[.@:-])(?:[a-z]+/)+[a-z]+\.[a-z]{1,4}(?![\w/:#(.])")


def in_prose(change: Change, *, whole: bool = False) -> Change:
    """A change of all that is no code, front matter or comment, nor the target of a link or a field's JSON."""

    def changed(text: str) -> str:
        lines, fence, hidden, is_comment = text.split("\n"), "", False, False
        for index, line in enumerate(lines):
            opened = _FENCE.match(line)
            if is_comment:
                is_comment = "-->" not in line
            elif (index == 0 and line == "---") or (hidden and line == "---"):
                hidden = not hidden
            elif opened and (not fence or opened[1].startswith(fence)):
                fence = "" if fence else opened[1]
            elif not fence and "<!--" in line:
                is_comment = "-->" not in line
            elif not (fence or hidden or "http" in line or "](" in line):
                parts = [line] if whole else line.split("`")
                parts[::2] = [change(part) for part in parts[::2]]
                lines[index] = "`".join(parts)
        return "\n".join(lines)

    return changed


def by_pattern(pattern: str, to: str | Callable[[re.Match[str]], str], flags: int = 0) -> Change:
    return in_prose(lambda text: re.sub(pattern, to, text, flags=flags))


def with_crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def with_byte_order_mark(text: str) -> str:
    return f"\ufeff{text}"


def with_trailing_blanks(text: str) -> str:
    """Two blanks behind each line, as a hard line break is written."""
    return re.sub(r"(?<=\S)$", "  ", text, flags=re.MULTILINE)


def without_last_newline(text: str) -> str:
    return text if text.endswith("\n\n") else text.removesuffix("\n")


def with_tabs_behind_bullets(text: str) -> str:
    """Tabs in the items that hold nothing: what stands in others would have to move in with them."""
    return re.sub(r"^([-*+]) (?=\S.*(?:\n+(?![ \t\n])|\Z))", r"\1\t", text, flags=re.MULTILINE)


def with_blanks_on_blank_lines(text: str) -> str:
    return re.sub(r"^$(?=\n)", "   ", text, flags=re.MULTILINE)


def with_wide_signs(line: str) -> str:
    """Digits, colons and brackets as wide as a Chinese character, but for those that Markdown knows."""
    start = re.match(r"[ \t>]*(?:#{1,6} |[-*+] |\d+[.)] |\|)?", line)
    begin = start.end() if start else 0
    return line[:begin] + re.sub(r"[0-9:()\[\]]", lambda sign: chr(ord(sign[0]) + 0xFEE0), line[begin:])


def with_smart_signs(line: str) -> str:
    """Quotes, dashes and arrows as word processors set them."""
    line = re.sub(r"(?<=\w)'(?=\w)", "\u2019", line)
    line = re.sub(r"\"([^\"]*)\"", "\u201c\\1\u201d", line)
    return line.replace(" -- ", " \u2014 ").replace(" -> ", " \u2192 ")


HABITS: dict[str, Change] = {
    "trailing blanks": with_trailing_blanks,
    "blanks on blank lines": with_blanks_on_blank_lines,
    "tabs behind bullets": with_tabs_behind_bullets,
    "no newline at the end": without_last_newline,
    "escapes": by_pattern(
        r"(?<=[a-z])_(?=[a-z])|(?<=- )\[(?=[ x]\])|(?<=- \[[ x])\](?= )|(?<=\d)\.(?=\d)|(?<=# \d)\.(?= )", r"\\\g<0>"
    ),
    "no-break spaces": by_pattern(r"(?<=[\w\]:])[ ](?=\w)", "\u00a0"),
    "narrow blanks": by_pattern(r"(?<=[\w\]:])[ ](?=\w)", "\u202f"),
    "wide signs": in_prose(with_wide_signs),
    "smart signs": in_prose(with_smart_signs),
    "emoji in color": by_pattern("([✅✔☑⏸⏭❌⚠⬜☐])(?!\ufe0f)", "\\1\ufe0f"),
    "emoji without color": by_pattern("\ufe0f", ""),
    "bold ids": in_prose(lambda line: _NUMBER.sub(r"\1**\2**", _UNIT.sub(r"\1**\2**", line))),
    "links around names": in_prose(lambda line: _NUMBER.sub(r"\1[\2](#\2)", _UNIT.sub(r"\1[\2](#there)", line))),
    "links around paths": in_prose(lambda line: _PATH.sub(r"[\g<0>](\g<0>)", line)),
    "other bullets": in_prose(lambda line: re.sub(r"^([ \t]*)- (?!$|\[[^\]]+\]\()", r"\1* ", line), whole=True),
    "large ticks": by_pattern(r"\[x\]", "[X]"),
    "hashes behind headings": lambda text: re.sub(r"^(#{1,6}) (\S.*)$", r"\1 \2 \1", text, flags=re.MULTILINE),
    "underscores for bold type": by_pattern(r"\*\*([A-Z][^*_\n]*)\*\*", r"__\1__"),
    "carriage returns": with_crlf,
    "a byte order mark": with_byte_order_mark,
}


OF_BYTES = {
    "trailing blanks",
    "blanks on blank lines",
    "tabs behind bullets",
    "no newline at the end",
    "carriage returns",
    "a byte order mark",
}
"""The habits that a file of data may have too."""


def seen(sample: Sample, text: str) -> list[Row]:
    """What is read, but for the columns, which a tab moves, and for the signs that the habits set in another way."""
    rows = replace(sample, text=text).read().rows
    return [replace(row, value=plain(re.sub(r"; column=\d+", "", row.value))) for row in rows]


def plain(value: str) -> str:
    value = re.sub(r"\ufe0f|[*_\\`]", "", re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", value))
    value = re.sub(r"\{U\+(?:00A0|202F)\}", " ", value).replace("\u2192", "->").replace("\u2014", "--")
    return unicodedata.normalize("NFKC", re.sub("[\u2018\u2019\u201c\u201d\"']", "'", value)).lower()


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("sample", DOCUMENTS, ids=lambda sample: sample.name)
def test_a_habit_changes_no_claim(sample: Sample, habit: str) -> None:
    (text,) = sample.texts()
    if habit in OF_BYTES or sample in PROSE:
        assert seen(sample, HABITS[habit](text)) == seen(sample, text)


@settings(max_examples=300)
@given(st.sampled_from(PROSE), st.sampled_from(sorted(HABITS)))
def test_a_habit_changes_no_claim_of_a_case(sample: Sample, habit: str) -> None:
    for text in sample.texts():
        assert seen(sample, HABITS[habit](text)) == seen(sample, text)


@settings(max_examples=150)
@given(st.sampled_from(SAMPLES), st.sets(st.sampled_from(sorted(OF_BYTES))))
def test_habits_together_change_no_claim(sample: Sample, habits: set[str]) -> None:
    text = changed = next(sample.texts())
    for name, habit in HABITS.items():
        changed = habit(changed) if name in habits else changed
    assert seen(sample, changed) == seen(sample, text)
