"""What may stand in a policy file, a phase config and a preset: the tables behind the checker and the schema."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pytest_phasegate.model.claims import Level
from pytest_phasegate.policy.getters import (
    Getter,
    choice,
    duration,
    either,
    flag,
    iso_date,
    kind_of,
    line,
    list_of,
    mistake,
    pattern,
    project_path,
    quote,
    string,
    suggest,
    unexpected,
)
from pytest_phasegate.policy.pipelines import shared_keys
from pytest_phasegate.policy.records import Fields, Key, record, table_of
from pytest_phasegate.policy.report_keys import fail_under, report_keys
from pytest_phasegate.policy.settings import describe_settings, settings_keys

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pytest_phasegate.policy.node import Node

VERSION = 1
Keys = dict[str, Key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The names that a policy may use and that policy/ cannot know by itself.

    ``gates`` are the kinds of gates with their Settings, ``dialects`` the names of dialects (none: any name will
    do), ``presets`` the built-in presets.
    """

    gates: Mapping[str, type[Any]]
    dialects: Collection[str] = ()
    presets: Collection[str] = ()


def policy_file(words: Vocabulary) -> Getter[Fields]:
    """What the project's policy file may hold."""
    keys = {
        "version": Key(getter=_version(), required=True, doc="The version of this format: 1."),
        "extends": Key(
            getter=list_of(choice({name: name for name in words.presets}), "a list of presets"),
            doc="Built-in presets that this policy is laid over; a later one is laid over the one before it.",
        ),
        "include": Key(
            getter=list_of(project_path(), "a list of paths"),
            doc="Phase configs to read as well: paths or globs, relative to this file.",
        ),
        **_documents(words),
        **_shared(words),
        "report": Key(getter=report_keys(), doc="How much must be proven, and how it is shown."),
        "reviewers": Key(
            getter=list_of(line(), "a list of people"),
            doc="Who may sign off: names, addresses, or both as in Name <address>; without it, anybody may.",
        ),
        "waivers": Key(
            getter=list_of(_waiver(words), "a list of waivers"),
            doc="Checks that are allowed to fail until a date.",
        ),
    }
    return record("a policy", keys)


def phase_config(words: Vocabulary) -> Getter[Fields]:
    """What a file named by ``include`` may hold."""
    return record("a phase config", {"version": Key(getter=_version()), **_shared(words)})


def preset(words: Vocabulary) -> Getter[Fields]:
    """What a built-in preset may hold."""
    return record("a preset", {"version": Key(getter=_version()), **_documents(words), **_shared(words)})


def _version() -> Getter[int]:
    def read(node: Node) -> int:
        if kind_of(node) == "number" and node.value == VERSION:
            return VERSION
        raise mistake(node, f"this release reads version {VERSION} of the policy format only; write version: {VERSION}")

    return Getter(words=f"the number {VERSION}", read=read, schema={"const": VERSION})


def _documents(words: Vocabulary) -> Keys:
    names = {name: name for name in ("auto", *words.dialects)}
    keys = {
        "path": Key(getter=project_path(), required=True, doc="A glob over paths, relative to the project's root."),
        "dialect": Key(
            getter=choice(names) if words.dialects else line(),
            doc="How the documents are written; auto tells by their content.",
            extra={"default": "auto"},
        ),
        **fail_under("each of the documents"),
    }
    either_way = either("a path or a mapping", {"string": project_path(), "object": record("a document", keys)})
    return {
        "documents": Key(
            getter=list_of(either_way, "a list of documents", at_least=1),
            doc="The task documents; in place of those that a preset names.",
        )
    }


def _shared(words: Vocabulary) -> Keys:
    """The keys that policies, phase configs and presets have in common."""
    gates = replace(gates_getter(words), schema={"$ref": "#/$defs/gates"})
    return {
        **shared_keys(),
        "commands": Key(
            getter=table_of(_command(), "a mapping of commands"),
            doc="The only programs that can ever run; gates name them.",
        ),
        "gates": Key(getter=gates, doc="What must hold for every unit."),
        "phases": Key(
            getter=list_of(_phase(gates, words), "a list of phases"),
            doc="What must hold for some units, laid over what must hold for all.",
        ),
    }


def _strings(at_least: int = 0) -> Getter[tuple[str, ...]]:
    return list_of(string(), "a list of strings", at_least)


def _command() -> Getter[Fields]:
    run = either("a list of strings", {"array": _strings(at_least=1), "string": line()})
    places = {name: name for name in ("worktree", "commit")}
    keys = {
        "run": Key(getter=run, required=True, doc="The program and its arguments; with shell: true, one line."),
        "shell": Key(getter=flag(), doc="Give the line to the shell.", extra={"default": False}),
        "timeout": Key(getter=duration(), doc="How long it may run.", extra={"default": "10min"}),
        "directory": Key(
            getter=project_path(), doc="Where it runs, relative to the project's root.", extra={"default": "."}
        ),
        "environment": Key(
            getter=list_of(pattern(r"^[A-Za-z_][A-Za-z0-9_]*(?![\s\S])", "a variable's name"), "a list of strings"),
            doc="Names of environment variables that it may see, besides the usual few.",
        ),
        "at": Key(
            getter=choice(places),
            doc="On the files as they are now, or on a fresh checkout of the unit's commit.",
            extra={"default": "worktree"},
        ),
    }
    in_shell = {"properties": {"shell": {"const": True}}, "required": ["shell"]}
    run_is = {kind: {"properties": {"run": {"type": kind}}} for kind in ("string", "array")}
    return record(
        "a command", keys, _check_shell, **{"if": in_shell, "then": run_is["string"], "else": run_is["array"]}
    )


