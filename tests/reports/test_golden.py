"""Golden files; read their diff like code. ``PHASEGATE_REWRITE=1 pytest tests/reports/test_golden.py`` writes them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import coverage
import pytest

from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.reports.formats import FORMATS, ReportInput, Request, make_files, make_text
from tests.reports.outcomes import TEXT, finding, outcome_of, result, sample

FOLDER = Path(__file__).parent / "golden"
REWRITE = bool(os.environ.get("PHASEGATE_REWRITE"))  # read here, because no test sees variables of this name
BASE = outcome_of(result("", "record", Answer.FAILED, 1, finding(line=1)), result("batch-7", "files", Answer.HELD, 7))
GIVEN = ReportInput(outcome=sample(), base=BASE, root=Path("/project"), read=lambda path: TEXT)


def normalized(text: str) -> str:
    """Without what differs between releases of coverage.py, or is a hash of our own assets."""
    text = re.sub(r'coverage version="[^"]*"', 'coverage version="X"', text)
    text = re.sub(r"coverage.readthedocs.io/en/[\w.]+", "coverage.readthedocs.io/en/X", text)
    text = re.sub(r'("meta": \{"format": \d+, "version": )"[^"]*"', r'\1"X"', text)
    text = re.sub(r"sha256-[\w+/=]+", "sha256-X", text)
    text = re.sub(r"(?s)<style>.*?</style>", "<style></style>", text)
    return re.sub(r'(?s)<script>"use strict".*?</script>', "<script></script>", text)


OF_COVERAGE = ("xml", "json", "lcov")
COVERAGE = (7, 17)  # its later releases may add to what they write; other tests hold the parts that we rely on


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "html"])
def test_a_report_is_the_one_that_was_read_and_found_good(name: str) -> None:
    if name in OF_COVERAGE and coverage.version_info[:2] != COVERAGE:
        pytest.skip(f"the golden file is of coverage.py {COVERAGE}")
    request = Request(format=name, dest=FORMATS[name].dest)
    if request.dest:
        files = make_files(request, GIVEN, Path("/out"))
        text = "".join(f"{path.as_posix()}\n{data.decode()}" for path, data in files.items())
    else:
        text = make_text(request, GIVEN)
    path = FOLDER / f"{name}.txt"
    if REWRITE:
        FOLDER.mkdir(exist_ok=True)
        path.write_text(normalized(text), encoding="utf-8", newline="\n")
    assert normalized(text) == path.read_text(encoding="utf-8")
