from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.evidence import causes
from pytest_phasegate.evidence.project import ProjectEvidence
from pytest_phasegate.model.unknown import Unknown

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_phasegate.model.facts import Signature
    from tests.repository import Repository

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")


@pytest.fixture
def key(repository: Repository, tmp_path: Path) -> Path:
    """A key with which the repository's commits are signed, and which it does not vouch for yet."""
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True)
    for name, value in {"gpg.format": "ssh", "user.signingKey": key.as_posix(), "commit.gpgSign": "true"}.items():
        repository.git("config", name, value)
    return key


def vouch(repository: Repository, key: Path, who: str = "ada@example.org") -> None:
    allowed = key.with_name("allowed")
    allowed.write_text(f"{who} {key.with_suffix('.pub').read_text(encoding='utf-8')}", encoding="utf-8")
    repository.git("config", "gpg.ssh.allowedSignersFile", allowed.as_posix())


def signature_of(repository: Repository, commit: str) -> Signature:
    with ProjectEvidence(repository.path) as evidence:
        assert evidence.git.signature(commit) is evidence.git.signature(commit)
        return evidence.git.signature(commit)


def test_a_signature_that_is_vouched_for_is_good_and_names_its_signer(repository: Repository, key: Path) -> None:
    vouch(repository, key)
    found = signature_of(repository, repository.commit("feat: a", files=["a"]))
    assert (found.verdict, found.signer, found.found) == ("good", "ada@example.org", "the signature is good")


def test_a_commit_without_a_signature_has_none(repository: Repository) -> None:
    found = signature_of(repository, repository.commit("feat: a", files=["a"]))
    assert (found.verdict, found.found) == ("none", "the commit is not signed")


def test_a_key_that_nobody_vouches_for_is_unknown(repository: Repository, key: Path) -> None:
    commit = repository.commit("feat: a", files=["a"])
    assert signature_of(repository, commit).unknown  # no list of keys at all
    other = key.with_name("other")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(other)], check=True)
    vouch(repository, other)
    found = signature_of(repository, commit)
    assert found.unknown is not None
    assert "allowedSignersFile" in found.unknown.remedy


def test_a_commit_changed_under_its_signature_has_a_bad_one(repository: Repository, key: Path) -> None:
    vouch(repository, key)
    commit = repository.commit("feat: a", files=["a"])
    raw = repository.git("cat-file", "commit", commit).replace("feat: a", "feat: b")
    forged = repository.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=raw + "\n")
    assert signature_of(repository, forged).verdict in ("bad", "")
    assert signature_of(repository, forged).verdict != "good"


def test_a_signature_of_no_known_kind_is_unknown(repository: Repository) -> None:
    commit = repository.commit("feat: a", files=["a"])
    raw = repository.git("cat-file", "commit", commit)
    head, _, body = raw.partition("\n\n")
    odd = repository.git(
        "hash-object", "-t", "commit", "-w", "--stdin", stdin=f"{head}\ngpgsig -----BEGIN ODD-----\n x\n\n{body}\n"
    )
    found = signature_of(repository, odd)
    assert found.unknown is not None
    assert found.unknown.why == "the signature cannot be checked: it is of a kind that is not known"


def test_where_the_program_is_missing_a_signature_is_unknown(
    repository: Repository, key: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    vouch(repository, key)
    commit = repository.commit("feat: a", files=["a"])
    git = shutil.which("git")
    assert git
    only_git = tmp_path / "bin"
    only_git.mkdir()
    (only_git / "git").symlink_to(git)
    monkeypatch.setenv("PATH", str(only_git))
    found = signature_of(repository, commit)
    assert found.unknown is not None
    assert found.unknown.remedy == "install ssh-keygen"


def test_no_program_that_the_repository_names_is_run(repository: Repository, key: Path, tmp_path: Path) -> None:
    vouch(repository, key)
    commit = repository.commit("feat: a", files=["a"])
    trap, sprung = tmp_path / "trap", tmp_path / "sprung"
    trap.write_text(f'#!/bin/sh\ntouch "{sprung}"\n', encoding="utf-8")
    trap.chmod(0o755)
    repository.git("config", "gpg.ssh.program", trap.as_posix())
    repository.git("config", "gpg.program", trap.as_posix())
    assert signature_of(repository, commit).verdict == "good"
    assert not sprung.exists()


def test_a_second_signature_of_another_kind_runs_no_program_of_the_repository(
    repository: Repository, key: Path, tmp_path: Path
) -> None:
    trap, sprung = tmp_path / "trap", tmp_path / "sprung"
    trap.write_text(f'#!/bin/sh\ntouch "{sprung}"\n', encoding="utf-8")
    trap.chmod(0o755)
    vouch(repository, key)
    raw = repository.git("cat-file", "commit", repository.commit("feat: a", files=["a"]))
    for setting in ("gpg.program", "gpg.ssh.program", "gpg.x509.program"):
        repository.git("config", setting, trap.as_posix())
    for first, verdict in (("gpgsig-sha256", "good"), ("gpgsig", "")):
        head, _, rest = raw.partition("\ngpgsig ")
        double = f"{head}\n{first} -----BEGIN PGP SIGNATURE-----\n x\n -----END PGP SIGNATURE-----\ngpgsig {rest}\n"
        commit = repository.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=double)
        assert signature_of(repository, commit).verdict == verdict
        assert not sprung.exists()


def test_without_a_repository_a_signature_is_unknown(tmp_path: Path) -> None:
    with ProjectEvidence(tmp_path) as evidence:
        assert evidence.git.signature("0" * 40).unknown == causes.NO_REPOSITORY


def test_a_commit_that_is_not_there_has_no_signature(repository: Repository) -> None:
    repository.commit("feat: a", files=["a"])
    assert signature_of(repository, "0" * 40).unknown == Unknown("the commit is not in this clone", "git fetch")
