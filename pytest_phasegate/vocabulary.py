"""The words of task documents as data: what people write for a state, a level, an id, for nothing and for not yet.

One place for each subject. What stands here are words and signs, in lower case, by the value of the enum in ``model``
that they mean; how they are put together to be looked for is the business of the notation that does so.
"""

from __future__ import annotations

# --- How a unit stands ------------------------------------------------------------------------------------------------

STATUS_WORDS = {
    "complete": (
        "complete", "completed", "done", "finished", "verified", "merged", "已完成", "完成", "完了", "완료",
    ),
    "implemented": ("implemented", "in review", "in code review", "under review", "under code review"),
    "in_progress": (
        "in progress", "in_progress", "in-progress", "wip", "ongoing", "started", "incomplete", "partial",
        "partially complete", "partially completed", "partially done", "not complete", "not completed", "not done",
        "not finished", "not implemented", "not verified", "not yet complete", "not yet completed", "not yet done",
        "not yet finished", "not yet implemented", "not yet verified", "进行中", "進行中", "진행 중", "진행중",
    ),
    "pending": (
        "pending", "todo", "to do", "to-do", "not started", "not yet started", "planned", "queued", "waiting", "ready",
        "assigned", "open", "未开始", "未開始", "未着手", "대기",
    ),
    "blocked": ("blocked",),
    "failed": ("failed", "rejected"),
    "skipped": (
        "skipped", "skip", "cancelled", "canceled", "dropped", "obsolete", "won't do", "not needed", "not required",
    ),
    "deferred": ("deferred", "postponed", "on hold"),
}  # fmt: skip
"""Words that say a state wherever one may stand: behind a title, in a field, in a cell."""

LOOSE_STATUS_WORDS = {
    "complete": (
        "approved", "accepted", "shipped", "released", "deployed", "delivered", "resolved", "fixed", "closed", "passed",
        "100%",
    ),
    "in_progress": ("underway", "active"),
    "pending": ("0%", "draft", "proposed", "backlog", "scheduled"),
    "skipped": ("n/a", "abandoned", "superseded"),
    "deferred": ("paused",),
}  # fmt: skip
"""Words that titles use as well: a state where they are all of a value, or stand behind a tick or in capitals."""

LOCAL_STATUS_WORDS = {
    "complete": (
        "erledigt", "abgeschlossen", "fertig", "terminé", "terminée", "achevé", "achevée", "completado", "completada",
        "terminado", "terminada", "concluído", "concluída", "finalizado", "finalizada", "completato", "completata",
        "готово", "завершено", "выполнено", "сделано",
    ),
    "in_progress": (
        "in arbeit", "in bearbeitung", "en cours", "en progreso", "en curso", "em andamento", "em progresso",
        "in corso", "в работе", "в процессе",
    ),
    "pending": (
        "offen", "ausstehend", "à faire", "en attente", "pendiente", "pendente", "da fare", "in attesa", "не начато",
        "ожидает",
    ),
}  # fmt: skip
"""The same in German, French, Spanish, Portuguese, Italian and Russian; in brackets behind a title they say it too."""

PLAIN_STATUS_WORDS = {
    "complete": ("complete", "completed", "done", "verified"),
    "implemented": ("implemented",),
    "in_progress": ("in progress",),
    "pending": ("pending", "not started"),
    "blocked": ("blocked",),
    "failed": ("failed",),
    "skipped": ("skipped",),
    "deferred": ("deferred",),
}
"""What the values of most status fields say; they may stand before a unit's name too ("COMPLETE: Batch 1")."""

PAPER_STATUS_WORDS = ("approved", "accepted", "draft", "proposed", "in review", "under review", "ready for review")
"""States that a plan itself can have, even while none of its work is done."""

STATUS_SIGNS = {
    "complete": "✅✔✓☑",
    "in_progress": "🔄🚧",
    "pending": "⏸⏳⬜",
    "skipped": "⏭",
    "blocked": "🚫",
    "failed": "❌",
}
UNSURE_SIGNS = "🟢🟡🟠🔴🔵⚪⚫🟩🟨🟥💯👍👎🆗"
"""Signs that say a state to people, each of them another one."""
WARNING_SIGNS = "⚠"
"""Signs that stand where signs of a state stand, and say none."""

SIGN_NAMES = {
    "white_check_mark": "✅", "heavy_check_mark": "✔", "ballot_box_with_check": "☑", "check_mark": "✔", "check": "✔",
    "arrows_counterclockwise": "🔄", "construction": "🚧", "hourglass": "⏳", "hourglass_flowing_sand": "⏳",
    "pause_button": "⏸", "white_large_square": "⬜", "white_medium_square": "◻", "black_square_button": "🔲",
    "next_track_button": "⏭", "no_entry_sign": "🚫", "x": "❌", "warning": "⚠",
}  # fmt: skip
"""What signs are called where a page shows them for their names: ":white_check_mark:"."""

