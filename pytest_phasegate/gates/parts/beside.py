"""Texts that stand beside a task document: where a name in the policy leads."""

from __future__ import annotations

import posixpath


def beside(document: str, name: str) -> str:
    """The path of a text, relative to the project's root.

    Args:
        document: the path of the task document.
        name: a bare name stands in the document's folder; one with a slash is relative to the root, where
            ``{document_dir}`` is the document's folder.
    """
    folder = posixpath.dirname(document)
    if "/" not in name:
        return posixpath.join(folder, name)
    return posixpath.normpath(name.replace("{document_dir}", folder or "."))
