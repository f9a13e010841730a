from __future__ import annotations

from dataclasses import replace

from pytest_phasegate.commands.combine import combine, rename
from pytest_phasegate.model.shares import LineState, all_line_states
from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.reports.outcome_json import render
from tests.reports.outcomes import DOCUMENT, FACTS, finding, outcome_of, result, sample

HELD, FAILED, UNKNOWN = Answer.HELD, Answer.FAILED, Answer.UNKNOWN
WHOLE = outcome_of(result("batch-1", line=1), result("batch-2", "files", FAILED, 2, finding(line=2)))


def test_shards_of_a_run_become_the_whole_run() -> None:
    first, second = (replace(WHOLE, results=(each,)) for each in WHOLE.results)
    assert first.is_partial
    assert combine([("", first), ("", second)]) == WHOLE
    assert combine([("", second), ("", first)]) == WHOLE


def test_a_file_that_names_a_check_twice_cannot_choose_the_better_verdict() -> None:
    results = (result("batch-1", "files", FAILED, 1, finding(line=1)), result("batch-1", line=1))
    (joined,) = combine([("", replace(WHOLE, results=results))]).results
    assert joined.verdict.answer is UNKNOWN


def test_what_two_runs_agree_on_is_there_once() -> None:
    assert combine([("", WHOLE), ("", WHOLE)]) == WHOLE


def test_one_shard_alone_stays_partial() -> None:
    joined = combine([("", replace(WHOLE, results=WHOLE.results[:1]))])
    assert (joined.is_partial, joined.left_out) == (True, 1)


def test_runs_that_disagree_are_a_conflict_whichever_comes_first() -> None:
    good, bad = (
        outcome_of(result("batch-1", line=1)),
        outcome_of(result("batch-1", "files", FAILED, 1, finding(line=1))),
    )
    for pair in ((good, bad), (bad, good)):
        (joined,) = combine([("", each) for each in pair]).results
        assert joined.verdict.answer is UNKNOWN
        conflict = joined.verdict.findings[0]
        assert (conflict.code, conflict.unknown) == ("verdicts-conflict", True)
        assert "held: what files asks for holds" in conflict.found
        assert "failed: there is no file src/a.py" in conflict.found
        assert joined.verdict.findings[1].code == "file-missing"


def test_false_for_different_reasons_is_a_conflict_too() -> None:
    one = outcome_of(result("batch-1", "files", FAILED, 1, finding(line=1)))
    other = outcome_of(result("batch-1", "files", FAILED, 1, finding("file-empty", line=1)))
    (joined,) = combine([("", one), ("", other)]).results
    assert [each.code for each in joined.verdict.findings] == ["verdicts-conflict", "file-missing", "file-empty"]


def test_false_in_other_words_is_no_conflict() -> None:
    one = outcome_of(result("batch-1", "build", FAILED, 1, finding(line=1, found="ended after 1.1 s")))
    other = outcome_of(result("batch-1", "build", FAILED, 1, finding(line=1, found="ended after 1.2 s")))
    assert combine([("", one), ("", other)]) == one


def test_a_conflict_is_never_proven() -> None:
    good, bad = outcome_of(result(line=1)), outcome_of(result("batch-1", "files", Answer.PENDING, 1))
    assert all_line_states(combine([("", good), ("", bad)]))[DOCUMENT] == {1: LineState.MISSING}


def test_projects_with_names_are_kept_apart() -> None:
    joined = combine([("api", WHOLE), ("web", sample())])
    assert list(joined.planned) == ["api/docs/tasks.md", "web/docs/tasks.md", "web/other/tasks.md"]
    assert len(joined.results) == len(WHOLE.results) + len(sample().results)
    assert all(each.location.path == each.document for each in joined.results)
    assert joined.facts["revision"] == "api: main (4830299a1b); web: main (4830299a1b)"
    assert joined.facts["version"] == "1.2.3"
    unit = joined.documents["web/docs/tasks.md"].units[2]
    assert (unit.place, unit.parent) == ("web/docs/tasks.md::batch-1::1.1", "web/docs/tasks.md::batch-1")
    assert render(joined)


def test_facts_that_differ_are_all_told() -> None:
    other = replace(WHOLE, facts={**FACTS, "commit": "f" * 40})
    assert combine([("", WHOLE), ("", other)]).facts["commit"] == f"{FACTS['commit']}; {'f' * 40}"


def test_a_document_that_changed_in_between_has_the_lines_of_both() -> None:
    other = outcome_of(result("batch-1", line=7), result("batch-3", line=8))
    joined = combine([("", WHOLE), ("", other)])
    assert joined.documents[DOCUMENT].lines == ((1, 1), (2, 1), (7, 1), (8, 1))
    assert {unit.place for unit in joined.documents[DOCUMENT].units} >= {f"{DOCUMENT}::batch-2", f"{DOCUMENT}::batch-3"}


def test_thresholds_of_parts_are_not_those_of_the_whole() -> None:
    assert combine([("", sample())]).thresholds == ()


def test_renaming_touches_nothing_else() -> None:
    assert [each.verdict for each in rename(WHOLE, "api").results] == [each.verdict for each in WHOLE.results]
