"""What a policy says of people and of the whole: roles, pipelines, and rules on the content of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_phasegate.errors import ErrorList
from pytest_phasegate.policy.getters import Getter, line, list_of, mistake, project_path, quote
from pytest_phasegate.policy.records import Fields, Key, record, table_of
from pytest_phasegate.text.requests import fits_request

if TYPE_CHECKING:
    from pytest_phasegate.policy.node import Node

EXCEPTION = " One that begins with ! takes paths out again; the last that fits counts."


def shared_keys() -> dict[str, Key]:
    """The keys for roles, pipelines and rules, which policies, phase configs and presets have in common."""
    return {
        "roles": Key(getter=table_of(_role(), "a mapping of roles"), doc="Who may do work."),
        "pipelines": Key(
            getter=table_of(_pipeline(), "a mapping of pipelines"),
            doc="Phases that a document of the dialect phases goes through, and the requests that ask for them.",
        ),
        "rules": Key(
            getter=table_of(_rule(), "a mapping of rules"),
            doc="Text that files must or must not hold; the gate content names the rules.",
        ),
    }


def _globs() -> Getter[tuple[str, ...]]:
    return list_of(project_path(), "a list of paths or globs")


def _lines() -> Getter[tuple[str, ...]]:
    return list_of(line(), "a list of lines of text")


def _role() -> Getter[Fields]:
    keys = {
        "may_change": Key(
            getter=_globs(), doc="Globs of the paths that the role may change; none: any path." + EXCEPTION
        ),
        "people": Key(
            getter=list_of(line(), "a list of people"),
            doc="Who holds the role: names, addresses, or both as in Name <address>; none: anybody may.",
        ),
    }
    return record("a role", keys)


def _pipeline() -> Getter[Fields]:
    keys = {
        "phases": Key(
            getter=list_of(line(), "a list of phases", at_least=1),
            doc="Ids of the phases in the order in which a document goes through them.",
        ),
        "requests": Key(
            getter=_lines(),
            doc="Patterns of requests: [a/b] is one of these, [anything] one or more words.",
        ),
        "examples": Key(
            getter=_lines(), doc="Requests that belong to the pipeline: each must fit one of its patterns."
        ),
    }
    return record("a pipeline", keys, _check_examples)


def _check_examples(pipeline: Fields) -> None:
    """Raise for each example that no pattern of its pipeline fits."""
    errors = ErrorList()
    patterns = pipeline.values.get("requests", ())
    for example, node in zip(pipeline.values.get("examples", ()), _items(pipeline, "examples"), strict=True):
        if not any(fits_request(pattern, example) for pattern in patterns):
            errors.add(mistake(node, f"no pattern under requests fits the example {quote(example)}"))
    errors.raise_any()


def _items(fields: Fields, key: str) -> tuple[Node, ...]:
    value = fields.nodes[key].value if key in fields.nodes else ()
    assert isinstance(value, tuple)
    return value


def _rule() -> Getter[Fields]:
    keys = {
        "paths": Key(
            getter=list_of(project_path(), "a list of paths or globs", at_least=1),
            required=True,
            doc="Globs of the files that the rule is about." + EXCEPTION,
        ),
        "forbid": Key(
            getter=_lines(), doc="Text that no line of these files may hold; * stands for anything in a line."
        ),
        "require": Key(
            getter=_lines(), doc="Text that each of these files must hold; * stands for anything in a line."
        ),
        "reason": Key(getter=line(), doc="Why, for the message."),
    }
    return record("a rule", keys, _check_rule, anyOf=[{"required": ["forbid"]}, {"required": ["require"]}])


def _check_rule(rule: Fields) -> None:
    if "forbid" not in rule.values and "require" not in rule.values:
        raise mistake(rule.node, 'a rule needs "forbid" or "require"')
