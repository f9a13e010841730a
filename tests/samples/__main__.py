"""Write into the files of claims what is read now, of all samples or of those named; ``--tidy`` only orders rows."""

from __future__ import annotations

import sys

from tests.samples.form import FOLDER, files, tidied, updated


def main(words: list[str]) -> None:
    """Write the files of the samples that are named as in the tests ("batches/counts.md"); all where none is named."""
    write = tidied if "--tidy" in words else updated
    asked = {word.rpartition(".")[0] for word in words if not word.startswith("-")}
    for path in files():
        name = path.relative_to(FOLDER).with_suffix("").as_posix()
        text = write(path) if name in asked or not asked else ""
        if text and text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8", newline="\n")
            sys.stdout.write(f"written: {path}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
