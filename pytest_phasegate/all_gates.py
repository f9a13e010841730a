"""Every gate by its kind, in the order in which a unit's checks are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.gates import (
    assignment,
    attempts,
    build,
    checklist,
    closers,
    commit,
    content,
    coverage,
    deliverable,
    fields,
    files,
    handoff,
    inputs,
    message,
    order,
    outcomes,
    pipeline,
    record,
    scope,
    shape,
    signoff,
    symbols,
    tests,
    trace,
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
    shape.KIND: shape,
    outcomes.KIND: outcomes,
    trace.KIND: trace,
    symbols.KIND: symbols,
    closers.KIND: closers,
    build.KIND: build,
    tests.KIND: tests,
    coverage.KIND: coverage,
}
