"""Write into the files of claims what is read now, of all samples or of those named; ``--tidy`` only orders rows."""

from __future__ import annotations

import sys

from tests.samples.form import FOLDER, files, tidied, unclaimed, updated


def main(words: list[str]) -> None:
    """Write the files of the samples that are named as in the tests ("batches/counts.md"); all where none is named.

    A document that has no file of claims yet gets one. Exits with a message for a name that fits no sample.
    """
    write = tidied if "--tidy" in words else updated
    asked = {word.rpartition(".")[0] for word in words if not word.startswith("-")}
    names = {path: path.relative_to(FOLDER).with_suffix("").as_posix() for path in (*files(), *unclaimed())}
    if unknown := asked - set(names.values()):
        sys.exit(f"there is no sample of the name {', '.join(sorted(unknown))}")
    for path in unclaimed() if write is updated else ():
        if names[path] in asked or not asked:
            path.touch()
    for path in files():
        text = write(path) if names[path] in asked or not asked else ""
        if text and text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8", newline="\n")
            sys.stdout.write(f"written: {path}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
