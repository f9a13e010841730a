"""What it costs to read a policy: calls are counted, and so is what is imported for it."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest_phasegate
from pytest_phasegate.all_gates import GATES
from pytest_phasegate.policy.read import read_policy

if TYPE_CHECKING:
    from types import FrameType

PACKAGE = str(Path(pytest_phasegate.__file__).parent)
SETTINGS = {kind: gate.settings for kind, gate in GATES.items()}
SMALL = 'version: 1\ndocuments: ["work/*/tasks.md"]\nroles:\n  backend-developer: {may_change: ["src/**"]}\n'


def calls(text: str, **included: str) -> Counter[str]:
    """How often the functions of the package are called while a policy is read."""
    files = {"phasegate.yaml": text.encode()} | {f"{name}.yaml": each.encode() for name, each in included.items()}
    found: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(PACKAGE):
            found[Path(frame.f_code.co_filename).name] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read_policy(files.get, SETTINGS)
    finally:
        sys.setprofile(before)
    return found


def test_a_small_policy_is_read_in_few_calls_and_without_a_schema() -> None:
    found = calls(SMALL)
    assert found.total() <= 250
    assert "schema.py" not in found


def test_each_file_that_is_included_costs_what_it_says_only() -> None:
    one = calls("version: 1\ninclude: [a.yaml]\n", a="gates: {}")
    two = calls("version: 1\ninclude: [a.yaml, b.yaml]\n", a="gates: {}", b="gates: {}")
    assert two.total() - one.total() <= 80


def test_a_preset_is_read_from_its_file_once() -> None:
    text = "version: 1\nextends: [phases]\n"
    calls(text)
    assert calls(text)["yaml.py"] <= 100


def test_only_the_gates_that_a_policy_names_are_looked_at() -> None:
    class Lazy(dict[str, type[Any]]):
        def __getitem__(self, kind: str) -> type[Any]:
            assert kind == "commit"
            return SETTINGS[kind]

    files = {"phasegate.yaml": b"version: 1\ngates: {commit: {cited: required}}"}
    policy = read_policy(files.get, Lazy.fromkeys(SETTINGS, object))
    assert policy.gates["commit"].settings == {"cited": "required"}


LOADED = """
import sys
from pytest_phasegate.policy.read import read_policy
ours = "pytest_phasegate.policy."
files = {"FILE": b"TEXT"}
read_policy(files.get, {})
print(*sorted(name.removeprefix(ours) for name in sys.modules if name.startswith(ours) or name in ("yaml", "tomllib")))
"""


def loaded(name: str, text: str) -> set[str]:
    program = LOADED.replace("FILE", name).replace("TEXT", text)
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_a_run_without_a_policy_imports_none_of_the_tables() -> None:
    assert loaded("other", "") == {"find", "read"}


def test_a_format_that_is_not_there_is_not_imported() -> None:
    yaml, toml = loaded("phasegate.yaml", "version: 1"), loaded("phasegate.toml", "version = 1")
    assert "yaml" in yaml - toml
    assert "toml" in toml - yaml
    assert "schema" not in yaml | toml
