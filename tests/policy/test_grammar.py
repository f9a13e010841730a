"""Two tables: policies that hold, and policies that do not, with every mistake that is told of them."""

# ruff: noqa: E501 - messages are written as users see them, on one line
from __future__ import annotations

import pytest

from pytest_phasegate.model.claims import Level
from tests.policy.kinds import mistakes, read

LEVELS = ", ".join(level.value for level in Level)

HELD = {
    "the least": "version: 1",
    "a full one": """\
version: 1
extends: []
include: []
reviewers: [Rita, rita@example.org, "Rita <rita@example.org>"]
documents: [docs/tasks.md, {path: "work/*/tasks.md", fail_under: 80}, {path: x.md, dialect: batches}]
report: {fail_under: 99.5, precision: 2, skip_covered: true, skip_empty: false, sort: -cover}
roles: {backend: {}, frontend: {may_change: ["web/**"]}}
commands:
  build: {run: [make, -j, "2"], timeout: 90s, directory: src, environment: [CC, _X1], at: commit, shell: false}
  lint: {run: "make lint | tee log", shell: true, timeout: 1.5}
gates: {commit: {cited: required, levels: []}, build: {command: build}, every: {count: 3, color: green}}
phases:
  - id: one
    gates: {commit: false, build: true}
  - id: two
    match: {level: batch, assignee: backend, unit: "2*", document: "work/**"}
    needs: [one]
    inputs: ["{document_dir}/plan.md", docs/rules.md, "{document}"]
    gates: {}
    fail_under: 100
waivers:
  - {check: "work/a/tasks.md::batch-2::commit", reason: it was lost, owner: Ada, expires: 2027-01-31}
  - {check: "a b.md::batch-2::2.1::build", reason: "r", owner: o, expires: "2027-01-31"}
""",
    "a folder above a file": "version: 1\ndocuments: [./a.md]",
    "nothing in anything": "version: 1\nroles: {}\ncommands: {}\ngates: {}\nphases: []\nwaivers: []",
}

