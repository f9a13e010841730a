"""The summary in Markdown of where a document stands: what was completed last, and what comes next, in three forms.

Its forms are those of the workflow of batches: another unit of the same role, the other role's turn, or completion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.commands.judging import judge_all
from pytest_phasegate.commands.work import is_open, plural
from pytest_phasegate.model.claims import Action, Level
from pytest_phasegate.text.words import count_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_phasegate.commands.command import Asked
    from pytest_phasegate.commands.work import Work
    from pytest_phasegate.model.workflow import Unit
    from pytest_phasegate.projects.opened import Projects

_DEVELOPER = "-developer"
_EXECUTION_HOURS, _COMPLETION = "1-3 hours", "15-30 minutes"


class Standing(NamedTuple):
    """Where the work of a role in a document stands.

    ``done`` is what it completed last, ``following`` what it does next, ``others`` are the units of the roles that
    have work left once it has none.
    """

    role: str
    done: Unit | None
    following: Unit | None
    others: tuple[Unit, ...]


def standing_of(work: Work, role: str) -> Standing:
    """Where the work of a role stands; without a role that of whoever has, or last had, something to do."""
    left = [unit for unit in work.units if not unit.status.is_settled]
    ready = [*work.in_progress, *work.startable(work.units)]
    if not role:
        role = next((work.role(unit) for unit in (*ready, *left)), "")
    own = work.of_role(role)
    following = next((unit for unit in (*ready, *left) if unit in own), None)
    done = [unit for unit in (own if left else work.units) if unit.status.is_claimed]
    others = () if following else tuple(unit for unit in left if unit not in own)
    return Standing(role, done[-1] if done else None, following, others)


def summary_of(asked: Asked, opened: Projects, path: str, work: Work, standing: Standing) -> tuple[str, ...]:
    """The lines of the summary; the unit that was completed last is judged for it."""
    lines = [*_completed(asked, opened, path, standing.done), ""] if standing.done else []
    if standing.following:
        return (*lines, *_same_role(work, standing.following, standing))
    if standing.others:
        return (*lines, *_other_role(work, standing))
    return (*lines, *_complete(asked, opened, path, work))


def _completed(asked: Asked, opened: Projects, path: str, unit: Unit) -> Iterator[str]:
    yield f"✅ {_title(unit)} Complete: {unit.title}"
    yield ""
    yield "**Deliverables Created**:"
    for each in unit.walk():
        words = each.title or unit.title
        made = [claim.path for claim in each.files if claim.action not in (Action.VERIFY, Action.DELETE)]
        made += [claim.path for claim in each.deliverables]
        yield from (f"- {name} - {words}" for name in dict.fromkeys(made))
    commits = list(dict.fromkeys(claim.id for each in unit.walk() for claim in each.commits))
    yield f"- Git commit: {', '.join(commits) or 'none is written down'}"
    yield ""
    yield f"**Quality Verification**: {_quality(asked, opened, path, unit)}"


def _quality(asked: Asked, opened: Projects, path: str, unit: Unit) -> str:
    """How the gates of a unit and of all in it stand, but for those that run commands."""
    keys = {each.key for each in unit.walk()}
    judged = judge_all(asked, opened, path, lambda check: check.unit.key in keys)
    bad = [*judged.faults("false"), *judged.faults("unknown")]
    if bad:
        return f"{count_of(len(bad), 'gate')} not passed ❌ ({bad[0].check.rpartition('::')[2]}: {bad[0].reason})"
    if not judged.counts().get("held"):
        return "nothing that gates could look at"
    if judged.not_run:
        rest = "one runs a command" if judged.not_run == 1 else f"{judged.not_run} run commands"
        return f"All gates that only read passed ✅ ({rest}: phasegate verify {unit.key})"
    return "All gates passed ✅"


def _same_role(work: Work, following: Unit, standing: Standing) -> Iterator[str]:
    """The first form: the role goes on."""
    own = work.of_role(standing.role)
    many = plural(following.level)
    yield f"## 📍 Next: {_title(following)}"
    yield ""
    yield from _fenced(_execution(work, standing.role, following))
    yield ""
    yield "**Context Summary**:"
    if standing.done:
        yield f"- Completed: {_title(standing.done)}{_in_brackets([standing.done])}"
    yield f"- Next: {_title(following)}{_in_brackets([following])}: {following.title}"
    completed = sum(unit.status.is_claimed for unit in own)
    total = sum(not unit.status.is_dropped for unit in own)
    yield f"- Progress: {completed}/{total} {' '.join(filter(None, (_short(standing.role), many)))}"
    yield ""
    yield from _expect(work, standing.role, f"{_title(following)} implementation", _EXECUTION_HOURS)


def _other_role(work: Work, standing: Standing) -> Iterator[str]:
    """The second form: the role has none left, and another one has."""
    first = next((unit for unit in standing.others if is_open(unit)), standing.others[0])
    role, own = work.role(first), work.of_role(standing.role)
    theirs = [unit for unit in standing.others if work.role(unit) == role]
    name, other = (_short(each).capitalize() or "Nobody's" for each in (standing.role, role))
    yield f"## 📍 Next: {other} {plural(first.level)}"
    yield ""
    yield from _fenced(_execution(work, role, first))
    yield ""
    yield "**Context Summary**:"
    yield f"- {name} complete: {_counted(own)}{_tasks(own)}"
    yield f"- {other} pending: {_counted(theirs)}{_tasks(theirs)}"
    yield ""
    deliverable = f"{other} {first.level.word} implementations"
    yield from _expect(work, role, deliverable, f"{_EXECUTION_HOURS} per {first.level.word}")


def _complete(asked: Asked, opened: Projects, path: str, work: Work) -> Iterator[str]:
    """The third form: nothing is left."""
    judged = judge_all(asked, opened, path, lambda check: check.gate == "commit")
    ids = list(dict.fromkeys(claim.id for unit in work.workflow.units() for claim in unit.commits))
    bad = [*judged.faults("false"), *judged.faults("unknown")]
    many = plural(work.units[0].level) if work.units else "units"
    yield "## 📍 Next: Completion"
    yield ""
    yield from _fenced(f"/phase-7-completion {task_id(path)}" if _is_batches(work) else "phasegate verify")
    yield ""
    yield "**Context Summary**:"
    yield f"- All {many} complete: {_counted(work.units)}{_tasks(work.units)}"
    if bad:
        yield f"- Commits not verified: {', '.join(each.check.rpartition('::')[0] for each in bad)}"
    elif ids:
        yield f"- All commits verified: {', '.join(ids)}"
    else:
        yield "- No commit is written down"
    yield ""
    yield from _expect(work, "", "Final verification report", _COMPLETION)


def _execution(work: Work, role: str, unit: Unit) -> str:
    """The command that goes on: that of the workflow of batches, else ours."""
    if _is_batches(work) and role.endswith(_DEVELOPER):
        return f"/phase-6-{_short(role)}-execution {task_id(work.workflow.path)}"
    return f"phasegate verify {unit.key}" if unit.status.is_settled else f"phasegate assign {unit.key}"


def _expect(work: Work, role: str, deliverable: str, duration: str) -> Iterator[str]:
    yield "**What to Expect**:"
    lead = f"team-leader MODE {2 if role else 3}" if _is_batches(work) else ""
    yield f"- **Agent**: {' + '.join(filter(None, (lead, role))) or 'whoever takes it'}"
    yield f"- **Deliverable**: {deliverable}"
    if _is_batches(work):
        yield f"- **Duration**: {duration}"


def task_id(path: str) -> str:
    """The id of a task: the name of the folder that its document lies in."""
    return path.split("/")[-2] if "/" in path else path.partition(".")[0]


def _fenced(command: str) -> tuple[str, str, str]:
    return ("```", command, "```")


def _title(unit: Unit) -> str:
    return f"{unit.level.word.capitalize()} {unit.id}"


def _short(role: str) -> str:
    return role.removesuffix(_DEVELOPER)


def _is_batches(work: Work) -> bool:
    return any(unit.level is Level.BATCH for unit in work.units)


def _counted(units: Iterable[Unit]) -> str:
    every = [unit for unit in units if not unit.status.is_dropped]
    level = every[0].level if every else Level.TASK
    return count_of(len(every), level.word, plural(level))


def _tasks(units: Iterable[Unit]) -> str:
    """How many tasks some units have, to follow their number; nothing where none has any."""
    number = sum(not each.status.is_dropped for unit in units for each in unit.units)
    return f", {count_of(number, 'task')}" if number else ""


def _in_brackets(units: Iterable[Unit]) -> str:
    return f" ({words.removeprefix(', ')})" if (words := _tasks(units)) else ""
