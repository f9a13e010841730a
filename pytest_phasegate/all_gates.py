"""Every gate by its kind, in the order in which a unit's checks are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.gates import (
    assignment,
    attempts,
    build,
    checklist,
    commit,
    content,
    deliverable,
    fields,
    files,
    handoff,
    inputs,
    message,
    order,
    pipeline,
    record,
    scope,
    signoff,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_phasegate.model.check import Gate

GATES: Mapping[str, Gate] = {
    record.KIND: record,
    pipeline.KIND: pipeline,
    assignment.KIND: assignment,
    inputs.KIND: inputs,
    order.KIND: order,
    checklist.KIND: checklist,
    fields.KIND: fields,
    commit.KIND: commit,
    message.KIND: message,
    files.KIND: files,
    deliverable.KIND: deliverable,
    scope.KIND: scope,
    handoff.KIND: handoff,
    attempts.KIND: attempts,
    content.KIND: content,
    signoff.KIND: signoff,
    build.KIND: build,
}