FAILED = {
    "thresholds and settings of reports": (
        "version: 1\nreport:\n  fail_under: 101\n  precision: 1.5\n  sort: size\ndocuments:\n  - {path: a.md, fail_under: true}",
        [
            "3: report.fail_under: expected a number from 0 to 100, found a number",
            "4: report.precision: expected a whole number from 0 to 10, found a number",
            '5: report.sort: expected one of: name, stmts, miss, cover, -name, -stmts, -miss, -cover, found "size"',
            "7: documents[0].fail_under: expected a number from 0 to 100, found true",
        ],
    ),
    "another version": (
        "version: 2",
        [
            "1: version: this release reads version 1 of the policy format only; write version: 1",
        ],
    ),
    "a version in words": (
        "version: '1'",
        [
            "1: version: this release reads version 1 of the policy format only; write version: 1",
        ],
    ),
    "no version": (
        "gates: {}",
        [
            '1: the key "version" is missing (the number 1)',
        ],
    ),
    "a list": (
        "- version: 1",
        [
            "1: expected a mapping (a policy), found a list",
        ],
    ),
    "a word": (
        "hello",
        [
            '1: expected a mapping (a policy), found the string "hello"',
        ],
    ),
    "wrong kinds at the top": (
        """\
version: 1
extends: batches
include: a
documents: a
roles: a
commands: []
gates: 1
phases: {}
waivers: ~
""",
        [
            '2: extends: expected a list of presets, found the string "batches"',
            '3: include: expected a list of paths, found the string "a"',
            '4: documents: expected a list of documents, found the string "a"',
            '5: roles: expected a mapping of roles, found the string "a"',
            "6: commands: expected a mapping of commands, found a list",
            "7: gates: expected a mapping (the gates), found a number",
            "8: phases: expected a list of phases, found a mapping",
            "9: waivers: expected a list of waivers, found nothing",
        ],
    ),
    "documents": (
        """\
version: 1
documents:
- ../a.md
- {dialect: batch}
- 3
- {path: /a.md, dialect: auto}
""",
        [
            '3: documents[0]: expected a path inside the project (relative, forward slashes, no ".."), found the string "../a.md"',
            '4: documents[1]: the key "path" is missing (a path inside the project (relative, forward slashes, no ".."))',
            '4: documents[1].dialect: expected one of: auto, batches, found "batch"; did you mean "batches"?',
            "5: documents[2]: expected a path or a mapping, found a number",
            '6: documents[3].path: expected a path inside the project (relative, forward slashes, no ".."), found the string "/a.md"',
        ],
    ),
    "no documents": (
        """\
version: 1
documents: []
""",
        [
            "2: documents: expected a list of documents, found an empty list",
        ],
    ),
    "commands": (
        """\
version: 1
commands:
  a: {run: make all}
  b: {run: [make], shell: true}
  c: {run: []}
  d: {cwd: x}
  e: {run: [1], timeout: never, environment: [A=1], at: head, shell: 1}
  f: make
  g: {run: '', shell: true}
""",
        [
            '3: commands.a.run: expected a list of strings (one string only with shell: true), found the string "make all"',
            "4: commands.b.run: expected one string, because of shell: true, found a list",
            "5: commands.c.run: expected a list of strings, found an empty list",
            '6: commands.d: unknown key "cwd"; valid are: at, directory, environment, run, shell, timeout',
            '6: commands.d: the key "run" is missing (a list of strings)',
            "7: commands.e.run[0]: expected a string, found a number",
            '7: commands.e.timeout: expected a duration such as "90s", "10min" or "1h30m", or a number of seconds, found the string "never"',
            '7: commands.e.environment[0]: expected a variable\'s name, found the string "A=1"',
            '7: commands.e.at: expected one of: worktree, commit, found "head"',
            "7: commands.e.shell: expected true or false, found a number",
            '8: commands.f: expected a mapping (a command), found the string "make"',
            '9: commands.g.run: expected a line of text, found the string ""',
        ],
    ),
    "phases": (
        """\
version: 1
phases:
- match: {role: a, level: bath}
- {id: a, need: [b], inputs: ['{dir}/x'], gates: {comit: true}}
- id: ''
  match: all
  gates:
    commit: required
    build: {comand: x}
""",
        [
            '3: phases[0]: the key "id" is missing (a line of text)',
            '3: phases[0].match: unknown key "role"; valid are: assignee, dialect, document, level, unit',
            f'3: phases[0].match.level: expected one of: {LEVELS}, found "bath"; did you mean "batch"?',
            '4: phases[1]: unknown key "need"; did you mean "needs"?',
            '4: phases[1].inputs[0]: expected a path, in which only {document_dir} and {document} are filled in, found the string "{dir}/x"',
            '4: phases[1].gates: unknown key "comit"; did you mean "commit"?',
            '5: phases[2].id: expected a line of text, found the string ""',
            '6: phases[2].match: expected a mapping (a match), found the string "all"',
            '8: phases[2].gates.commit: expected true, false or a mapping of settings, found the string "required"',
            '9: phases[2].gates.build: unknown key "comand"; did you mean "command"?',
        ],
    ),
    "reviewers": (
        "version: 1\nreviewers: ['', 3]\n",
        [
            '2: reviewers[0]: expected a line of text, found the string ""',
            "2: reviewers[1]: expected a line of text, found a number",
        ],
    ),
    "waivers": (
        """\
version: 1
waivers:
- check: a.md::batch-2::comit
  reason: ''
  owner: 3
  expires: soon
- {check: batch-2, reason: a, owner: b, expires: 2027-02-30, by: c}
- {}
""",
        [
            '3: waivers[0].check: no gate is named "comit"; did you mean "commit"?',
            '4: waivers[0].reason: expected a line of text, found the string ""',
            "5: waivers[0].owner: expected a line of text, found a number",
            '6: waivers[0].expires: expected a date such as 2027-01-31, found the string "soon"',
            '7: waivers[1]: unknown key "by"; valid are: check, expires, owner, reason',
            '7: waivers[1].check: expected a check\'s id such as "tasks.md::batch-2::commit", found the string "batch-2"',
            '7: waivers[1].expires: expected a date such as 2027-01-31, found "2027-02-30": ',
            '8: waivers[2]: the key "check" is missing (a check\'s id such as "tasks.md::batch-2::commit")',
            '8: waivers[2]: the key "reason" is missing (a line of text)',
            '8: waivers[2]: the key "owner" is missing (a line of text)',
            '8: waivers[2]: the key "expires" is missing (a date such as 2027-01-31)',
        ],
    ),
}


@pytest.mark.parametrize("name", HELD)
def test_a_policy_that_is_right_is_read(name: str) -> None:
    assert read(phasegate__yaml=HELD[name]).source == "phasegate.yaml"


@pytest.mark.parametrize("name", FAILED)
def test_every_mistake_of_a_policy_is_told_at_its_line(name: str) -> None:
    text, expected = FAILED[name]
    told = mistakes(phasegate__yaml=text)
    assert len(told) == len(expected), told
    for line, start in zip(told, expected, strict=True):
        # what Python says of a day that does not exist differs between its versions
        assert line == f"phasegate.yaml:{start}" or (
            "2027-02-30" in line and line.startswith(f"phasegate.yaml:{start}")
        )
