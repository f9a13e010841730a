"""Every sample claims what stands beside it: a new dialect, or a new way to write a claim, is tested without code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.workflow import CLAIMS
from tests.samples.__main__ import main
from tests.samples.form import (
    FOLDER,
    Claims,
    Row,
    Sample,
    document_of,
    documents,
    files,
    samples,
    samples_in,
    tidied,
    updated,
)

if TYPE_CHECKING:
    from pathlib import Path

SAMPLES = samples()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_sample_claims_what_stands_beside_it(sample: Sample) -> None:
    if told := sample.differences():
        pytest.fail(f"{sample.name} is not read as it says\n{told}", pytrace=False)


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_rows_stand_in_their_order_and_columns(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == tidied(path)


def test_every_document_has_its_claims_and_every_case_a_name_of_its_own() -> None:
    assert [document_of(path) for path in files() if path.suffix == ".claims"] == documents()
    assert len({sample.name for sample in SAMPLES}) == len(SAMPLES)


def test_every_kind_of_claim_is_made_by_a_sample() -> None:
    made = {row.kind for sample in SAMPLES for row in sample.claims.rows}
    assert len(made - {"unit", "refused"}) == len(CLAIMS)


def sample(text: str, *rows: Row, nothing: tuple[Row, ...] = ()) -> Sample:
    return Sample("batches/made-up.md", text, Claims(rows=rows, nothing=nothing))


def test_a_difference_is_told_with_the_lines_that_it_is_about() -> None:
    rows = [
        Row(1, "document", "unit", "document to 2, pending: Batch 1: Store"),
        Row(1, "batch-1", "unit", "batch 1 to 2, pending: Store"),
        Row(2, "batch-1", "commit", "1111111"),
    ]
    told = sample("## Batch 1: Store\n**Commit**: 4830299\n", *rows).differences()
    assert told == (
        "--- batches/made-up.md\n"
        "+++ what is read\n"
        "@@ -3 +3 @@\n"
        "-   2 | batch-1        | commit     | 1111111\n"
        "+   2 | batch-1        | commit     | 4830299\n"
        "\n"
        "line 2: **Commit**: 4830299\n"
        "\n"
        "python -m tests.samples batches/made-up.md would write what is read"
    )


def test_a_line_that_must_claim_nothing_fails_though_the_claim_is_expected() -> None:
    rows = sample("## Batch 1: Store\n- [x] a\n- [ ] b\n").read().rows
    nothing = Row(2, "", "nothing", "a legend", last=3)
    told = sample("## Batch 1: Store\n- [x] a\n- [ ] b\n", *rows, nothing=(nothing,)).differences()
    assert told.startswith(
        "must claim nothing (a legend):    2 | batch-1        | box        | ticked; column=3: a\n"
        "must claim nothing (a legend):    3 | batch-1        | box        | open; column=3: b\n"
    )


def test_a_document_that_is_refused_says_so() -> None:
    (row,) = sample("# Notes\n").read().rows
    assert (row.kind, row.value.partition(" (")[0]) == (
        "refused",
        "no heading of the document introduces a batch or a task",
    )


CASES = """\
# Why they are here.

=== a heading
# Plan
## Batch 1: Store @@{U+000D}
>>> each of
✅
- DONE
>>> claims
# said twice
recognized: batches
   1 | document       | unit       | document to 2, pending: Plan
   2 | batch-1        | unit       | batch 1 to 2, complete: Store
   2 | batch-1        | status     | complete; source=heading
   2 |                | nothing    | but what it says

=== no unit
>>> claims
   - |                | refused    | nothing at all
"""


def test_a_file_may_hold_several_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.samples.form.FOLDER", tmp_path)
    path = tmp_path / "batches" / "made-up.cases"
    path.parent.mkdir()
    path.write_text(CASES, encoding="utf-8")
    first, second = samples_in(path)
    assert list(first.texts()) == ["# Plan\n## Batch 1: Store ✅\r\n", "# Plan\n## Batch 1: Store - DONE\r\n"]
    assert first.claims.notes == ("# said twice",)
    assert first.differences().count("must claim nothing (but what it says)") == 4
    assert (second.name, second.text) == ("batches/made-up.cases::no unit", "")
    assert "-   - |                | refused    | nothing at all\n+   - |" in second.differences()
    assert updated(path).startswith(CASES.partition("nothing at all")[0] + "no heading of the document")


def test_a_document_without_claims_gets_them_and_an_unknown_name_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.samples.form.FOLDER", tmp_path)
    monkeypatch.setattr("tests.samples.__main__.FOLDER", tmp_path)
    (tmp_path / "batches").mkdir()
    (tmp_path / "batches" / "new.md").write_text("## Batch 1: Store\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="there is no sample of the name batches/old"):
        main(["batches/old.md"])
    main(["batches/new.md"])
    assert "batch-1" in (tmp_path / "batches" / "new.claims").read_text(encoding="utf-8")
