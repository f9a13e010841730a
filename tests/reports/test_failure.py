from __future__ import annotations

from pytest_phasegate.model.verdict import Answer
from pytest_phasegate.reports.failure import MAX_FINDINGS, render, render_line
from tests.reports.results import finding, result


def test_a_finding_is_claimed_found_and_to_mend() -> None:
    assert render(result(findings=[finding()])) == (
        "docs/tasks.md:14: there is no file src/a.py\n"
        "\n"
        "  claimed  task 1.2 creates src/a.py (docs/tasks.md:14)\n"
        "  found    there is no file src/a.py\n"
        "  to mend  create and commit it"
    )


def test_several_findings_are_counted_and_told_one_after_the_other() -> None:
    text = render(result(findings=[finding(14), finding(20, "src/b.py is empty"), finding(21, "src/c.py is empty")]))
    assert text.splitlines()[0] == "docs/tasks.md:14: there is no file src/a.py (and 2 more)"
    assert [line for line in text.splitlines() if line.startswith("  claimed")] == [
        f"  claimed  task 1.2 creates src/a.py (docs/tasks.md:{line})" for line in (14, 20, 21)
    ]


def test_the_place_is_that_of_the_first_finding() -> None:
    assert render_line(result(line=9, findings=[finding(14)])) == "docs/tasks.md:14: there is no file src/a.py"
    assert render_line(result(line=9, findings=[finding(0)])) == "docs/tasks.md: there is no file src/a.py"


def test_a_verdict_without_findings_gives_its_reason() -> None:
    assert render(result(Answer.FAILED, reason="the gate looked at nothing")) == (
        "docs/tasks.md:14: the gate looked at nothing"
    )


def test_the_output_of_a_program_keeps_its_lines_and_stays_apart() -> None:
    text = render(result(findings=[finding(found="build ended with exit code 1\nfirst\n\n  third\x1b[0m\n")]))
    assert text.splitlines()[0] == "docs/tasks.md:14: build ended with exit code 1"
    assert text.splitlines()[3:] == [
        "  found    build ended with exit code 1",
        "           | first",
        "           |",
        r"           |   third\x1b[0m",
        "  to mend  create and commit it",
    ]


def test_notes_say_how_a_claim_was_matched() -> None:
    text = render(result(findings=[finding()], notes=("D:\\work\\a.py was found as a.py",)))
    assert text.splitlines()[-2:] == ["", "  note     D:\\work\\a.py was found as a.py"]


def test_texts_are_bounded_and_cannot_control_the_terminal() -> None:
    text = render(result(findings=[finding(claim="x" * 2000, remedy="one\n\x1b[2Jtwo")]))
    assert f"  claimed  {'x' * 497}... (docs/tasks.md:14)" in text
    assert r"  to mend  one \x1b[2Jtwo" in text


def test_findings_beyond_a_limit_are_only_counted() -> None:
    text = render(result(findings=[finding(line) for line in range(1, MAX_FINDINGS + 8)]))
    assert text.splitlines()[0].endswith(f"(and {MAX_FINDINGS + 6} more)")
    assert text.splitlines()[-1] == "  and 7 more findings"
