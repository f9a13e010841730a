"""Tables of what a policy file, a phase config and a preset may hold, for reading them and for their schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_phasegate.errors import ErrorList
from pytest_phasegate.policy.presets import PRESETS
from pytest_phasegate.policy.settings import LEVELS, Gates
from pytest_phasegate.policy.tree import kind_of, mistake, quote, suggest, unexpected
from pytest_phasegate.policy.values import (
    DATE,
    DURATION,
    FLAG,
    LINE,
    PROJECT_PATH,
    SHARE,
    STRING,
    Choice,
    Either,
    Fields,
    Key,
    ListOf,
    Record,
    Table,
    matching_text,
    whole_number,
)

if TYPE_CHECKING:
    from pytest_phasegate.policy.tree import Node
    from pytest_phasegate.policy.values import Kind, Names

VERSION = 1


class Version:
    """The version of the format that this release reads."""

    words = f"the number {VERSION}"

    def read(self, node: Node, names: Names) -> int:
        """The version."""
        if kind_of(node) == "number" and node.value == VERSION:
            return VERSION
        raise mistake(node, f"this release reads version {VERSION} of the policy format only; write version: {VERSION}")


class Dialect(NamedTuple):
    """The name of a dialect, or one of some other words."""

    others: tuple[str, ...] = ()
    words: str = "a dialect"

    def kind(self, names: Names) -> Kind:
        """What is taken, by the dialects that there are."""
        return Choice((*self.others, *names.dialects)) if names.dialects else LINE

    def read(self, node: Node, names: Names) -> Any:
        """The name."""
        return self.kind(names).read(node, names)


class CheckId:
    """The id of a check, as a run shows it."""

    words = 'a check\'s id such as "tasks.md::batch-2::commit"'

    def read(self, node: Node, names: Names) -> Any:
        """The id."""
        check = matching_text(self.words, f"{CHECK_HEAD}[^:\\u0000-\\u001f]+(?![\\s\\S])").read(node, names)
        kind = check.rpartition("::")[2]
        if kind not in names.gates:
            raise mistake(node, f"no gate is named {quote(kind)}; {suggest(kind, names.gates)}")
        return check


# A document's path ends at the first "::": there is one way to split a text, so that matching is linear.
CHECK_HEAD = r"^(?:(?!::)[^\u0000-\u001f])+::(?:[^\u0000-\u001f]+::)?"


def _check_shell(command: Fields) -> None:
    if "run" not in command.values or ("shell" in command.nodes) != ("shell" in command.values):
        return  # one of the two is reported already
    run = command.nodes["run"]
    if command.values.get("shell", False):
        if not isinstance(run.value, str):
            raise mistake(run, "expected one string, because of shell: true, found a list")
    elif isinstance(run.value, str):
        raise unexpected(run, "a list of strings (one string only with shell: true)")


def _check_examples(pipeline: Fields) -> None:
    """Raise for each example that no pattern of its pipeline fits."""
    from pytest_phasegate.text.requests import fits_request

    if "examples" not in pipeline.values:
        return
    errors = ErrorList()
    patterns = pipeline.values.get("requests", ())
    for example, node in zip(pipeline.values["examples"], items(pipeline.nodes["examples"]), strict=True):
        if not any(fits_request(pattern, example) for pattern in patterns):
            errors.add(mistake(node, f"no pattern under requests fits the example {quote(example)}"))
    errors.raise_any()


def items(node: Node) -> tuple[Node, ...]:
    """The items of a node that is a list."""
    assert isinstance(node.value, tuple)
    return node.value


def _check_rule(rule: Fields) -> None:
    if "forbid" not in rule.values and "require" not in rule.values:
        raise mistake(rule.node, 'a rule needs "forbid" or "require"')


def _fail_under(what: str) -> Key:
    return Key(SHARE, f"How much of {what} must be proven at least, in percent.")


_LINES = ListOf(LINE, "a list of lines of text")
_GLOBS = "a list of paths or globs"
_EXCEPTION = " One that begins with ! excludes paths again; the last that matches counts."

_ROLE = Record(
    "a role",
    {
        "may_change": Key(
            ListOf(PROJECT_PATH, _GLOBS), "Globs of the paths that the role may change; none: any path." + _EXCEPTION
        ),
        "people": Key(
            ListOf(LINE, "a list of people"),
            "Who holds the role: names, addresses, or both as in Name <address>; none: anybody may.",
        ),
    },
)
_PIPELINE = Record(
    "a pipeline",
    {
        "phases": Key(
            ListOf(LINE, "a list of phases", at_least=1),
            "Ids of the phases in the order in which a document goes through them.",
        ),
        "requests": Key(_LINES, "Patterns of requests: [a/b] is one of these, [anything] one or more words."),
        "examples": Key(_LINES, "Requests that belong to the pipeline: each must fit one of its patterns."),
    },
    _check_examples,
)
RULE = Record(
    "a rule",
    {
        "paths": Key(
            ListOf(PROJECT_PATH, _GLOBS, at_least=1),
            "Globs of the files that the rule is about." + _EXCEPTION,
            required=True,
        ),
        "forbid": Key(_LINES, "Text that no line of these files may contain; * matches anything in a line."),
        "require": Key(_LINES, "Text that each of these files must contain; * matches anything in a line."),
        "reason": Key(LINE, "Why, for the message."),
    },
    _check_rule,
)
COMMAND = Record(
    "a command",
    {
        "run": Key(
            Either("a list of strings", {"array": ListOf(STRING, "a list of strings", at_least=1), "string": LINE}),
            "The program and its arguments; with shell: true, one line.",
            required=True,
        ),
        "shell": Key(FLAG, "Give the line to the shell.", default=False),
        "timeout": Key(DURATION, "How long it may run.", default="10min"),
        "directory": Key(PROJECT_PATH, "Where it runs, relative to the project's root.", default="."),
        "environment": Key(
            ListOf(matching_text("a variable's name", r"^[A-Za-z_][A-Za-z0-9_]*(?![\s\S])"), "a list of strings"),
            "Names of environment variables that it may see, besides the usual few.",
        ),
        "at": Key(
            Choice(("worktree", "commit")),
            "On the files as they are now, or on a fresh checkout of the unit's commit.",
            default="worktree",
        ),
    },
    _check_shell,
)
_MATCH = Record(
    "a match",
    {
        "level": Key(LEVELS, "The kind of unit."),
        "assignee": Key(LINE, "The role that the unit is assigned to."),
        "unit": Key(LINE, "A glob over the ids of units."),
        "document": Key(PROJECT_PATH, "A glob over the paths of documents."),
        "dialect": Key(Dialect(), "The dialect of the document."),
    },
)
_INPUT = matching_text(
    "a path, in which only {document_dir} and {document} are filled in",
    r"^(?![\s\S]*[\u0000-\u001f\u007f])(?:[^{}]|\{document_dir\}|\{document\})+(?![\s\S])",
)
_PHASE = Record(
    "a phase",
    {
        "id": Key(LINE, "The phase's name, for needs and messages.", required=True),
        "match": Key(_MATCH, "Which units the phase covers; without it, all."),
        "needs": Key(ListOf(LINE, "a list of phases"), "Ids of phases that must be done before."),
        "inputs": Key(
            ListOf(_INPUT, "a list of paths"),
            "Files that must be there, with {document_dir} and {document} for the task document's.",
        ),
        "gates": Key(Gates(), "What must hold for the units of the phase."),
        "fail_under": _fail_under("the phase's units"),
    },
)
_DOCUMENT = Record(
    "a document",
    {
        "path": Key(PROJECT_PATH, "A glob over paths, relative to the project's root.", required=True),
        "dialect": Key(
            Dialect(("auto",)), "The format of the documents; auto: detected from their content.", default="auto"
        ),
        "fail_under": _fail_under("each of the documents"),
    },
)
_REPORT = Record(
    "the report's settings",
    {
        "fail_under": _fail_under("all documents together"),
        "precision": Key(
            whole_number("a whole number from 0 to 10", 0, 10), "Digits after the point of a share.", default=0
        ),
        "skip_covered": Key(FLAG, "Leave documents that are wholly proven out of tables.", default=False),
        "skip_empty": Key(FLAG, "Leave documents that claim nothing out of tables.", default=False),
        # coverage.py's words
        "sort": Key(
            Choice(("name", "stmts", "miss", "cover", "-name", "-stmts", "-miss", "-cover")),
            "The column that tables are sorted by; with a minus in descending order.",
            default="name",
        ),
    },
)
_WINDOW = Record(
    "a window",
    {
        "before": Key(
            whole_number("a whole number from 0 to 100", 0, 100),
            "How many commits before a unit's appearance count that was done when it appeared; of one that was open"
            " first at most 5 do.",
            default=20,
        ),
        "hours": Key(
            whole_number("a whole number from 0 to 8760", 0, 8760),
            "How many hours before the appearance of a unit that was done then count too, but never more than 100"
            " commits.",
            default=24,
        ),
    },
)
_WAIVER = Record(
    "a waiver",
    {
        "check": Key(CheckId(), "The check's id, as a run shows it.", required=True),
        "reason": Key(LINE, "Why the check may fail.", required=True),
        "owner": Key(LINE, "Who answers for it.", required=True),
        "expires": Key(DATE, "The last day on which the check may fail.", required=True),
    },
)

_DOCUMENTS = Key(
    ListOf(
        Either("a path or a mapping", {"string": PROJECT_PATH, "object": _DOCUMENT}), "a list of documents", at_least=1
    ),
    "The task documents; they replace those that a preset names.",
)
_SHARED = {
    "roles": Key(Table(_ROLE, "a mapping of roles"), "Who may do work."),
    "pipelines": Key(
        Table(_PIPELINE, "a mapping of pipelines"),
        "Phases that a document of the dialect phases goes through, and the requests that ask for them.",
    ),
    "rules": Key(
        Table(RULE, "a mapping of rules"), "Text that files must or must not hold; the gate content names the rules."
    ),
    "commands": Key(Table(COMMAND, "a mapping of commands"), "The only programs that can ever run; gates name them."),
    "gates": Key(Gates(), "What must hold for every unit."),
    "phases": Key(
        ListOf(_PHASE, "a list of phases"), "What must hold for some units; it overrides what must hold for all."
    ),
}

PHASE_CONFIG = Record("a phase config", {"version": Key(Version()), **_SHARED})
"""What a file named by ``include`` may hold."""

PRESET = Record("a preset", {"version": Key(Version()), "documents": _DOCUMENTS, **_SHARED})
"""What a built-in preset may hold."""

POLICY = Record(
    "a policy",
    {
        "version": Key(Version(), "The version of this format: 1.", required=True),
        "extends": Key(
            ListOf(Choice(PRESETS), "a list of presets"),
            "Built-in presets that this policy builds on; a later one overrides an earlier one.",
        ),
        "include": Key(
            ListOf(PROJECT_PATH, "a list of paths"),
            "Phase configs to read as well: paths or globs, relative to this file.",
        ),
        "documents": _DOCUMENTS,
        **_SHARED,
        "report": Key(_REPORT, "How much must be proven, and how it is shown."),
        "window": Key(
            _WINDOW, "From when on a change of a file may be the work of a unit that cites no commit of its own."
        ),
        "reviewers": Key(
            ListOf(LINE, "a list of people"),
            "Who may sign off: names, addresses, or both as in Name <address>; without it, anybody may.",
        ),
        "waivers": Key(ListOf(_WAIVER, "a list of waivers"), "Checks that are allowed to fail until a date."),
    },
)
"""What the project's policy file may hold."""
