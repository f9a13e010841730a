"""The mutation script makes small changes, finds the tests that reach them, and tells whether one of them fails."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest
from coverage import CoverageData

from benchmarks.mutation import Reach, choose, every_mutant, reaching, read_map, report, run_mutant
from benchmarks.mutation_equivalent import EQUIVALENT
from benchmarks.mutation_operators import OPERATORS, Mutant, mutants_of

if TYPE_CHECKING:
    from pathlib import Path

# by operator: a module, and what becomes of it
CHANGES = {
    "compare": ("x = 1 < y\n", ["x = (1 <= y)\n"]),
    "boolean": ("x = a and b\ny = not a\n", ["x = (a or b)\ny = not a\n", "x = a and b\ny = (a)\n"]),
    "operand": ("x = a or b\n", ["x = (a)\n"]),
    "condition": ("x = a if b else c\n", ["x = (c if b else a)\n"]),
    "constant": (
        "x = f(3, True, 'é')\n",
        ["x = f((4), True, 'é')\n", "x = f(3, (False), 'é')\n", "x = f(3, True, ('éx'))\n"],
    ),
    "arithmetic": ("x = 'é', a + b\n", ["x = 'é', (a - b)\n"]),
    "arguments": ("x = f(a, b, c)\n", ["x = (f(b, a, c))\n"]),
    "statement": (
        "for x in y:\n    f(x)\n    continue\n",
        ["for x in y:\n    pass\n    continue\n", "for x in y:\n    f(x)\n    pass\n"],
    ),
    "returned": ("def f():\n    return x\n", ["def f():\n    return None\n"]),
}
LEFT_OUT = {
    "words": '"""A module."""\nx = finding("a", 1)\n',
    "a long text": 'x = "a text that users read and that nobody compares"\n',
    "annotations": 'def f(x: "a") -> "b": ...\ny: "c"\n',
    "imports for types": 'if TYPE_CHECKING:\n    x = "a"\n',
    "a formatted text": 'x = f"{a}"\n',
}


@pytest.mark.parametrize("operator", [operator.__name__ for operator in OPERATORS])
def test_each_operator_changes_one_place(operator: str) -> None:
    text, expected = CHANGES[operator]
    assert [each.text for each in mutants_of(text, "a.py") if each.operator == operator] == expected


@pytest.mark.parametrize("text", LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_decides_nothing_is_left_alone(text: str) -> None:
    assert [each.key for each in mutants_of(text, "a.py") if "1" not in each.old] == []


def test_a_mutant_is_named_by_its_function_and_not_by_its_line() -> None:
    text = "class A:\n    def f(self):\n        return x == 1\n"
    mutant, *_ = (each for each in mutants_of(f"\n\n{text}", "a.py") if each.operator == "compare")
    assert (mutant.key, mutant.line) == ("a.py A.f: x == 1 -> x != 1", 5)
    assert mutant.key in {each.key for each in mutants_of(text, "a.py")}


def test_mutants_of_the_package_can_be_read_and_one_seed_chooses_the_same() -> None:
    mutants = every_mutant()
    chosen = choose(mutants, 200, 1)
    assert [each.key for each in chosen] == [each.key for each in choose(mutants, 200, 1)]
    assert len({(each.path, each.line) for each in chosen}) == 200
    for mutant in chosen:
        ast.parse(mutant.text)
    assert sorted(EQUIVALENT.keys() - {each.key for each in mutants}) == []
    assert all(EQUIVALENT.values())


def test_the_tests_that_reach_least_come_first_and_those_of_the_module_before_them() -> None:
    mutant = Mutant("pkg/store.py", 2, 3, "f", "compare", "a", "b", "")
    lines = {2: frozenset({"tests/test_store.py::b", "tests/test_all.py::a"}), 3: frozenset({"tests/test_all.py::c"})}
    reach = Reach(
        {"pkg/store.py": lines}, {"tests/test_store.py::b": 9, "tests/test_all.py::a": 7, "tests/test_all.py::c": 2}
    )
    assert reaching(mutant, reach) == ["tests/test_store.py::b", "tests/test_all.py::c", "tests/test_all.py::a"]
    elsewhere = Mutant("pkg/store.py", 40, 40, "", "constant", "1", "2", "")  # run when the module is imported
    assert sorted(reaching(elsewhere, reach)) == sorted(reaching(mutant, reach))


def test_the_map_tells_which_test_reaches_which_line(tmp_path: Path) -> None:
    data = CoverageData(basename=str(tmp_path / "map"))
    data.set_context("tests/test_a.py::test_it[a|b]|run")
    data.add_lines({str(tmp_path / "pkg/a.py"): [3, 4]})
    data.write()
    reach = read_map(tmp_path / "map", tmp_path)
    assert reach.lines["pkg/a.py"][3] == {"tests/test_a.py::test_it[a|b]"}
    assert reach.widths == {"tests/test_a.py::test_it[a|b]": 2}


def test_a_mutant_is_killed_or_survives_and_the_copy_is_as_before(tmp_path: Path) -> None:
    module = "def least(a, b):\n    return a if a < b else b\n"
    (tmp_path / "least.py").write_text(module)
    (tmp_path / "test_least.py").write_text(
        "from least import least\n\n\ndef test_it():\n    assert least(1, 2) == 1\n\n\ndef test_else():\n    assert 0\n"
    )
    ends = {
        each.operator: run_mutant(each, ["test_least.py::test_else", "test_least.py::test_it"], tmp_path)
        for each in mutants_of(module, "least.py")
        if each.operator in ("compare", "condition")
    }
    assert ends == {"compare": "survived", "condition": "killed"}
    assert (tmp_path / "least.py").read_text() == module
    assert run_mutant(next(mutants_of(module, "least.py")), [], tmp_path) == "unreached"


def test_the_report_leaves_out_what_is_equivalent() -> None:
    mutant = next(mutants_of("x = 1 < y\n", "a.py"))
    ends = [(mutant, end) for end in ("killed", "killed", "killed", "survived", "equivalent")]
    told = "5 mutants: 3 killed, 1 survived, 0 unreached, 1 equivalent; 75.0% of those not equivalent killed"
    assert report(ends) == told
