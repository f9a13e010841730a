"""Judge a repository at each of its commits in turn: ``python -m benchmarks.honest_history REPOSITORY [OPTION...]``.

Told are crashes, and each check that a commit brings from held to failed: of an honest history every one needs a cause
in git, which its verdict should name. The options go to pytest. Nothing is written into the repository.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

NO_DOCUMENT = 4
"""What pytest returns where there is nothing to judge."""

JUDGED = (0, 1, 5)


class Judged(NamedTuple):
    """The results at a commit by the ids of checks; ``crash`` is what was printed where there are none."""

    results: dict[str, dict[str, Any]]
    crash: str = ""


def main(root: Path, options: list[str]) -> int:
    """Judge every commit, parents first; returns how many crashes there were, at most 100."""
    lines = _git(root, "rev-list", "--topo-order", "--reverse", "--parents", "HEAD").splitlines()
    known: dict[str, Judged] = {}
    counts: Counter[str] = Counter()
    for number, line in enumerate(lines, 1):
        commit, *parents = line.split()
        known[commit] = judged = _judge(root, commit, options)
        counts["crashes"] += bool(judged.crash)
        if judged.crash:
            print(f"CRASH at {commit[:10]}: {judged.crash}")
        for told in _worse(known[parents[0]] if parents else Judged({}), judged):
            counts["held to failed"] += 1
            print(f"{commit[:10]} {_git(root, 'log', '-1', '--format=%s', commit)}\n    {told}")
        counts["checks"] += len(judged.results)
        counts["failed"] += sum(result["answer"] == "failed" for result in judged.results.values())
        print(f"{number} of {len(lines)}", file=sys.stderr)
    print(f"{len(lines)} commits: " + ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items())))
    return min(counts["crashes"], 100)


def _judge(root: Path, commit: str, options: list[str]) -> Judged:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "outcome.json")
        command = [sys.executable, "-m", "pytest", "--phasegate", f"--phasegate-at={commit}", "-q", "--noconftest"]
        report = f"--phasegate-report=phasegate-json:{out}"
        done = subprocess.run(
            [*command, "-p", "no:cacheprovider", "-o", "addopts=", report, *options],
            check=False,
            cwd=root,
            capture_output=True,
            text=True,
            errors="replace",
        )
        said = done.stdout + done.stderr
        if done.returncode == NO_DOCUMENT:
            return Judged({})
        if done.returncode not in JUDGED or not out.exists() or "INTERNALERROR" in said:
            return Judged({}, said[-600:])
        results = json.loads(out.read_text(encoding="utf-8"))["results"]
    return Judged({result["id"]: result for result in results})


def _worse(before: Judged, after: Judged) -> list[str]:
    """The checks that held and fail now, each with the first thing that was found."""
    found = []
    for name, result in after.results.items():
        was = before.results.get(name)
        if result["answer"] == "failed" and was is not None and was["answer"] == "held":
            first = result["findings"][0]
            found.append(f"{name}: {first['code']}: {first['found']}")
    return found


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(root), *arguments], capture_output=True, check=True, text=True, errors="replace"
    ).stdout.strip()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
