"""YAML and TOML as one kind of tree whose nodes know their lines, within limits that no honest policy meets."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from typing import Any

from pytest_phasegate.errors import PolicyError
from pytest_phasegate.location import Location
from pytest_phasegate.policy.node import MAX_BYTES, MAX_DEPTH, Node, mistake_at
from pytest_phasegate.policy.scalars import BAD_NUMBER
from pytest_phasegate.policy.toml_lines import deepest, key_lines
from pytest_phasegate.policy.toml_tree import TomlTree
from pytest_phasegate.policy.yaml_tree import YamlTree, take_event

# https://yaml.org/spec/1.2.2/#51-character-set, held against TOML as well
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TOML_LINE = re.compile(r" \(at line (\d+), column \d+\)$")


def read_nodes(data: bytes, path: str) -> Node:
    """Read a YAML or TOML file, told apart by its name's ending.

    ``path`` is the file's path for messages. Raises PolicyError, at its line, where the text is not to be read.
    """
    node = read_toml(data, path) if path.endswith(".toml") else read_yaml(data, path)
    assert node is not None  # only a table can be missing
    return node


def decode(data: bytes, path: str) -> str:
    """Bytes of a config file as text; raises PolicyError where they are too many, or no UTF-8 text."""
    if len(data) > MAX_BYTES:
        raise PolicyError(f"the file has {len(data):,} bytes; at most {MAX_BYTES:,} are read", Location(path))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"0x{data[error.start]:02x}"
        raise PolicyError(f"not UTF-8 text: byte {byte}; save the file as UTF-8", Location(path, line)) from None
    if forbidden := _FORBIDDEN.search(text):
        line = text.count("\n", 0, forbidden.start()) + 1
        raise PolicyError(f"the character U+{ord(forbidden[0]):04X} is not allowed here", Location(path, line))
    return text


def read_yaml(data: bytes, path: str, *, pure: bool = False) -> Node:
    """Read a YAML file over its parser's events, which cannot recurse nor multiply what is written.

    ``pure`` leaves the C parser aside, which is taken where there is one. Raises PolicyError.
    """
    import yaml

    text = decode(data, path)
    loader: Any = yaml.SafeLoader if pure else getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = YamlTree(path)
    try:
        for event in yaml.parse(text, Loader=loader):
            take_event(builder, event)
    except yaml.MarkedYAMLError as error:
        raise _yaml_mistake(error, text, path) from None
    if builder.root is None:
        raise PolicyError("the file is empty", Location(path))
    return builder.root


def _yaml_mistake(error: Any, text: str, path: str) -> PolicyError:
    """A parser's complaint, on a line that is there: the end of a text is after its last line."""
    lines = text.splitlines()
    line = min(error.problem_mark.line + 1, len(lines))
    if _depth_before(text, error.problem_mark.index) > MAX_DEPTH:
        # PyYAML's parsers have limits of their own, which differ by release, as do their words for them.
        return PolicyError(f"nested more than {MAX_DEPTH} levels deep", Location(path, line))
    if re.match(r"\s*\t", lines[line - 1]):
        return PolicyError("a tab indents this line; YAML takes spaces only", Location(path, line))
    return mistake_at(Location(path, line), f"not YAML: {error.problem[:200]}")


def _depth_before(text: str, index: int) -> int:
    """How deep the text is nested before a place, counted on brackets, and on the dashes of that line."""
    opened = text.count("[", 0, index) + text.count("{", 0, index)
    closed = text.count("]", 0, index) + text.count("}", 0, index)
    line_start = text.rfind("\n", 0, index) + 1
    return opened - closed + text.count("- ", line_start, index)


def read_toml(data: bytes, path: str, table: tuple[str, ...] = ()) -> Node | None:
    """Read a TOML file, or one table of it; None where that table is not there.

    Raises PolicyError.
    """
    text = decode(data, path)
    depth, line = deepest(text)
    if depth > MAX_DEPTH:
        raise PolicyError(f"nested more than {MAX_DEPTH} levels deep", Location(path, line))
    tomllib = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _toml_mistake(str(error), text, path) from None
    except ValueError:  # Python's own limit on the digits of a number
        raise PolicyError(BAD_NUMBER, Location(path)) from None
    for part in table:
        value = value.get(part) if isinstance(value, dict) else None
    if value is None:
        return None
    return TomlTree(path, key_lines(text), len(table)).node(value, table)


def _toml_mistake(problem: str, text: str, path: str) -> PolicyError:
    """A reader's complaint with its place taken out of the sentence."""
    if place := _TOML_LINE.search(problem):
        return mistake_at(Location(path, int(place[1])), f"not TOML: {problem[: place.start()][:200]}")
    problem = problem.removesuffix(" (at end of document)")
    return mistake_at(Location(path, len(text.splitlines())), f"not TOML: {problem[:200]}")
