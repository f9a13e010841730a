"""The environment in which git runs: what the user says of git for himself, and nothing that points it elsewhere."""

from __future__ import annotations

import os

# Set by the user for the user, not by the repository; all other GIT_ variables point git at something else.
KEPT_VARIABLES = frozenset({"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH"})
SAFE_VARIABLES = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
MOST_SETTINGS = 1000  # that are looked through


def git_environment() -> dict[str, str]:
    """The environment for git: this process's own, without what would point git elsewhere."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith("GIT_") or name.upper() in KEPT_VARIABLES
    }
    return kept | _trusted_folders() | SAFE_VARIABLES


def _trusted_folders() -> dict[str, str]:
    """The folders that the user trusts, where the environment says so (git-config(1), ``GIT_CONFIG_COUNT``).

    CI systems say it there. Any other setting of the environment may bend what git prints.
    """
    count = os.environ.get("GIT_CONFIG_COUNT", "")
    numbers = range(min(int(count), MOST_SETTINGS)) if count.isdecimal() else ()
    pairs = [(os.environ.get(f"GIT_CONFIG_KEY_{n}", ""), os.environ.get(f"GIT_CONFIG_VALUE_{n}", "")) for n in numbers]
    folders = [folder for key, folder in pairs if key.lower() == "safe.directory"]
    if not folders:
        return {}
    named = {f"GIT_CONFIG_KEY_{n}": "safe.directory" for n in range(len(folders))}
    values = {f"GIT_CONFIG_VALUE_{n}": folder for n, folder in enumerate(folders)}
    return {"GIT_CONFIG_COUNT": str(len(folders)), **named, **values}
