from __future__ import annotations

import pytest

from pytest_phasegate.errors import PolicyError
from pytest_phasegate.policy.find import find_policy, read_file

YAML, TOML, TABLE = b"version: 1", b"version = 1", b"[tool.phasegate]\nversion = 1"


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"phasegate.yaml": YAML}, "phasegate.yaml"),
        ({"phasegate.yml": YAML}, "phasegate.yml"),
        ({"phasegate.toml": TOML, "pyproject.toml": b"[project]\nname = 'phasegate'"}, "phasegate.toml"),
        ({"pyproject.toml": TABLE}, "pyproject.toml"),
        ({"phasegate.yaml": YAML, "pyproject.toml": b"broken = ["}, "phasegate.yaml"),
    ],
)
def test_the_policy_is_found_by_its_name(files: dict[str, bytes], path: str) -> None:
    found = find_policy(files.get)
    assert found is not None
    assert (found.path, found.data) == (path, files[path])


@pytest.mark.parametrize(
    "files", [{}, {"pyproject.toml": b"[tool.other]"}, {"pyproject.toml": b"[tool]\nx='phasegate'"}]
)
def test_a_project_without_a_policy_has_none(files: dict[str, bytes]) -> None:
    assert find_policy(files.get) is None


def test_the_file_that_the_user_names_is_taken_whatever_else_is_there() -> None:
    files = {"phasegate.yaml": YAML, "phasegate.toml": TOML, "ci/gates.yaml": YAML, "sub/pyproject.toml": TABLE}
    for path in ("ci/gates.yaml", "phasegate.toml", "sub/pyproject.toml"):
        found = find_policy(files.get, path)
        assert found is not None
        assert found.path == path


@pytest.mark.parametrize(
    ("files", "config", "message"),
    [
        (
            {"phasegate.yaml": YAML, "pyproject.toml": TABLE},
            None,
            "there are two policies, phasegate.yaml and pyproject.toml; keep one, or name one with --phasegate-config",
        ),
        ({}, "a.yaml", "a.yaml: there is no such file, or no [tool.phasegate] in it"),
        (
            {"pyproject.toml": b"[tool]"},
            "pyproject.toml",
            "pyproject.toml: there is no such file, or no [tool.phasegate] in it",
        ),
        ({"pyproject.toml": b"[tool.phasegate]\na = ["}, None, "pyproject.toml:2: not TOML: Invalid value"),
    ],
)  # fmt: skip
def test_no_policy_is_chosen_in_doubt(files: dict[str, bytes], config: str | None, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        find_policy(files.get, config)
    assert str(caught.value) == message


def test_the_ending_of_a_name_tells_its_format() -> None:
    files = {"x/a.toml": b"a = 1", "a.yaml": b"a = 1"}
    table, text = read_file(files.get, "x/a.toml"), read_file(files.get, "a.yaml")
    assert table is not None
    assert text is not None
    assert isinstance(table.root.value, dict)
    assert text.root.value == "a = 1"