GARBLED_SIGNS = {"âœ…": "✅", "‚úÖ": "✅", "ðŸ”„": "🔄", "üîÑ": "🔄"}
"""Signs in UTF-8 that were once read in another encoding."""

JOINING_WORDS = frozenset(
    {
        "a", "add", "adds", "an", "and", "as", "at", "be", "by", "display", "displays", "for", "from", "green",
        "in", "into", "new", "no", "of", "on", "or", "our", "remove", "render", "replace", "show", "shows",
        "the", "to", "use", "uses", "with", "without",
    }
)  # fmt: skip
"""Behind such a word a sign is a part of the title: "Add ✅ icon to list"."""

# --- Checkboxes -------------------------------------------------------------------------------------------------------

MARKS = {
    "open": ("", " ", "☐", "⬜", "◻", "◽", "🔲"),
    "ticked": ("x", "v", "✓", "✔", "✅", "☑", "🗹"),
    "in_progress": ("~", "-", "/", "🔄", "⏳"),
}
MARK_WORDS = {
    "open": ("pending", "todo", "to do", "open", "planned", "not done", "not started", "failed", "blocked"),
    "in_progress": ("in progress", "wip", "doing", "started", "ongoing", "partial"),
    "ticked": ("done", "complete", "completed", "finished", "implemented", "verified"),
    "dropped": ("skip", "skipped", "deferred", "cancelled", "canceled", "dropped", "n/a"),
}
"""Words between the brackets of a box: fewer than those of a state, since "[Ready]" or "[Merged]" may be labels."""

BOX_SIGNS = "☐☑☒⬜◻◽🔲🗹"
"""A list item that begins with one of them is a box without brackets."""

BOX_LABELS = frozenset(
    {
        "critical", "high", "medium", "low", "optional", "important", "note", "manual", "backend", "frontend",
        "story",
    }
)  # fmt: skip
"""Words in brackets before an item that are no marks."""

# --- Nothing, and not yet ---------------------------------------------------------------------------------------------

NOTHING = ("none", "n/a", "nothing", "not applicable", "not needed")
"""What says that there is nothing to say: an answer. Not "na", which may begin a name."""

TO_WRITE = ("tbd", "tba", "tbc", "todo", "to do", "fixme", "xxx")
"""What says that somebody has still to write what belongs there: no answer."""

NOT_YET = ("pending", "waiting", "awaiting", "not yet", "open", "to be")
"""What says that something has still to happen; it may be the honest state of a thing."""

DASHES = ("-", "–", "—")
ELLIPSES = ("...", "…", "?", "??", "???")

UNDECIDED = frozenset({"", *DASHES, *ELLIPSES, *NOTHING, *TO_WRITE, "pending", "[pending]"})
"""All of a value that names nobody and no thing."""

NOBODY = UNDECIDED | {"unassigned", "both", "any", "all", "everyone"}
"""All of a value that names no one person."""

# --- Units ------------------------------------------------------------------------------------------------------------

LEVEL_WORDS = {
    "stage": ("stage", "stages"),
    "phase": ("phase", "phases"),
    "batch": ("batch", "batches", "sub-batch", "wave", "waves"),
    "task": ("task", "tasks"),
    "subtask": ("subtask", "subtasks"),
    "step": ("step", "steps"),
    "checkpoint": ("checkpoint", "checkpoints"),
    "criterion": ("criterion", "criteria"),
}
"""What a level of work is called, alone and in lists ("Batches 1-4")."""

UNIT_ID = r"-?(?:[A-Z]{1,3}-?)?\d{1,9}[A-Za-z]?(?:\.\d{1,9}[A-Za-z]?){0,9}|[A-Z](?:\.\d{1,4}){0,3}(?![A-Za-z])"
"""What the id of a batch or a task looks like: ``2``, ``2C``, ``3.5``, ``F1.1``, ``-1.4``, ``A``, ``A.6``, ``T1``."""

DOTTED_NUMBER = r"\d{1,6}(?:\.\d{1,6}){0,8}"
"""What the number of an item in a list of numbers looks like: ``1``, ``1.2.3``."""

TREE_NUMBER = rf"{DOTTED_NUMBER}(?:\.[A-Z])?"
"""What the number of a unit in a staged tree looks like: ``1``, ``1.2.3``, ``1.2.A``."""

