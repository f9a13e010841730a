from __future__ import annotations

import pytest

from pytest_phasegate.policy.yaml import read_plain


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("nUll", "nUll"),
        ("true", True),
        ("FALSE", False),
        ("yes", "yes"),
        ("off", "off"),
        ("y", "y"),
        ("0", 0),
        ("-12", -12),
        ("+12", 12),
        ("012", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("2027-01-31", "2027-01-31"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("1.2.3", "1.2.3"),
        ("=", "="),
        ("٣", "٣"),
    ],
)
def test_plain_scalars_are_read_by_the_core_schema_of_yaml_1_2(text: str, value: object) -> None:
    read = read_plain(text)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize("text", [".inf", "-.INF", ".nan", "1e400", "9" * 16, "9" * 5000, "0x" + "f" * 5000, "1e16"])
def test_a_number_no_policy_needs_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a number must be finite and have at most 15 digits"):
        read_plain(text)
