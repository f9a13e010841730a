from __future__ import annotations

import pkgutil
import re
from importlib import import_module

import pytest

from pytest_phasegate import documents, text
from pytest_phasegate.text.patterns import pattern

MODULES = sorted(
    module.name
    for package in (documents, text)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
)


@pytest.mark.parametrize("name", MODULES)
def test_every_pattern_can_be_compiled(name: str) -> None:
    for value in vars(import_module(name)).values():
        if isinstance(value, type(pattern(""))):
            value.search("text")


def test_a_pattern_is_compiled_when_it_is_first_used() -> None:
    late = pattern("(", re.IGNORECASE)
    with pytest.raises(re.error):
        late.match("text")


def test_a_pattern_has_nothing_that_a_compiled_one_has_not() -> None:
    with pytest.raises(AttributeError, match="begin"):
        pattern("a").begin  # type: ignore[attr-defined] # noqa: B018