def _check_shell(command: Fields) -> None:
    if "run" not in command.values or ("shell" in command.nodes) != ("shell" in command.values):
        return  # one of them is wrong by itself
    run = command.nodes["run"]
    if command.values.get("shell", False):
        if not isinstance(run.value, str):
            raise mistake(run, "expected one string, because of shell: true, found a list")
    elif isinstance(run.value, str):
        words = "a list of strings (one string only with shell: true)"
        raise unexpected(run, words)


def _phase(gates: Getter[Any], words: Vocabulary) -> Getter[Fields]:
    match = {
        "level": Key(getter=choice({level.value: level.value for level in Level}), doc="The kind of unit."),
        "assignee": Key(getter=line(), doc="The role that the unit is assigned to."),
        "unit": Key(getter=line(), doc="A glob over the ids of units."),
        "document": Key(getter=project_path(), doc="A glob over the paths of documents."),
        "dialect": Key(
            getter=choice({name: name for name in words.dialects}) if words.dialects else line(),
            doc="What the document is written in.",
        ),
    }
    keys = {
        "id": Key(getter=line(), required=True, doc="The phase's name, for needs and messages."),
        "match": Key(getter=record("a match", match), doc="Which units the phase covers; without it, all."),
        "needs": Key(getter=list_of(line(), "a list of phases"), doc="Ids of phases that must be done before."),
        "inputs": Key(
            getter=list_of(_input(), "a list of paths"),
            doc="Files that must be there, with {document_dir} and {document} for the task document's.",
        ),
        "gates": Key(getter=gates, doc="What must hold for the units of the phase."),
        **fail_under("the phase's units"),
    }
    return record("a phase", keys)


def _input() -> Getter[str]:
    return pattern(
        r"^(?![\s\S]*[\u0000-\u001f\u007f])(?:[^{}]|\{document_dir\}|\{document\})+(?![\s\S])",
        "a path, in which only {document_dir} and {document} are filled in",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFields:
    """What a policy says of one gate: off, or on with the settings it names."""

    enabled: bool
    fields: Fields


def gates_getter(words: Vocabulary) -> Getter[Fields]:
    """What may stand under ``gates``; its schema is the one that the other schemas refer to as ``gates``."""
    keys = {kind: Key(getter=_gate(kind, settings)) for kind, settings in words.gates.items()}
    return record("the gates", keys)


def _gate(kind: str, settings: type[Any]) -> Getter[GateFields]:
    named = record(f'the gate "{kind}"', settings_keys(settings))

    def read(node: Node) -> GateFields:
        if isinstance(node.value, bool):
            return GateFields(enabled=node.value, fields=Fields(values={}, nodes={}, node=node))
        if kind_of(node) != "object":
            raise unexpected(node, "true, false or a mapping of settings")
        return GateFields(enabled=True, fields=named.read(node))

    text = describe_settings(settings)
    schema = {"anyOf": [{"type": "boolean"}, named.schema]}
    return Getter(words="settings", read=read, schema={"description": text, **schema} if text else schema)


def _waiver(words: Vocabulary) -> Getter[Fields]:
    keys = {
        "check": Key(getter=_check_id(words), required=True, doc="The check's id, as a run shows it."),
        "reason": Key(getter=line(), required=True, doc="Why the check may fail."),
        "owner": Key(getter=line(), required=True, doc="Who answers for it."),
        "expires": Key(getter=iso_date(), required=True, doc="The last day on which the check may fail."),
    }
    return record("a waiver", keys)


def _check_id(words: Vocabulary) -> Getter[str]:
    shape = pattern(f"{_CHECK_HEAD}[^:\\u0000-\\u001f]+(?![\\s\\S])", _CHECK_WORDS)
    kinds = "|".join(map(re.escape, words.gates))

    def read(node: Node) -> str:
        check = shape.read(node)
        kind = check.rpartition("::")[2]
        if kind not in words.gates:
            raise mistake(node, f"no gate is named {quote(kind)}; {suggest(kind, words.gates)}")
        return check

    schema = {"type": "string", "pattern": rf"{_CHECK_HEAD}(?:{kinds})(?![\s\S])"}
    return Getter(words=shape.words, read=read, schema=schema)


# A document's path ends at the first "::", so that no text can be split in many ways: linear on any text.
_CHECK_HEAD = r"^(?:(?!::)[^\u0000-\u001f])+::(?:[^\u0000-\u001f]+::)?"
_CHECK_WORDS = 'a check\'s id such as "tasks.md::batch-2::commit"'
