"""The documentation says what the code does: its tables are made from the code, its commands and links exist."""

from __future__ import annotations

import os
import re
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.all_gates import GATES

if TYPE_CHECKING:
    from pytest_phasegate.model.check import Gate

REWRITE = bool(os.environ.get("PHASEGATE_REWRITE"))  # read here, because no test sees variables of this name
ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]


def default_of(value: object) -> str:
    if isinstance(value, tuple):
        return f"`[{', '.join(map(str, value))}]`"
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"`{value}`" if value != "" else "none"


def gate_reference(kind: str, gate: Gate) -> str:
    module = import_module(gate.module)
    assert module.__doc__
    summary = module.__doc__.splitlines()[0]
    rows = [
        f"| `{each.name.rstrip('_')}` | {default_of(each.default)} | {each.metadata['doc']} |"
        for each in fields(gate.settings)
    ]
    table = ["", "| setting | default | means |", "|---|---|---|", *rows] if rows else ["", "It has no settings."]
    return "\n".join([f"## `{kind}`", "", summary, *table, ""])


def reference() -> str:
    head = (
        "# Gates and their settings\n\n"
        "This page is made from the code: `PHASEGATE_REWRITE=1 pytest tests/test_docs.py` writes it anew.\n"
        "The defaults hold where a policy says nothing; presets and phases lay their own over them"
        " ([policy](policy.md)).\n\n"
    )
    return head + "\n".join(gate_reference(kind, gate) for kind, gate in GATES.items())


def test_the_page_of_gates_is_made_from_the_code() -> None:
    page = DOCS / "gates.md"
    if REWRITE:
        page.write_text(reference(), encoding="utf-8", newline="\n")
    assert page.read_text(encoding="utf-8") == reference()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_readme_names_every_gate() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [kind for kind in GATES if f"`{kind}`" not in text] == []
