"""What the texts beside a task document add to it, before its checks are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.all_dialects import DIALECTS, Dialects
from pytest_phasegate.all_gates import GATES
from pytest_phasegate.policy.lookup import phases_of, settings_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_phasegate.model.policy import Policy
    from pytest_phasegate.model.workflow import Workflow


def add_companions(
    workflow: Workflow, policy: Policy, read: Callable[[str], bytes | None], dialects: Dialects = DIALECTS
) -> Workflow:
    """The workflow with what its companions tell: a staged tree without any box or status is as done as its outcomes.

    It depends on texts alone, as listing the checks does.

    Args:
        workflow: what the document says.
        policy: what must hold; its gate ``outcomes`` names the file, and where that gate is off nothing is added.
        read: gives the content of a file of the judged tree, or None where there is none.
        dialects: those of the run.
    """
    companion = dialects[workflow.dialect].companion
    if companion is None:
        return workflow
    phases = phases_of(policy, workflow.path, workflow.root, None, workflow.dialect)
    settings = settings_for(policy.rule_layers(phases), "outcomes", GATES["outcomes"].settings)
    if settings is None:
        return workflow
    path = workflow.beside(settings.file)
    data = read(path)
    return workflow if data is None else companion(workflow, path, data.decode("utf-8", "replace"))
