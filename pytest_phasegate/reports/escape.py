"""Escapes untrusted text for the target that shows it."""

from __future__ import annotations

import re

from pytest_phasegate.text.decode import show_hidden

MAX_FIELD = 500
"""The most characters of a text that is shown as one line."""


def for_terminal(text: str) -> str:
    """Make a text of several lines safe to print: control characters other than the line feed are escaped.

    So nothing in it can hide, recolor or overwrite text.
    """
    return "\n".join(show_hidden(line.expandtabs(8)) for line in text.replace("\r\n", "\n").split("\n"))


def one_line(text: str, limit: int = MAX_FIELD) -> str:
    """Make a text safe to print as one line of at most ``limit`` characters; its white space becomes single spaces."""
    most = limit * 8  # a long text that is mostly white space is not read to its end
    line = show_hidden(" ".join(text[:most].split())[: limit + 1])
    return line if len(line) <= limit and len(text) <= most else f"{line[: limit - 3]}..."


def for_markdown(text: str, limit: int = MAX_FIELD) -> str:
    """Make a text safe as words of a Markdown line or table cell: no markup, link, emoji or mention comes from it.

    An empty comment keeps hosts from finding mentions, references and links in it (``@name``, ``#12``, ``!7``,
    ``www.``).
    """
    words = one_line(text, limit).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _REFERENCE.sub(r"\1<!-- -->", _MARKUP.sub(r"\\\1", words))


def markdown_code(text: str, limit: int = MAX_FIELD) -> str:
    """Write a text as a code span for a Markdown table cell: nothing in it is markup, not even backticks."""
    code = one_line(text, limit).replace("|", "\\|")
    if not code:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", code)), default=0) + 1)
    pad = " " if "`" in (code[0], code[-1]) else ""
    return f"{fence}{pad}{code}{pad}{fence}"


def for_github(text: str) -> str:
    """Make a text safe as the message of a GitHub workflow command: it stays one command on one line.

    The escapes are those of the toolkit's ``core`` package (``escapeData``).
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A").replace("##[", "## [")


def for_github_property(text: str) -> str:
    """Make a text safe as a property of a GitHub workflow command, as ``escapeProperty`` does."""
    return for_github(text).replace(":", "%3A").replace(",", "%2C")


def without_commands(text: str) -> str:
    """Break what GitHub's runner would read as commands in a printed text: "::" at the start of a line, "##[" anywhere.

    The runner ends lines at line feeds and carriage returns, and ignores white space at their start.
    """
    return _COMMAND.sub(r"\1: :", text).replace("##[", "## [")


_COMMAND = re.compile(r"((?:^|(?<=[\r\n]))(?:[^\S\r\n]|\x1b\[[0-9;]*m)*)::")  # colors do not hide it
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~:$^=])")
_REFERENCE = re.compile(r"((?:(?<!&)#|[@!$%~])(?=\S)|:(?=//)|www(?=\\\.))")
