"""Every gate by its kind, in the order in which a unit's checks are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.gates import assignment, build, checklist, commit, files, inputs, message, order, record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_phasegate.model.check import Gate

GATES: Mapping[str, Gate] = {
    record.KIND: record,
    assignment.KIND: assignment,
    inputs.KIND: inputs,
    order.KIND: order,
    checklist.KIND: checklist,
    commit.KIND: commit,
    message.KIND: message,
    files.KIND: files,
    build.KIND: build,
}
