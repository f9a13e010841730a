from __future__ import annotations

from pytest_phasegate.documents.claims.states import settle
from pytest_phasegate.model.claims import Level, Status, StatusClaim
from pytest_phasegate.model.workflow import Unit


def unit(name: str, *units: Unit, status: Status | None = None, level: Level = Level.TASK) -> Unit:
    claims = (StatusClaim(line=1, text="", status=status, source="box"),) if status else ()
    return Unit(
        level=level,
        id=name,
        key=name,
        title=name,
        line=1,
        end=1,
        status=status or Status.PENDING,
        statuses=claims,
        units=units,
    )


def root(*units: Unit) -> Unit:
    return unit("", *units, level=Level.DOCUMENT)


def test_a_tree_in_which_nothing_changes_is_the_same_object() -> None:
    tree = root(unit("1", unit("1.1", status=Status.PENDING)))
    assert settle(tree) is tree


def test_silent_units_share_the_claim_of_the_unit_above_them() -> None:
    settled = settle(root(unit("1", unit("1.1", unit("1.1.1")), status=Status.COMPLETE)))
    assert [each.status for each in settled.walk()][1:] == [Status.COMPLETE] * 3


def test_a_unit_below_a_done_one_that_says_otherwise_keeps_its_word() -> None:
    settled = settle(root(unit("1", unit("1.1", status=Status.PENDING), status=Status.COMPLETE)))
    assert settled.units[0].units[0].status is Status.PENDING


def test_dropped_parts_are_not_owed() -> None:
    done = settle(root(unit("1", unit("1.1", status=Status.COMPLETE), unit("1.2", status=Status.SKIPPED))))
    assert done.units[0].status is Status.COMPLETE
    dropped = settle(root(unit("1", unit("1.1", status=Status.SKIPPED))))
    assert dropped.units[0].status is Status.SKIPPED


def test_parts_that_nobody_verified_make_an_implemented_whole() -> None:
    parts = (unit("1.1", status=Status.COMPLETE), unit("1.2", status=Status.IMPLEMENTED))
    assert settle(root(unit("1", *parts))).units[0].status is Status.IMPLEMENTED


def test_what_is_told_elsewhere_counts_as_the_units_own_word() -> None:
    told = {"1.1": StatusClaim(line=1, text="told", status=Status.COMPLETE, source="outcomes")}
    settled = settle(root(unit("1", unit("1.1", unit("1.1.1")))), told)
    assert [each.status for each in settled.walk()][1:] == [Status.COMPLETE] * 3
    assert settled.units[0].units[0].statuses == (told["1.1"],)
