from __future__ import annotations

import pytest

from pytest_phasegate.evidence.files import python_source
from pytest_phasegate.evidence.files.python_source import read_python

SOURCE = """
import os as operating, sys
from a import b as c

class Store:
    limit: int = 3
    def read(self):
        def hidden(): pass
        class Hidden: pass
    class Inner:
        async def close(self): pass

if True:
    def early(): pass
else:
    late = 1
try:
    x, y = 1, 2
except ValueError:
    z = 3
for index in ():
    looped = index
with open("a") as file:
    opened = 1
"""


def test_names_are_those_of_the_module_and_its_classes() -> None:
    source = read_python(SOURCE.encode())
    names = [definition.name for definition in source.definitions]
    assert names == [
        "operating", "c", "Store", "Store.limit", "Store.read", "Store.Inner", "Store.Inner.close", "early", "late",
        "x", "y", "z", "looped", "opened",
    ]  # fmt: skip
    assert source.error == ""
    assert source.language == "Python"
    store = source.defines("Store")
    assert store is not None
    assert (store.kind, store.line) == ("class", 5)


def test_a_name_is_found_with_and_without_its_place() -> None:
    source = read_python(SOURCE.encode())
    assert source.defines("read") is source.defines("Store.read")
    assert source.defines("Inner.close") is not None
    assert source.defines("Other.read") is None
    assert source.defines("hidden") is None


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"class\n", "line 1: invalid syntax"),
        (b"return 1\n", "line 1: 'return' outside function"),
        (b"# coding: nowhere\n", "encoding problem: nowhere"),
    ],
)
def test_what_does_not_compile_says_why(data: bytes, error: str) -> None:
    source = read_python(data)
    assert source.error is not None
    assert error in source.error or source.error.endswith(error.partition(": ")[2])
    assert source.definitions == ()


@pytest.mark.parametrize(
    "data",
    [b"x = 1\0\n", b"(" * 5_000, b"\xff\xfe", b"-" * 100_000 + b"1", b"x = " + b"[" * 300 + b"]" * 300],
)
def test_hostile_files_are_answered(data: bytes) -> None:
    source = read_python(data)
    assert source.error or source.unknown  # Python 3.10 does not compile what may be nested too deeply


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbfx = 1\n", b'x = "\\d"\n', b"# coding: latin-1\nx = '\xe9'\n"])
def test_odd_but_right_files_compile_without_a_warning(data: bytes) -> None:
    assert read_python(data).error == ""


@pytest.mark.parametrize("data", [b"x" + b"+1" * 200_000, b"x" + b".a" * 150_000, b"not " * 100_000 + b"1"])
def test_chains_that_overflow_an_old_compiler_are_answered(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    source = read_python(data)
    assert source.error or source.unknown
    monkeypatch.setattr(python_source, "_CHECKS_ITS_STACK", False)
    unknown = read_python(data).unknown
    assert unknown is not None
    assert "Python 3.10" in unknown.why
    assert read_python(b"x = 1.5\n" * 1_000).error == ""


def test_nothing_is_run() -> None:
    assert read_python(b"raise SystemExit('run')\n").error == ""
