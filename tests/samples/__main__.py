"""Write into the files of claims what is read now: all of them, or those of the documents that are named."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.samples.form import files, updated


def main(names: list[str]) -> None:
    """Write the files whose names are given, without their folders' paths; all where none is."""
    asked = {Path(name).stem for name in names}
    for path in files():
        if asked and path.stem not in asked:
            continue
        text = updated(path)
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8", newline="\n")
            sys.stdout.write(f"written: {path}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
