from __future__ import annotations

import re
from itertools import product

import pytest

from pytest_phasegate.text import subjects
from pytest_phasegate.text.subjects import LONGEST, fits_subject

PATTERN = "{type}({scope}): batch {number} - {summary}"

FITS = {
    "the seed's": (PATTERN, "feat(core): batch 2 - the model"),
    "case does not count": (PATTERN, "FEAT(Core): Batch 2 - The model"),
    "a scope of words": (PATTERN, "feat(core, web): batch 2 - x"),
    "the level": ("{level} {number}: {summary}", "batch 2: x"),
    "a summary alone": ("{summary}", "x"),
    "placeholders side by side": ("{type}{type}!", "ab!"),
    "a summary in front": ("{summary} ({level} {number})", "the model, (batch 1) and (batch 2)"),
    "the number at the end": ("{summary} {number}", "see 12 and 2"),
    "words alone": ("merge", "Merge"),
}
DIFFERS = {
    "another number": (PATTERN, "feat(core): batch 3 - x"),
    "a longer number": ("{summary} {number}", "batch 12"),
    "a number with more parts": ("{level} {number}{summary}", "batch 2.1"),
    "the end of a number": ("{type}{number}", "a2"),
    "no type": (PATTERN, "(core): batch 2 - x"),
    "a type that is no word": ("{type}: {summary}", "feat2: x"),
    "no scope": (PATTERN, "feat(): batch 2 - x"),
    "parentheses in the scope": (PATTERN, "feat(a(b)): batch 2 - x"),
    "no summary": (PATTERN, "feat(core): batch 2 - "),
    "a blank summary": ("{type}:{summary}", "feat: x"),
    "more behind it": ("{type}", "feat x"),
    "more in front": ("{type}", " feat"),
    "one letter for two": ("{type}{type}!", "a!"),
    "nothing": (PATTERN, ""),
}


@pytest.mark.parametrize(("pattern", "subject"), FITS.values(), ids=FITS)
def test_a7_a_subject_reads_as_its_pattern_says(pattern: str, subject: str) -> None:
    assert fits_subject(pattern, subject, level="batch", number="2")


@pytest.mark.parametrize(("pattern", "subject"), DIFFERS.values(), ids=DIFFERS)
def test_a7_a_subject_that_does_not_read_so(pattern: str, subject: str) -> None:
    assert not fits_subject(pattern, subject, level="batch", number="2")


PARTS = {
    "{type}": "[A-Za-z]+",
    "{scope}": r"[^()\n]+",
    "{summary}": r"\S.*",
    "{number}": r"(?<![\w.])2(?!\w|\.\w)",
    "{level}": "batch",
}


def test_a7_it_says_what_a_regex_of_short_patterns_says() -> None:
    subjects = ["".join(letters) for size in range(1, 4) for letters in product("a2. (", repeat=size)]
    for pieces in product([*PARTS, " ", ".", "2"], repeat=3):
        regex = re.compile("".join(PARTS.get(piece, re.escape(piece)) for piece in pieces), re.IGNORECASE)
        for subject in subjects:
            fits = fits_subject("".join(pieces), subject, level="batch", number="2")
            assert fits is bool(regex.fullmatch(subject)), (pieces, subject)


HOSTILE = [
    "{type}" * 6 + "!",
    "{type}" * 60 + "!",
    "{scope} " * 12 + "!",
    "{summary} {summary} {summary} {summary}!",
    "{summary}{scope}{type}" * 20 + "!",
    "{type}{scope}" * 100_000,
    "{number}" * 1000,
    "a" * 100_000,
]


@pytest.mark.parametrize("pattern", HOSTILE, ids=lambda pattern: pattern[:30])
@pytest.mark.parametrize("subject", ["a" * 400, "a " * 5_000, "a" * 1_000_000, "2" * 400], ids=lambda text: text[:4])
def test_a7_no_pattern_looks_at_a_character_more_often_than_it_has_pieces(
    pattern: str, subject: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    def count(character: str) -> bool:
        nonlocal asked
        asked += 1
        return character not in "()\n"

    monkeypatch.setattr(subjects, "_is_letter", count)
    monkeypatch.setattr(subjects, "_is_in_scope", count)
    fits_subject(pattern, subject, level="batch", number="2")
    pieces = min(len(subjects._pieces(pattern)), LONGEST)
    assert asked <= pieces * min(len(subject), LONGEST)
