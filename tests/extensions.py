"""Packages that extend pytest-phasegate, laid out as an installer does, so that Python finds their entry points."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ACME = Path(__file__).resolve().parent / "extension_package"


def lay_out(folder: Path, name: str, version: str, entry_points: Mapping[str, str], **modules: str) -> Path:
    """Write modules, and what tells of their distribution, into a folder that is to be on Python's path."""
    told = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    told.mkdir(parents=True)
    told.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    lines = ["[phasegate]", *(f"{key} = {value}" for key, value in entry_points.items())]
    told.joinpath("entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for module, text in modules.items():
        folder.joinpath(f"{module}.py").write_text(text, encoding="utf-8")
    return folder


def install_acme(folder: Path) -> Path:
    """Lay out the package that docs/writing-a-gate.md shows, as its pyproject.toml says."""
    told = ACME.joinpath("pyproject.toml").read_text(encoding="utf-8")
    ((name, version),) = re.findall(r'^name = "(.*)"\nversion = "(.*)"$', told, re.MULTILINE)
    points = dict(re.findall(r'^\[project\.entry-points\.phasegate\]\n(\w+) = "(.*)"$', told, re.MULTILINE))
    shutil.copytree(ACME / "acme_phasegate", folder / "acme_phasegate", ignore=shutil.ignore_patterns("__pycache__"))
    return lay_out(folder, name, version, points)