REQUIREMENT_ID = r"(?:[A-Z][A-Z0-9]{0,9}-)?[A-Z][A-Z0-9]{1,9}-\d{1,6}(?:\.\d{1,4})?"
"""What the id of a requirement looks like: ``FR-001``, ``NFR-12.1``."""

# --- Keys of fields, in their normal form -----------------------------------------------------------------------------

STATUS_KEYS = frozenset({"status", "batch status", "task status", "current status", "state"})
LOOSE_STATUS_KEYS = frozenset(
    {
        "overall status", "project status", "final status", "implementation status", "completion status",
        "overall progress", "progress", "completion", "result",
    }
)  # fmt: skip
"""Keys whose value is a status only where it is nothing else."""
PLAIN_STATUS_KEYS = frozenset(key for key in STATUS_KEYS | LOOSE_STATUS_KEYS if "stat" in key)
"""The keys of statuses in lines without bold type, and in headings."""

STATE_KEYS = ("project phase", "current phase")
"""The fields that say which phase the work has come to."""

ASSIGNEE_KEYS = frozenset(
    {
        "developer", "assigned to", "assigned", "assignee", "agent", "owner", "assigned developer", "assigned agent",
        "assigned implementer", "implementer", "developer needed",
    }
)  # fmt: skip
DEPENDENCY_KEYS = frozenset({"dependencies", "dependency", "depends on", "depends", "blocked by", "prerequisites"})

COUNT_KEYS = {
    "task": ("tasks", "total tasks", "tasks in batch", "task count"),
    "batch": ("batches", "total batches", "batch count"),
}
DONE_KEYS = {
    "task": ("tasks complete", "tasks completed", "completed tasks", "tasks done"),
    "batch": ("batches complete", "batches completed", "completed batches", "batches done"),
}
"""Keys whose plain number counts what is done."""

MESSAGE_KEYS = frozenset(
    {"expected commit pattern", "expected commit", "expected commit message", "commit message", "commit pattern"}
)

DELIVERABLE_KEYS = ("deliverable", "deliverables", "delivers", "output", "outputs")
INPUT_KEYS = ("inputs", "input", "consumes", "works from")
HANDOFF_KEYS = ("hand-off", "handoff", "hand off", "handed off", "checkpoint")
APPROVAL_KEYS = ("approved by", "approval", "hand-off approved by")
ATTEMPT_KEYS = ("attempts", "attempt log", "retries")
DECISION_KEYS = ("decision", "decisions", "human decisions")
ESCALATION_KEYS = ("escalation", "escalations", "escalated")
ROLE_KEYS = ("role", "assigned to", "assigned role", "assignee", "owner", "team member")

# --- Commits ----------------------------------------------------------------------------------------------------------

COMMIT_KEY_ENDS = frozenset(
    {
        "commit", "commits", "sha", "shas", "hash", "hashes", "id", "ids", "link", "links", "url", "ref",
        "refs", "range",
    }
)  # fmt: skip
"""The last word of a key below which commit ids stand."""

COMMIT_KEYS_DENIED = frozenset(
    {
        "expected", "message", "messages", "strategy", "estimated", "scope", "format", "pattern", "total",
        "plan", "type", "pre-commit", "planned", "suggested", "example", "conventional", "required", "max",
        "first-parent", "per", "number", "task", "base", "target", "to", "when", "how", "if", "then", "must",
        "ready", "not", "no", "you",
    }
)  # fmt: skip
"""Words of keys that speak of commits in general: "commit strategy"."""

COMMIT_KEYS_FOREIGN = frozenset(
    {
        "upstream", "parent", "previous", "prior", "earlier", "old", "original", "source", "starting", "start",
        "baseline", "reverted", "reverts", "broken", "bad", "culprit", "regression", "vendor", "vendored",
        "submodule", "fork", "forked", "template", "dependency", "introducing", "before", "since", "from",
        "image", "docker", "container", "rollback", "revert", "restore", "fallback", "backup", "reset", "layer",
        "artifact", "file", "checksum", "bundle", "package", "tarball", "digest", "content", "binary",
    }
)  # fmt: skip
"""Words that make an id another one than that of the work: "upstream commit", "docker image sha"."""

COMMIT_TYPES = frozenset(
    {
        "feat", "fix", "docs", "style", "refactor", "perf", "test", "build", "ci", "chore", "revert",
    }
)  # fmt: skip
"""The types of conventional subjects."""

HEX_WORDS = frozenset({"acceded", "defaced", "effaced", "fabaceae", "ed25519"})
"""Words that consist of hexadecimal digits."""

