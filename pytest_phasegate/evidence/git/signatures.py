"""What git makes of a commit's signature; only programs that verify are run, and none of the repository's choice."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.git.log import Logged, read_log
from pytest_phasegate.evidence.git.objects import read_objects
from pytest_phasegate.evidence.git.program import GitError, readable
from pytest_phasegate.evidence.runs.environment import find_program
from pytest_phasegate.model.facts import Signature
from pytest_phasegate.model.unknown import Unknown

if TYPE_CHECKING:
    from pytest_phasegate.evidence.git.repository import Repository

TIMEOUT = 60.0

# By the first line of a signature (gitformat-signature(5)): the setting that names the program, and the program.
_PROGRAMS = {
    b"-----BEGIN PGP": ("gpg.program", "gpg"),
    b"-----BEGIN SSH": ("gpg.ssh.program", "ssh-keygen"),
    b"-----BEGIN SIGNED": ("gpg.x509.program", "gpgsm"),
}
# By git's letter (git-log(1), "%G?"); letters of the second table, or of none, mean that it cannot be told.
_VERDICTS = {
    "G": ("good", "the signature is good"),
    "B": ("bad", "the signature is bad"),
    "R": ("bad", "the signature is by a key that was revoked"),
}
_UNREADABLE = {
    "U": "the signature is by a key that nobody here vouches for",
    "X": "the signature has expired",
    "Y": "the signature is by a key that has expired",
}
_CURE = "import the key and trust it, or list it in gpg.ssh.allowedSignersFile, on the machine that judges"


def read_signature(repository: Repository, commit: str) -> Signature:
    """Ask git about the signature of a present commit (full id)."""
    try:
        content = read_objects(repository.git, [commit]).get(commit)
    except GitError as error:
        return Signature(unknown=repository.explain(error))
    if content is None:
        return Signature(unknown=Unknown("the commit is not in this clone", "git fetch"))
    marker = _find_marker(content, b"gpgsig" if repository.digits == 40 else b"gpgsig-sha256")
    if marker is None:
        return Signature(verdict="none", found="the commit is not signed")
    setting, name = _PROGRAMS.get(marker, ("", ""))
    try:
        if not name:
            raise EvidenceError("it is of a kind that is not known")
        directory = repository.git.directory
        program = find_program(name, directory=directory, root=directory, environment=os.environ)
        letter, signer = _verify(repository, commit, setting, program)
    except EvidenceError as error:
        return Signature(unknown=Unknown(f"the signature cannot be checked: {error}", f"install {name}"))
    verdict, found = _VERDICTS.get(letter, ("", _UNREADABLE.get(letter, "the signature cannot be checked here")))
    return Signature(verdict=verdict, signer=signer, found=found, unknown=None if verdict else Unknown(found, _CURE))


def _find_marker(content: bytes, wanted: bytes) -> bytes | None:
    """How the signature under the key that git looks at begins, or None where there is none."""
    header = content.partition(b"\n\n")[0]
    for line in header.split(b"\n"):
        key, _, value = line.partition(b" ")
        if key == wanted:
            return next((marker for marker in _PROGRAMS if value.startswith(marker)), b"")
    return None


def _verify(repository: Repository, commit: str, setting: str, program: str) -> tuple[str, str]:
    """Git's letter for a signature, and whose key it is, by a program for one kind of signature.

    For the other kinds no program is left: a commit may hold several signatures, and git choose another one than we.
    """
    programs = {other: os.devnull for other, _ in _PROGRAMS.values()} | {setting: program}
    options = [option for pair in programs.items() for option in ("-c", "=".join(pair))]
    logged = read_log(repository, [commit], "--no-walk", fields=("%G?", "%GS"), settings=options, timeout=TIMEOUT)
    letter, signer = next(logged, Logged(["", ""], [])).fields
    return letter, readable(signer)
