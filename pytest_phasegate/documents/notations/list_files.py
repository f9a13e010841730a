"""The files that a task of a list claims in its own words: what may be anything else is a mention."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_phasegate.documents.notations.paths import bare_object, paths_in
from pytest_phasegate.documents.notations.sentences import (
    LISTED,
    LONGEST,
    LONGEST_REST,
    VERB,
    file_claims,
    is_joint,
    mentions,
    words_of,
)
from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_phasegate.documents.notations.paths import PathName
    from pytest_phasegate.model.claims import FileClaim, Mention

_ENDINGS = """
    ada adoc asciidoc asm astro avsc awk axaml axd bash bat bats bazel bib bicep bin bmp bzl c cc cfg cjs clj
    cljc cljs cls cmake cmd cnf cob coffee conf config cpp cr cs csh cshtml csproj css csv cts cu cue cxx cypher
    d dart dat db desktop diff dockerfile docx dot drl dtd edn editorconfig ejs el elm env eot eps erb erl ex
    example exs f90 feature fish flow fods fs fsi fsproj fsx ftl fxml gd geojson gif gleam glsl go gql gradle
    graphql graphqls groovy h haml handlebars hbs hcl hh hpp hrl hs htm html http hx hxx ico idl ini ino ipynb
    iss j2 java jbuilder jinja jinja2 jl jpeg jpg js json json5 jsonc jsonl jsonnet jsp jsx just kdl key kt kts
    ldif less lhs liquid lisp lock lua m m4 makefile markdown md mdc mdx metal mjs mk ml mli mm mod mp3 mp4 mts
    mustache ndjson nim nix nu nuspec ogg org otf pas patch pbxproj pdf pem php phtml pl plist pm png po pot pp
    prefs prisma prompt properties proto ps1 psd1 psm1 pug puml py pyi pyx qml qrc r rake raku razor rb rbi rego
    res resx rkt rmd robot ron rs rst ru s sass sc scala scm scss sh sln slnx snap sol sql sqlite storyboard
    styl sum svelte svg swift tcl template tex tf tfvars thrift tmpl toml tpl trs ts tsbuildinfo tsv tsx ttf
    twig txt ui v vb vbproj vert vhd vhdl vim vue wasm wat wav webmanifest webp wgsl wit woff woff2 wsdl xaml
    xcconfig xcstrings xib xls xlsx xlf xml xsd xsl xslt yaml yang yml zig zsh
"""
_FILE_ENDINGS = frozenset(_ENDINGS.split())
"""Endings of files. In a list of boxes a name with another one is more often a method: "Implement `store.save`"."""

_NOT_OF_PROJECTS = ("../", "/etc/", "/var/", "/usr/", "/opt/", "/tmp/", "/dev/", "/proc/", "/mnt/", "/srv/")  # noqa: S108
"""What paths begin with that lead to the machine, or are seen from another folder."""

_REFERRING = frozenset(
    ("ensure", "follow", "use", "reuse", "leverage", "mirror", "see", "refer", "keep", "preserve", "retain")
)
"""Verbs with which a task of a list names what others made: nothing need happen to it."""

_REFERS = frozenset(
    {"from", "with", "by", "for", "as", "via", "through", "per", "than", "like", "about", "against", "using"}
)
_AT_ONCE = pattern(
    r"(?:\b(?:in|inside|within|at|on|to|into|under)[ ](?:the[ ])?(?:file[ ]|module[ ])?|[(])[`*\"'\[(]{0,4}$",
    re.IGNORECASE,
)
_TO_FILL = pattern(r"(?<![A-Za-z])(?:[xX]{3,}|[nN]{3,}|Y{4})|\bTIMESTAMP|#{2,}|\.{3}|…")


def read_list_files(line: int, text: str) -> list[FileClaim | Mention]:
    """The files that a task of a list claims in its own words, and the paths that it only refers to.

    A list is judged long after it was written, and most of its tasks name no file: what may be a method, a package or
    a place of another machine is a mention.
    """
    text = text[:LONGEST]
    verb = VERB.match(text)
    is_referring = (verb is not None and verb[1].lower() in _REFERRING) or text.lower().startswith("make sure")
    bare = bare_object(text)
    paths = [*filter(None, (bare,)), *paths_in(text)] if bare or any(sign in text for sign in "`/\\") else []
    sure = frozenset() if is_referring else _sure(text, paths, verb.end() if verb else 0)
    claims = file_claims(line, text, paths, sure) if sure else []
    return [*claims, *mentions(line, text, paths, claims)]


def _sure(text: str, paths: Sequence[PathName], end: int) -> frozenset[int]:
    """Where the paths begin that a task claims, be they only named; ``end`` is where its verb ends."""
    sure: set[int] = set()
    before: PathName | None = None
    for path in paths:
        if before is not None and is_joint(text, before, path):
            is_meant = before.start in sure
        else:
            is_meant = _is_object(text[end : path.start], is_first=before is None)
        if is_meant and _is_file_of_project(path.path) and not _is_ignored(text[path.end : path.end + LONGEST_REST]):
            sure.add(path.start)
        before, end = path, path.end
    return frozenset(sure)


def _is_object(gap: str, *, is_first: bool) -> bool:
    """Whether what stands before a path says that something is done there: "in `a.py`", and not "as in", "per"."""
    if not is_first:
        return _AT_ONCE.search(gap) is not None
    return words_of(gap)[1] not in _REFERS


def _is_ignored(rest: str) -> bool:
    """Whether a file is put on a list of what git ignores."""
    return LISTED.match(rest) is not None and "ignore" in rest


def _is_file_of_project(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    is_file = not name or name.startswith(".") or name.rpartition(".")[2] in _FILE_ENDINGS
    return is_file and not path.startswith(_NOT_OF_PROJECTS) and not _TO_FILL.search(path)