# --- Files ------------------------------------------------------------------------------------------------------------

ACTION_WORDS = {
    "create": ("create", "created", "new", "add", "added"),
    "modify": (
        "modify", "modified", "update", "updated", "edit", "edited", "edit-only", "change", "changed", "extend",
        "extended",
    ),
    "delete": ("delete", "deleted", "remove", "removed"),
    "rename": ("rename", "renamed", "move", "moved"),
    "rewrite": ("rewrite", "rewritten"),
    "verify": ("verify", "verified", "check"),
}  # fmt: skip
"""What is done to a file, as its field or a word beside it says."""

SENTENCE_VERBS = {
    "write": ("write", "generate", "implement", "scaffold", "initialize", "define"),
    "remove": ("delete", "remove", "drop", "retire", "uninstall", "purge", "eliminate"),
    "replace": ("replace", "swap", "substitute", "supersede", "exchange", "switch"),
    "convert": (
        "convert", "migrate", "port", "transform", "translate", "transpile", "rewrite", "split", "merge",
        "combine", "consolidate", "extract", "copy", "inline", "turn", "rename", "move",
    ),
    "omit": ("ignore", "exclude", "skip", "omit", "avoid", "bypass", "stop"),
    "read": ("read", "review", "inspect", "study", "consult", "load", "parse", "fetch", "import", "download"),
    "look": (
        "run", "rerun", "re-run", "execute", "verify", "validate", "test", "check", "confirm", "audit", "collect",
        "measure", "profile", "benchmark", "investigate", "analyze", "analyse", "research", "explore", "compare",
        "lint", "compile", "observe", "monitor", "reproduce", "manually", "smoke-test", "double-check",
    ),
    "change": (
        "fix", "refactor", "integrate", "wire", "configure", "register", "export", "enhance", "document", "set",
        "setup", "expose", "hook", "connect", "adjust", "improve", "clean", "enable", "disable", "support", "make",
        "apply", "correct", "append", "insert", "introduce", "complete", "finish", "bump", "simplify", "deprecate",
        "harden", "align", "sync", "adapt", "unify", "wrap", "centralize", "expand", "annotate", "populate", "persist",
        "build", "rework", "restructure", "reorganize", "polish", "mark", "bind", "attach", "pin", "upgrade", "tweak",
    ),
}  # fmt: skip
"""What the verb of a sentence does to the files behind it, by the name of what it does."""

LEFT_BY_PROGRAMS = (".pid", ".sock", ".log", ".tmp", ".cache")
"""Endings of files that programs leave behind as they run: a sentence that names one speaks of the program."""

FILES_NOT_OWN = frozenset(
    {
        "related", "example", "examples", "reference", "references", "referenced", "sample", "samples",
        "similar", "existing", "pattern", "patterns", "source", "input", "log", "logs", "env", "environment",
        "data", "temp", "temporary", "cache", "generated", "build", "ignored", "local", "backup", "old",
        "legacy", "original", "previous", "base", "parent", "dependency", "dependent", "imported", "context",
        "required", "prerequisite", "read-only", "no", "not", "all", "other", "unchanged", "untouched",
        "unaffected", "excluded", "key", "optional", "critical", "relevant", "important",
    }
)  # fmt: skip
"""Before "files" in a key: those of which a unit says no more than that they are there, or that are not its work."""

BARE_FILE_NAMES = frozenset(
    {
        "makefile", "dockerfile", "license", "readme", "changelog", "gemfile", "rakefile", "procfile",
        "jenkinsfile", "codeowners", "justfile", "vagrantfile",
    }
)  # fmt: skip
"""Files without an ending."""

SLASHED_WORDS = frozenset({"and/or", "i/o", "ci/cd", "w/o", "yes/no", "e.g", "i.e", "etc"})
"""Words with a slash or a dot in them that are no paths."""

SLASHED_PAIRS = frozenset(
    {
        "n/a", "client/server", "server/client", "frontend/backend", "backend/frontend", "read/write", "input/output",
        "add/remove", "add/update", "create/modify", "create/update", "before/after", "true/false", "on/off",
        "unit/integration",
    }
)  # fmt: skip
"""Pairs of words that are no path where they stand without backticks, though a file field may hold one."""

FILE_COLUMNS = frozenset({"path", "paths", "filename", "file name", "name"})
ACTION_COLUMNS = frozenset({"action", "change", "change type", "operation", "type", "status"})
DELIVERABLE_COLUMNS = frozenset({"location", "artifact", "artefact", "document", "link"})
"""Columns of tables in which files stand, or what is done to them."""
