"""The brief for a unit: all that whoever does the work needs, in Markdown; for a batch in the words of its workflow."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from pytest_phasegate.commands.summary import task_id
from pytest_phasegate.commands.work import owed
from pytest_phasegate.model.claims import Action, Level
from pytest_phasegate.model.policy import role_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_phasegate.commands.names import Place
    from pytest_phasegate.commands.work import Work
    from pytest_phasegate.model.claims import FieldClaim, FileClaim
    from pytest_phasegate.model.workflow import Unit

_PLAN = "implementation-plan.md"
_USUAL = ("tasks", "task-list", "tasks-list", "plan")
_FOLDERS = ("src", "lib", "libs", "app", "apps", "packages")
_DONE = {Action.CREATE: "CREATE", Action.MODIFY: "MODIFY", Action.DELETE: "DELETE", Action.RENAME: "RENAME",
         Action.REWRITE: "REWRITE", Action.VERIFY: "VERIFY"}  # fmt: skip


class Given(NamedTuple):
    """What a brief is made from besides its unit.

    ``work`` is that of its document, ``paths`` are the files of the project, ``gates`` the kinds of gates that will
    look at the unit once it is done, and ``reasons`` say why it failed the last time. ``role`` does the work, where the
    document does not say who does, and ``cites`` whether it is to cite the commit.
    """

    work: Work
    paths: tuple[str, ...]
    gates: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    role: str = ""
    cites: bool = False


def brief(place: Place, given: Given) -> str:
    """The brief of a unit."""
    unit, work = place.unit, given.work
    role, name = work.role(unit) or given.role, _name(unit)
    lines = (
        [f"PHASE {unit.id}: Assigning to {role} for {unit.title}...", ""] if unit.level is Level.PHASE and role else []
    )
    lines += [f"You are {role or 'the one who does this work'} for {_task(place.path)}.", ""]
    lines += [f"## YOUR ASSIGNED {unit.level.word.upper()}", ""]
    is_batch = unit.level is Level.BATCH
    where = f'marked "🔄 IN PROGRESS{_to(role)}"' if is_batch else f"line {unit.line}"
    lines += [f"Read {place.path} and find **{name}** ({where}): {unit.title}", ""]
    lines += [*_protocol(unit, name), ""] if is_batch else []
    for title, found in (
        ("WHY IT FAILED", [f"- {reason}" for reason in given.reasons]),
        ("NEEDS", [f"- {line}" for line in _needs(place, work)]),
        ("TASKS", _tasks(unit)),
        ("MAY CHANGE", [f"- {line}" for line in _scope(work, role)]),
    ):
        lines += [f"## {title}", "", *found, ""] if found else []
    steps = _sharing(place, work) if unit.level is Level.CHECKPOINT else _workflow(place, given)
    lines += ["## WORKFLOW", "", *steps]
    return "\n".join(lines)


def _task(path: str) -> str:
    """What a document is about: its own name, or that of its folder where many have the same name."""
    stem = path.rpartition("/")[2].partition(".")[0]
    return task_id(path) if stem.replace("_", "-") in _USUAL else stem


def _name(unit: Unit) -> str:
    return f"{unit.level.word.capitalize()} {unit.id}"


def _to(role: str) -> str:
    return f" - Assigned to {role}" if role else ""


def _protocol(unit: Unit, name: str) -> Iterator[str]:
    yield "**CRITICAL - BATCH EXECUTION PROTOCOL**:"
    yield ""
    yield f"- Execute ALL tasks in {name} (Tasks {', '.join(each.id for each in _parts(unit))})"
    yield "- Execute tasks IN ORDER (respect dependencies)"
    yield "- Stage files progressively (git add after each task)"
    yield "- Create ONE commit for entire batch (after all tasks complete)"
    yield "- Update tasks.md after completing batch"
    yield "- Return with batch commit SHA"


def _parts(unit: Unit) -> tuple[Unit, ...]:
    """The tasks of a unit, or the unit itself where it has none."""
    return tuple(each for each in unit.units if not each.status.is_dropped) or (unit,)


def _needs(place: Place, work: Work) -> Iterator[str]:
    """What the work rests on: units, and files that earlier ones delivered."""
    yield from (f"{needed}" for claim in place.unit.dependencies for needed in claim.units)
    inputs = dict.fromkeys(claim.path for each in place.unit.walk() for claim in each.inputs)
    yield from (f"`{path}`" for path in inputs)
    former = work.workflow.before(place.unit)
    if former is not None:
        delivered = [claim.path for claim in former.deliverables if claim.path not in inputs]
        yield from (f"`{path}`, which {former.name} delivered" for path in delivered)


def _tasks(unit: Unit) -> list[str]:
    lines: list[str] = []
    for part in _parts(unit):
        lines += [f"### {_name(part)}: {part.title}", ""]
        for each in part.walk():
            lines += [f"- {_file(claim)}" for claim in each.files]
            lines += [f"- deliver `{claim.path}`" for claim in each.deliverables]
            lines += [f"- {entry.key}: {entry.text}" for entry in each.fields if _is_told(entry)]
            lines += [f"- {text}" for text in owed(each)]
        lines.append("")
    return lines[:-1]


def _is_told(entry: FieldClaim) -> bool:
    """Whether a field is for whoever does the work; attempts that failed are told with their reasons."""
    return bool(entry.text) and not entry.is_form and not entry.key.startswith("attempt")


def _file(claim: FileClaim) -> str:
    return f"{_DONE.get(claim.action, 'file:')} `{claim.path}`" + (f" → `{claim.new_path}`" if claim.new_path else "")


def _scope(work: Work, role: str) -> Iterator[str]:
    """What the role may touch, where the policy says so."""
    for name, found in work.policy.roles.items():
        if role and role_key(name) == role:
            yield from (f"not {glob[1:]}" if glob.startswith("!") else glob for glob in found.may_change)


def _workflow(place: Place, given: Given) -> Iterator[str]:
    unit, parts = place.unit, _parts(place.unit)
    folder = place.path.rpartition("/")[0]
    plan = f"{folder}/{_PLAN}" if folder else _PLAN
    tasks, whose = ("tasks", f"YOUR {unit.level.word}") if unit.units else ("work", "it")
    yield f"1. Read {place.path.rpartition('/')[2]} (find ALL {tasks} in {whose})"
    yield f"2. Read {plan if plan in given.paths else _PLAN + ', where there is one'} (understand architecture)"
    yield "3. Verify imports/patterns (check example files)"
    yield f"4. Execute {tasks} IN ORDER:"
    for part in parts:
        files = " ".join(dict.fromkeys(claim.path for each in part.walk() for claim in each.files if _is_made(claim)))
        yield f"   - Implement {_name(part)} → git add {files or '[files]'}"
    yield f"5. Create ONE commit for entire {unit.level.word}:"
    yield ""
    yield from ("```", *message(unit, given.work), "```")
    yield ""
    yield f"6. Self-verify entire {unit.level.word}: phasegate verify {unit.key}"
    commit = " --commit HEAD" if given.cites else ""
    yield f"7. Update {place.path.rpartition('/')[2]}: phasegate complete {unit.key}{commit}"
    yield f"   (held against: {', '.join(given.gates) or 'nothing that gates could look at'})"
    yield f"8. Return {unit.level.word} completion report with commit SHA"
    if unit.level is Level.BATCH:
        yield ""
        yield "**REMEMBER**: Execute ALL tasks in the batch, ONE commit at the end!"


def _sharing(place: Place, work: Work) -> Iterator[str]:
    """What is done at a checkpoint: what was found is shared, and somebody answers."""
    parent = work.workflow.parent(place.unit)
    before = [each for each in work.workflow.siblings(place.unit) if each.line < place.unit.line]
    yield f"1. Share what {parent.title if parent else 'the work'} came to:"
    for each in before:
        yield f"   - {_name(each)}: {each.title}"
        yield from (f"     {entry.key}: {entry.text or '(to be filled in)'}" for entry in each.fields)
    yield "2. Wait for the answer; nothing behind the checkpoint begins before it"
    yield f"3. Record it: phasegate complete {place.unit.key}"


def _is_made(claim: FileClaim) -> bool:
    return claim.action is not Action.VERIFY


def message(unit: Unit, work: Work) -> Iterator[str]:
    """The message of the unit's commit, ready to use: as the document promises it, or as the policy asks for it."""
    promised = next((claim for each in unit.walk() for claim in each.messages), None)
    if promised is not None and promised.subject:
        yield promised.subject_line
    else:
        prefix = promised.prefix if promised else f"{_type(unit)}({_scope_of(unit, work)})"
        yield f"{prefix}: {unit.level.word} {unit.id} - {unit.title[:1].lower()}{unit.title[1:]}"
    if unit.units:
        yield ""
        yield from (f"- {_name(part)}: {part.title}" for part in _parts(unit))


def _paths(unit: Unit) -> list[str]:
    return [claim.path for each in unit.walk() for claim in each.files if _is_made(claim)]


def _type(unit: Unit) -> str:
    paths = _paths(unit)
    if paths and all("test" in path for path in paths):
        return "test"
    return "docs" if paths and all(path.endswith((".md", ".rst", ".txt")) for path in paths) else "feat"


def _scope_of(unit: Unit, work: Work) -> str:
    """The folder that most files of a unit lie in, below the one that holds all code; else what it is about."""
    names: Counter[str] = Counter()
    for path in _paths(unit):
        folders = [part for part in path.split("/")[:-1] if part not in _FOLDERS]
        names.update(folders[:1])
    found = names.most_common(1)
    first = "".join(filter(str.isalnum, unit.title.split(" ")[0])) if unit.level is Level.BATCH else ""
    return (found[0][0] if found else first or _task(work.workflow.path)).lower()
