from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pytest_phasegate.model.policy import Policy, WindowRule
from pytest_phasegate.model.verdict import Answer
from tests.gates.verdicts import assert_fails, assert_holds, lines_of
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path


def task(claim: str, commit: str = "{first}") -> str:
    cited = f"**Commit**: {commit}\n\n" if commit else ""
    return f"## Batch 1: Model - COMPLETE\n\n{cited}### Task 1.1: Model\n\n**File**: {claim}\n"


HONEST = {
    "a file that was created": "src/model.py (CREATE)",
    "a file that was modified": "src/old.py (MODIFY)",
    "a file that was rewritten": "src/old.py (REWRITE)",
    "a file that was deleted": "src/gone.py (DELETE)",
    "a file that is only named, and was changed": "src/old.py",
    "a file that was verified": "src/same.py (VERIFY)",
    "a Windows path of another machine": r"D:\work\project\src\model.py (CREATE)",
    "a path of another machine": "/Users/ada/project/src/model.py",
    "a line reference": "src/model.py:1",
    "a pattern": "src/*.py",
    "two files": "src/model.py, src/old.py",
    "alternatives that were created and modified": "`src/{model,old}.py` (MODIFY)",
    "a pattern of which one file was created": "`src/*.py` (CREATE)",
    "a pattern of which one file was modified": "`src/*.py` (MODIFY)",
    "a pattern of which one file was deleted": "`src/g*.py` (DELETE)",
    "a test of the file": "`src/model.py::test_model`",
    "a name in the file": "src/model.py:Model (CREATE)",
    "a mention": "@src/model.py",
    "an import": "`@/model.py`",
    "an ellipsis": "`.../model.py` (CREATE)",
    "a link from the document's folder": "[model.py](../../src/model.py)",
    "a link": "[the model](src/model.py)",
    "a file behind a tick": "✅ `src/model.py`",
    "a pattern of another machine": "`D:\\work\\project\\src\\m*.py` (CREATE)",
}


@pytest.mark.parametrize("claim", HONEST.values(), ids=HONEST)
def test_an_honest_claim_holds(built: Repository, claim: str) -> None:
    assert_holds(built.verdicts(task(claim))["batch-1::1.1::files"])


LIES = {
    "a file that is not there": (
        "src/modle.py (CREATE)",
        "file-missing",
        "src/modle.py is not in commit {first}; the nearest is src/model.py",
    ),
    "a file that came later": ("src/view.py", "file-missing", "src/view.py is not in commit {first}"),
    "a created file that was there": (
        "src/old.py (CREATE)",
        "file-not-created",
        (
            'src/old.py was not created in {first} "feat(core): batch 1 - the model": '
            "it was there before; the commit only modified it"
        ),
    ),
    "a created file that was left alone": (
        "src/same.py (CREATE)",
        "file-not-created",
        (
            'src/same.py was not created in {first} "feat(core): batch 1 - the model": '
            "it was there before, untouched by it"
        ),
    ),
    "a modified file that was left alone": (
        "src/same.py (MODIFY)",
        "file-not-modified",
        '{first} "feat(core): batch 1 - the model" left src/same.py alone',
    ),
    "a deleted file that is there": (
        "src/old.py (DELETE)",
        "file-not-deleted",
        "src/old.py is still in commit {first}",
    ),
    "a deleted file that never was": (
        "src/never.py (DELETE)",
        "file-not-deleted",
        '{first} "feat(core): batch 1 - the model" deleted no src/never.py',
    ),
    "a folder": ("`lib/core`", "file-is-directory", "lib/core is a directory"),
    "a path that leads out": ("../../../secret.txt", "file-outside", "../../../secret.txt leads out of the project"),
    "an absolute path of this machine": (f"{os.sep}etc{os.sep}passwd", None, None),
    "alternatives of which one is not there": (
        "`src/{model,nope}.py` (CREATE)",
        "file-missing",
        "src/nope.py is not in commit {first}",
    ),
    "alternatives of which one was there before": (
        "`src/{model,same}.py` (CREATE)",
        "file-not-created",
        (
            'src/same.py was not created in {first} "feat(core): batch 1 - the model": '
            "it was there before, untouched by it"
        ),
    ),
    "alternatives of which one is a pattern that matches nothing": (
        "`src/{model,nope*}.py`",
        "file-missing",
        "no file of commit {first} matches src/nope*.py",
    ),
    "alternatives of which one was not deleted": (
        "`src/{gone,same}.py` (DELETE)",
        "file-not-deleted",
        "src/same.py is still in commit {first}",
    ),
    "a pattern of which nothing was created": (
        "`src/s*.py` (CREATE)",
        "file-not-created",
        '{first} "feat(core): batch 1 - the model" created no file that fits src/s*.py',
    ),
    "a pattern of which nothing was modified": (
        "`src/s*.py` (MODIFY)",
        "file-not-modified",
        '{first} "feat(core): batch 1 - the model" changed no file that fits src/s*.py',
    ),
    "a deleted pattern that still matches": (
        "`src/sam*.py` (DELETE)",
        "file-not-deleted",
        "src/same.py is still in commit {first}",
    ),
    "a pattern of which nothing ever was": (
        "`src/never*.py` (DELETE)",
        "file-not-deleted",
        '{first} "feat(core): batch 1 - the model" deleted no file that fits src/never*.py',
    ),
    "alternatives without backticks": (
        "src/{model,nope}.py",
        "file-missing",
        "src/nope.py is not in commit {first}",
    ),
    "another file than the link leads to": (
        "[src/nope.py](src/model.py)",
        "file-missing",
        "src/nope.py is not in commit {first}",
    ),
    "one of two files": (
        "`src/model.py` or `src/nope.py`",
        "file-missing",
        "src/nope.py is not in commit {first}",
    ),
    "a pattern that matches nothing": ("src/*.rs", "file-missing", "no file of commit {first} matches src/*.rs"),
}


@pytest.mark.parametrize(("claim", "code", "found"), LIES.values(), ids=LIES)
def test_a_lie_fails_at_its_line(built: Repository, claim: str, code: str | None, found: str | None) -> None:
    verdict = built.verdicts(task(claim))["batch-1::1.1::files"]
    assert verdict.answer is Answer.FAILED
    assert lines_of(verdict) == [7]
    if code is not None and found is not None:
        found = found.replace("commit {first}", f"commit {built.ids['first'][:10]}")
        prefix, _, rest = built.fill(found).partition("; the nearest")
        assert verdict.findings[0].code == code
        assert verdict.findings[0].found.startswith(prefix)
        assert rest in verdict.findings[0].found


ACTIONS = "## Batch 1: Model - COMPLETE\n\n**Commit**: {first}\n\n### Task 1.1: Model\n\n"


@pytest.mark.parametrize(
    "fields",
    [
        "**File**: src/old.py\n**Action**: Remove the else branch in `load`\n",
        "**File 1**: src/model.py\n**Action**: CREATE\n**File 2**: src/old.py\n**Action**: MODIFY\n",
        "**File 1**: src/model.py\n**Action**: CREATE\n**File 2**: src/old.py\n",
        "**File**: src/gone.py\n**Action**: RENAME to model.py\n",
        "**File**: src/gone.py RENAME to src/model.py\n",
    ],
)
def test_d8_an_action_of_its_own_file_holds(built: Repository, fields: str) -> None:
    assert_holds(built.verdicts(ACTIONS + fields)["batch-1::1.1::files"])


@pytest.mark.parametrize(
    ("fields", "code", "line"),
    [
        ("**File**: src/old.py\n**Action**: DELETE\n", "file-not-deleted", 7),
        ("**File**: src/nope.py\n**Action**: Remove the else branch\n", "file-missing", 7),
        (
            "**File 1**: src/model.py\n**Action**: MODIFY\n**File 2**: src/old.py\n**Action**: CREATE\n",
            "file-not-created",
            9,
        ),
        ("**File**: src/gone.py\n**Action**: RENAME to none.py\n", "file-missing", 7),
        ("**File**: src/gone.py (renamed to `src/none.py`)\n", "file-missing", 7),
        ("**File**: src/old.py\n**Action**: RENAME to model.py\n", "file-not-renamed", 7),
    ],
    ids=[
        "file-not-deleted",
        "file-missing",
        "file-not-created",
        "file-missing/new",
        "file-missing/marker",
        "file-not-renamed",
    ],
)
def test_d8_an_action_of_its_own_file_that_is_not_so_fails(
    built: Repository, fields: str, code: str, line: int
) -> None:
    verdict = built.verdicts(ACTIONS + fields)["batch-1::1.1::files"]
    assert [(finding.code, finding.line) for finding in verdict.findings] == [(code, line)]


HOST = "https://host.example/o/r/blob/main"


@pytest.mark.parametrize(
    ("claim", "path"),
    [
        ("scripts/{name}", "scripts/{name}"),
        ("[src/{name}.py](" + HOST + "/src/{name}.py)", "src/{name}.py"),
        (HOST + "/src/{name}.py (CREATE)", "src/{name}.py"),
        ("<" + HOST + "/src/{name}.py>", "src/{name}.py"),
        ("vscode://file/home/ada/project/src/{name}.py", "src/{name}.py"),
        ("src/{name} rules.py (CREATE)", "src/{name} rules.py"),
        ("app/(tabs)/[{name}].tsx (CREATE)", "app/(tabs)/[{name}].tsx"),
        ("\n\n| File | Action |\n|---|---|\n| [src/{name}.py](" + HOST + "/src/{name}.py) | CREATE |", "src/{name}.py"),
    ],
    ids=["c8", "c9", "c9-address", "c9-autolink", "c9-editor", "c12", "d11-route", "c9-table"],
)
def test_a_name_without_backticks_is_held_and_a_lie_fails(project: Repository, claim: str, path: str) -> None:
    project.commit("feat: more", name="more", files={path.replace("{name}", "real"): "real = 1\n"})
    honest, lie = (task(claim.replace("{name}", name), "{more}") for name in ("real", "none"))
    assert_holds(project.verdicts(honest)["batch-1::1.1::files"])
    verdict = project.verdicts(lie)["batch-1::1.1::files"]
    assert [finding.code for finding in verdict.findings] == ["file-missing"]


@pytest.mark.parametrize("claim", ["`~/.config/x.toml`", "`/api/users`", "`@scope/name`", "`$HOME/a.toml`"])
def test_d11_what_is_no_file_of_the_tree_is_not_looked_for(built: Repository, claim: str) -> None:
    verdicts = built.verdicts(task(f"{claim}, src/model.py"))
    assert_holds(verdicts["batch-1::1.1::files"])


@pytest.mark.parametrize("commit", ["{first}", ""], ids=["cited", "no id"])
@pytest.mark.parametrize("claim", ["dist/app.js (CREATE)", ".env (CREATE)", "`dist/` (CREATE)", "dist/none.js"])
def test_d11_a_file_that_git_ignores_is_no_claim_of_the_tree(project: Repository, claim: str, commit: str) -> None:
    project.commit("chore: ignore", name="ignore", files={".gitignore": "dist/\n.env*\n!.env.example\n"})
    for name in ("dist/app.js", ".env"):
        project.write(name)
    beside = project.verdicts(task(f"{claim}, src/model.py", commit))["batch-1::1.1::files"]
    assert_holds(beside)
    assert (beside.looked_at, len(beside.notes)) == (1, 1)
    assert beside.notes[0].endswith("is ignored by git, so that no commit shows it")
    alone = project.verdicts(task(claim, commit))["batch-1::1.1::files"]
    assert alone.answer is Answer.PENDING
    assert alone.reason.startswith("git ignores all that task 1.1 names, so that nothing shows it")


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        (".env.example (CREATE)", "file-missing"),
        ("src/dist.py (CREATE)", "file-missing"),
        ("src/here.py (CREATE)", "file-untracked"),
        ("src/same.py (CREATE)", "file-not-created"),
        ("dist/app.js (CREATE), src/none.py (CREATE)", "file-missing"),
        ("`:(top)dist/app.js` (CREATE)", "file-missing"),
    ],
    ids=[
        "file-missing",
        "file-missing/name",
        "file-untracked",
        "file-not-created",
        "file-missing/beside",
        "file-missing/magic",
    ],
)
def test_d11_a_file_that_git_does_not_ignore_is_looked_for(project: Repository, claim: str, code: str) -> None:
    project.commit("chore: ignore", files={".gitignore": "dist/\n.env*\n!.env.example\nsrc/same.py\n"})
    project.write("src/here.py")
    verdict = project.verdicts(task(claim, "" if code == "file-untracked" else "{first}"))["batch-1::1.1::files"]
    assert [finding.code for finding in verdict.findings] == [code]


def titled(title: str, claim: str, commit: str = "{first}") -> str:
    return task(claim, commit).replace("Task 1.1: Model", f"Task 1.1: {title}")


@pytest.mark.parametrize("commit", ["{first}", ""], ids=["cited", "no id"])
@pytest.mark.parametrize(
    "title",
    ["Rename gone.py to model.py", "Delete dead files", "Split gone.py", "Update the imports and remove gone.py"],
)
def test_d3_a_title_that_takes_a_file_away_is_its_action(built: Repository, title: str, commit: str) -> None:
    assert_holds(built.verdicts(titled(title, "src/gone.py", commit))["batch-1::1.1::files"])


@pytest.mark.parametrize("commit", ["{first}", ""], ids=["cited", "no id"])
@pytest.mark.parametrize(
    ("title", "claim"),
    [("Delete dead files", "src/never.py"), ("Rename never.py to model.py", "src/never.py")],
    ids=["file-missing", "file-missing/rename"],
)
def test_d3_a_file_that_never_was_is_not_taken_away(built: Repository, title: str, claim: str, commit: str) -> None:
    verdict = built.verdicts(titled(title, claim, commit))["batch-1::1.1::files"]
    assert [(finding.code, finding.line) for finding in verdict.findings] == [("file-missing", 7 if commit else 5)]


@pytest.mark.parametrize("title", ["Write the model", "Implement the delete button", "Show who may remove a file"])
def test_d3_a_file_that_the_commit_of_another_title_deleted_fails(built: Repository, title: str) -> None:
    verdict = built.verdicts(titled(title, "src/gone.py"))["batch-1::1.1::files"]
    assert [finding.code for finding in verdict.findings] == ["file-missing"]


@pytest.mark.parametrize("commit", ["{swept}", ""], ids=["cited", "no id"])
def test_d9_a_folder_that_the_commit_deleted_is_gone(project: Repository, commit: str) -> None:
    project.commit("chore: sweep", name="swept", files={"lib/core/a.py": None})
    (project.path / "lib/core").rmdir()
    for title, claim in (("Model", "lib/core/ (DELETE)"), ("Delete the old core", "`lib/core/`")):
        assert_holds(project.verdicts(titled(title, claim, commit))["batch-1::1.1::files"])
    verdict = project.verdicts(titled("Delete the old core", "`lib/none/`", commit))["batch-1::1.1::files"]
    assert [finding.code for finding in verdict.findings] == ["file-missing"]


def test_a_renamed_file_holds_and_one_that_stayed_fails(project: Repository) -> None:
    project.commit("refactor: move", name="move", files={"src/same.py": None, "src/new.py": "same = 1\n"})
    assert_holds(project.verdicts(task("src/same.py -> src/new.py (RENAME)", "{move}"))["batch-1::1.1::files"])
    verdict = project.verdicts(task("src/old.py -> src/new.py (RENAME)", "{move}"))["batch-1::1.1::files"]
    found = f"src/old.py is still in commit {project.ids['move'][:10]}, beside its new name"
    assert_fails(verdict, "file-not-renamed", found)
    assert verdict.findings[0].remedy.startswith("say that it was copied where src/old.py is still used, else ")


@pytest.mark.parametrize(
    ("claim", "used"), [("src/old.py (DELETE)", "src/old.py"), ("`src/o*.py` (DELETE)", "it")], ids=["one", "pattern"]
)
def test_e4_no_remedy_deletes_a_file_that_may_be_alive(built: Repository, claim: str, used: str) -> None:
    verdict = built.verdicts(task(claim))["batch-1::1.1::files"]
    remedy = f"take the claim back where {used} is still used, else delete it and commit that"
    assert [(each.code, each.remedy) for each in verdict.findings] == [("file-not-deleted", remedy)]


MOVES = {
    "a pattern to a pattern": ("`src/*_a.py` -> `lib/*_a.py`", None),
    "a pattern into a folder": ("`src/*_a.py` -> `lib/`", None),
    "alternatives to alternatives": ("`src/{x,y}_a.py` -> `lib/{x,y}_a.py`", None),
    "what is there still": ("`src/*.py` -> `lib/`", "src/model.py, src/old.py, src/same.py and 1 more are still in"),
    "what never was": ("`src/never*.py` -> `lib/*_a.py`", "did not move src/never*.py to lib/*_a.py"),
    "to where nothing came": ("`src/*_a.py` -> `bin/`", "no file of commit {move} matches bin/"),
    "one of the alternatives never was": ("`src/{x,z}_a.py` -> `lib/{x,y}_a.py`", "did not move src/z_a.py to"),
}


@pytest.mark.parametrize(("claim", "found"), MOVES.values(), ids=MOVES)
def test_files_of_a_pattern_are_gone_where_they_were_and_come_where_they_are(
    project: Repository, claim: str, found: str | None
) -> None:
    files = ("x_a.py", "y_a.py")
    project.commit("feat: two", name="begin", files={f"src/{name}": f"{name}\n" for name in files})
    both = {f"src/{name}": None for name in files} | {f"lib/{name}": f"{name}\n" for name in files}
    project.commit("refactor: move", name="move", files=both)
    verdict = project.verdicts(task(f"{claim} (RENAME)", "{move}"))["batch-1::1.1::files"]
    if found is None:
        assert_holds(verdict)
    else:
        assert verdict.answer is Answer.FAILED
        assert project.fill(found) in verdict.findings[0].found


WORKTREE = "## Batch 1: Model - COMPLETE\n\n### Task 1.1: Model\n\n**File**: src/new.py\n"


def test_without_a_commit_the_judged_tree_is_looked_at(project: Repository) -> None:
    missing = project.verdicts(WORKTREE)["batch-1::1.1::files"]
    assert_fails(missing, "file-missing", missing.findings[0].found)
    assert missing.findings[0].found.startswith("src/new.py is not in the working tree")
    project.write("src/new.py", "new = 1\n")
    untracked = project.verdicts(WORKTREE)["batch-1::1.1::files"]
    assert_fails(untracked, "file-untracked", "src/new.py lies there, but git does not know it")
    project.commit("feat: new", name="new", files={})
    assert_holds(project.verdicts(WORKTREE)["batch-1::1.1::files"])


def test_an_empty_file_fails_unless_its_kind_is_empty_by_nature(project: Repository) -> None:
    project.commit("feat: empty", name="empty", files={"src/new.py": "", "src/__init__.py": ""})
    assert_fails(
        project.verdicts(WORKTREE)["batch-1::1.1::files"], "file-empty", "src/new.py is empty in the working tree"
    )
    assert_holds(project.verdicts(WORKTREE.replace("src/new.py", "src/__init__.py"))["batch-1::1.1::files"])


BLANK = {
    "a line end": "\n",
    "spaces, tabs and line ends": " \t\r\n" * 1000,
    "white space that is not ASCII, behind a byte order mark": "\ufeff" + "\u3000\u00a0" * 500,
    "B4: one NUL": "\x00",
    "B4: one character of no width": "\u200b",
    "B4: 5,000 blanks": " " * 5_000,
    "B4: 200,000 blanks": " " * 200_000,
}
BARELY_FILLED = {"one letter": "a", "a letter far behind": "\n" * 100_000 + "a", "an accent": "\u00e4"}


@pytest.mark.parametrize("text", BLANK.values(), ids=BLANK)
@pytest.mark.parametrize("cited", [False, True])
def test_a_file_of_white_space_is_as_empty_as_one_without_a_byte(
    project: Repository, text: str, *, cited: bool
) -> None:
    project.commit("feat: blank", name="blank", files={"src/new.py": text, "src/__init__.py": text})
    tree = f"commit {project.ids['blank'][:10]}" if cited else "the working tree"
    document = task("src/new.py (CREATE)", "{blank}" if cited else "")
    verdict = project.verdicts(document)["batch-1::1.1::files"]
    assert_fails(verdict, "file-empty", f"src/new.py holds nothing that can be seen in {tree}")
    assert lines_of(verdict) == [7 if cited else 5]
    assert_holds(project.verdicts(document.replace("new.py", "__init__.py"))["batch-1::1.1::files"])


@pytest.mark.parametrize("text", BARELY_FILLED.values(), ids=BARELY_FILLED)
def test_a_file_with_anything_in_it_is_not_empty(project: Repository, text: str) -> None:
    project.commit("feat: little", name="little", files={"src/new.py": text})
    assert_holds(project.verdicts(WORKTREE)["batch-1::1.1::files"])
    assert_holds(project.verdicts(task("src/new.py (CREATE)", "{little}"))["batch-1::1.1::files"])


def test_d1_where_a_partial_clone_lacks_the_content_nobody_can_tell_whether_a_file_is_blank(
    project: Repository, tmp_path: Path
) -> None:
    clone = project.clone(tmp_path / "clone", "--filter=blob:none", "--no-checkout")
    verdict = clone.verdicts(task("src/model.py (CREATE)"))["batch-1::1.1::files"]
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].cause == "the clone is partial: files and folders of older commits are not in it"


@pytest.mark.skipif(os.name == "nt", reason="symlinks need a privilege on Windows")
def test_a_symlink_that_leads_out_fails(project: Repository) -> None:
    (project.path / "src/new.py").symlink_to("/etc/hosts")
    project.commit("feat: link", name="link", files={})
    verdict = project.verdicts(WORKTREE)["batch-1::1.1::files"]
    assert_fails(verdict, "file-outside", "src/new.py is a symlink that leads out of the project, or nowhere")
    assert verdict.is_security_matter


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_no_file(project: Repository) -> None:
    os.mkfifo(project.path / "src/new.py")
    verdict = project.verdicts(WORKTREE)["batch-1::1.1::files"]
    assert_fails(verdict, "file-not-regular", "src/new.py is a pipe, socket or device")


def test_an_ambiguous_name_holds_where_one_of_its_files_was_changed_and_fails_under_a_commit(
    project: Repository,
) -> None:
    id_ = project.commit("feat: two", name="two", files={"a/pair/twin.py": "a\n", "b/pair/twin.py": "b\n"})
    text = WORKTREE.replace("src/new.py", r"D:\x\pair\twin.py")
    assert_holds(project.verdicts(text)["batch-1::1.1::files"])
    verdict = project.verdicts(text.replace("**File**", f"**Commit**: {id_}\n**File**"))["batch-1::1.1::files"]
    assert_fails(verdict, "file-ambiguous", r"D:\x\pair\twin.py may be any of a/pair/twin.py, b/pair/twin.py")


def test_a_path_found_by_its_suffix_is_told(built: Repository) -> None:
    verdict = built.verdicts(task(r"D:\work\project\src\model.py"))["batch-1::1.1::files"]
    assert verdict.notes == (r"D:\work\project\src\model.py was found as src/model.py",)


def test_without_a_repository_it_is_unknown_whether_git_knows_a_file(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/new.py").write_text("new = 1\n")
    verdict = Repository(tmp_path).verdicts(WORKTREE)["batch-1::1.1::files"]
    assert verdict.answer is Answer.UNKNOWN
    assert verdict.findings[0].found.startswith("src/new.py lies there, but git does not know it: ")
    assert verdict.findings[0].remedy


PLACES = {
    "a line of the file": ("src/model.py:1", None),
    "lines of the file": ("src/model.py:1-1", None),
    "a file without a line": ("src/model.py", None),
    "a line behind its end": ("src/model.py:2", "src/model.py has 1 line in the working tree"),
    "a line before its beginning": ("src/model.py:0", "src/model.py has 1 line in the working tree"),
    "lines from before its beginning": ("src/model.py:0-1", "src/model.py has 1 line in the working tree"),
    "lines that lead over its end": ("src/model.py:1-9", "src/model.py has 1 line in the working tree"),
}


@pytest.mark.parametrize(("place", "found"), PLACES.values(), ids=PLACES)
def test_a_place_where_the_work_is_found_is_a_line_of_its_file(
    built: Repository, place: str, found: str | None
) -> None:
    text = f"### 1. Build\n1. [x] Write\n```\nModel:\nLocation: {place}\n```\n2. [ ] CHECKPOINT: Review\n"
    verdict = built.verdicts(text)["phase-1::step-1.1::files"]
    if found is None:
        assert_holds(verdict)
    else:
        assert_fails(verdict, "line-missing", found)
        assert lines_of(verdict) == [5]


def ticked(project: Repository, *, before: bool) -> str:
    """A document whose step names a file, ticked while the file was there, or before it ever was."""
    text = "### 1. Build\n1. [ ] Write\n```\nShed:\nLocation: src/shed.py:3\n```\n2. [ ] CHECKPOINT: Review\n"
    path = "task-tracking/T1/tasks.md"
    done = text.replace("1. [ ]", "1. [x]")
    project.commit("docs: begin", name="begun", files={path: text})
    if before:
        project.commit("docs: written", name="ticked", files={path: done})
        project.commit("feat: other", name="work", files={"src/other.py": "a\n"})
    else:
        project.commit("feat: shed", name="work", files={"src/shed.py": "1\n2\n3\n"})
        project.commit("docs: written", name="ticked", files={path: done})
        project.commit("refactor: no shed", name="gone", files={"src/shed.py": None})
    return done


def test_a_file_that_was_there_when_the_step_was_ticked_and_is_gone_now_holds(project: Repository) -> None:
    verdict = project.verdicts(ticked(project, before=False))["phase-1::step-1.1::files"]
    assert_holds(verdict)
    assert verdict.notes == (f"src/shed.py was as it says in commit {project.ids['ticked'][:10]}, and is not any more",)


def test_a_file_that_has_fewer_lines_now_than_when_the_step_was_ticked_holds(project: Repository) -> None:
    text = ticked(project, before=False)
    project.commit("refactor: a small shed", name="short", files={"src/shed.py": "1\n"})
    assert_holds(project.verdicts(text)["phase-1::step-1.1::files"])


def test_a_file_that_never_was_fails_whatever_the_tick(project: Repository) -> None:
    verdict = project.verdicts(ticked(project, before=True))["phase-1::step-1.1::files"]
    assert verdict.answer is Answer.FAILED
    assert (verdict.findings[0].code, verdict.findings[0].line) == ("file-missing", 5)


@pytest.mark.parametrize("cited", ["{one}, {two}", "{two}, {one}", "{one}..{two}"])
def test_commits_of_one_second_are_looked_at_in_the_order_of_history(project: Repository, cited: str) -> None:
    """A rebase writes all commits of a branch within a second."""
    project.commit("feat: a part", name="one", files={"src/part.py": "part = 1\n"})
    project.clock -= 60
    project.commit("feat: the rest", name="two", files={"src/rest.py": "rest = 1\n"})
    text = f"## Batch 1: A - COMPLETE\n\n**Commits**: {cited}\n**Files**: src/part.py (CREATE), src/rest.py (CREATE)\n"
    assert_holds(project.verdicts(text)["batch-1::files"])


def test_work_on_two_branches_is_looked_at_where_they_were_merged(project: Repository) -> None:
    git = project.git
    for name in ("left", "right"):
        git("switch", "--quiet", "--create", name, "main")
        project.commit(f"feat: the {name}", name=name, files={f"src/{name}.py": f"{name} = 1\n"})
    git("switch", "--quiet", "main")
    git("merge", "--quiet", "--no-ff", "--message", "merge: both", "left", "right")
    files = "src/left.py (CREATE), src/right.py (CREATE)"
    text = f"## Batch 1: A - COMPLETE\n\n**Commits**: {{left}}, {{right}}\n**Files**: {files}\n"
    assert_holds(project.verdicts(text)["batch-1::files"])
    lie = project.verdicts(text.replace("src/left.py", "src/never.py"))["batch-1::files"]
    assert [finding.code for finding in lie.findings] == ["file-missing"]


def test_in_a_folder_of_a_larger_repository_a_path_from_its_top_is_found(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "mono")
    commit = repository.commit("feat: it", files=["packages/app/src/a.ts", "src/b.ts"])
    app = Repository(repository.path / "packages" / "app", document="tasks.md")
    for cited in ("", f"**Commit**: {commit[:10]}\n"):
        text = f"## Batch 1: A - COMPLETE\n\n{cited}**File**: packages/app/src/a.ts\n"
        verdict = app.verdicts(text)["batch-1::files"]
        assert_holds(verdict)
        assert verdict.notes == ("packages/app/src/a.ts was found as src/a.ts",)
        lie = app.verdicts(text.replace("a.ts", "b.ts"))["batch-1::files"]
        assert lie.findings[0].code == "file-missing"


def test_a_file_of_another_machines_path_that_was_there_when_it_was_claimed_and_moved_since_holds(
    project: Repository,
) -> None:
    text = WORKTREE.replace("src/new.py", r"D:\work\project\src\new.py")
    project.commit("feat: new", name="claim", files={"src/new.py": "new = 1\n", "task-tracking/T1/tasks.md": text})
    project.commit("refactor: move", name="move", files={"src/new.py": None, "src/parts/new.py": "new = 1\n"})
    verdict = project.verdicts(text)["batch-1::1.1::files"]
    assert_holds(verdict)
    assert verdict.notes[0].startswith("src/new.py was changed in ")


SUMMARY = """# Model

## Batch 1: Model - COMPLETE

**Commit**: {first}

## Batch 2: View - COMPLETE

**Commit**: {second}

## Files Created

1. src/model.py
2. src/view.py
"""


def test_the_files_of_a_document_are_looked_at_once_all_of_it_is_done(built: Repository) -> None:
    assert_holds(built.verdicts(SUMMARY)["files"])
    assert "files" not in built.verdicts(SUMMARY.replace("View - COMPLETE", "View - PENDING"))
    assert "files" not in built.verdicts(SUMMARY.replace("COMPLETE", "SKIPPED"))
    assert "files" in built.verdicts(SUMMARY.replace("View - COMPLETE", "View - SKIPPED"))


def test_a_file_that_a_finished_document_made_up_fails(built: Repository) -> None:
    verdict = built.verdicts(SUMMARY.replace("view.py", "nope.py"))["files"]
    assert_fails(verdict, "file-missing", "src/nope.py is not in the working tree; the nearest is src/model.py")
    assert verdict.findings[0].claim == "the document creates src/nope.py"
    assert lines_of(verdict) == [14]


NO_CHANGES = {
    "B4-a-mode": ("chmod", "src/old.py (MODIFY)", "file-not-modified", "{it} left the content of src/old.py alone"),
    "B4-a-mode-of-one-that-is-to-be-new": (
        *("chmod", "src/old.py (CREATE)", "file-not-created"),
        "src/old.py was not created in {it}: it was there before; the commit only modified it",
    ),
    "B4-deleted-and-restored": (
        *("restore", "src/old.py (MODIFY)", "file-not-modified"),
        "{it} left the content of src/old.py alone",
    ),
    "B4-deleted-and-restored-as-new": (
        *("restore", "src/old.py (CREATE)", "file-not-created"),
        "src/old.py was not created in {it}: it was there before; the commit only modified it",
    ),
    "B4-there-and-back": (
        "back",
        "src/old.py (MODIFY)",
        "file-not-modified",
        "{it} left the content of src/old.py alone",
    ),
    "B4-a-link": (
        *("link", "src/new.py (CREATE)", "file-not-created"),
        "src/new.py was not created in {it}: it is a link to src/old.py, which was there before",
    ),
    "B4-a-link-to-a-folder": (
        *("link to a folder", "src/new (CREATE)", "file-not-created"),
        "src/new was not created in {it}: it is a link to lib, which was there before",
    ),
    "B4-a-link-to-a-blank-file": (
        *("link to a blank", "src/new.py (CREATE)", "file-empty"),
        "src/new.py holds nothing that can be seen in commit {id}",
    ),
}


def change_nothing(project: Repository, how: str) -> list[str]:
    """Commits that seem to work, and change the content of nothing."""
    root, old = project.path, "old = 1\n"
    old = (root / "src/old.py").read_text()
    if how == "chmod":
        project.git("update-index", "--chmod=+x", "src/old.py")
        project.git("commit", "--quiet", "--message", "feat: one")
        project.git("reset", "--quiet", "--hard")
        return [project.git("rev-parse", "HEAD")]
    if how == "restore":
        return [
            project.commit("feat: a", name="c", files={"src/old.py": None}),
            project.commit("feat: b", name="d", files={"src/old.py": old}),
        ]
    if how == "back":
        return [
            project.commit("feat: a", name="c", files={"src/old.py": "x\n"}),
            project.commit("feat: b", name="d", files={"src/old.py": old}),
        ]
    if how == "link to a blank":
        project.write("src/blank.py", " \n")
        (root / "src/new.py").symlink_to("blank.py")
    elif how == "link":
        (root / "src/new.py").symlink_to("old.py")
    else:
        (root / "src/new").symlink_to("../lib", target_is_directory=True)
    return [project.commit("feat: a link")]


@pytest.mark.parametrize(("how", "claim", "code", "found"), NO_CHANGES.values(), ids=NO_CHANGES)
def test_b4_the_same_content_is_no_change(project: Repository, how: str, claim: str, code: str, found: str) -> None:
    if "link" in how and os.name == "nt":
        pytest.skip("symlinks need a privilege on Windows")
    commits = change_nothing(project, how)
    subject = project.git("log", "-1", "--format=%s")
    it = f'{commits[-1][:10]} "{subject}"'
    document = task(claim, ", ".join(commit[:10] for commit in commits))
    assert_fails(project.verdicts(document)["batch-1::1.1::files"], code, found.format(it=it, id=commits[-1][:10]))


STEP = "### 1. Build\n1. [x] Write\n```\nLocation: {}\n```\n2. [ ] CHECKPOINT: Review\n"


@pytest.mark.skipif(os.name == "nt", reason="symlinks need a privilege on Windows")
def test_b4_a_link_to_a_folder_is_no_file_where_one_is_named(project: Repository) -> None:
    (project.path / "src/place.py").symlink_to("../lib", target_is_directory=True)
    (project.path / "src/real.py").symlink_to("old.py")
    project.commit("feat: links")
    for claim in ("src/place.py", "src/place.py (MODIFY)"):
        verdict = project.verdicts(task(claim, "{feat: links}"))["batch-1::1.1::files"]
        assert_fails(verdict, "file-is-directory", "src/place.py is a directory")
    assert project.verdicts(STEP.format("src/place.py"))["phase-1::step-1.1::files"].answer is Answer.FAILED
    assert_holds(project.verdicts(STEP.format("src/real.py"))["phase-1::step-1.1::files"])
    assert_holds(project.verdicts(STEP.format("src/place.py/"))["phase-1::step-1.1::files"])


def test_b4_a_place_that_two_files_fit_is_not_gone(project: Repository) -> None:
    project.commit("feat: twins", files=["east/twin.py", "west/twin.py"])
    verdict = project.verdicts(STEP.format("twin.py"))["phase-1::step-1.1::files"]
    assert_fails(verdict, "file-ambiguous", "twin.py may be any of east/twin.py, west/twin.py")
    assert_holds(project.verdicts(STEP.format("east/twin.py"))["phase-1::step-1.1::files"])
    project.commit("chore: one is enough", files={"west/twin.py": None})
    assert project.verdicts(STEP.format("twin.py"))["phase-1::step-1.1::files"].answer is Answer.HELD


def change_something(project: Repository, how: str) -> list[str]:
    root = project.path
    if how == "a mode and a line":
        (root / "src/old.py").write_text("old = 9\n")
        project.git("update-index", "--chmod=+x", "src/old.py")
        return [project.commit("feat: one")]
    if how == "deleted and written anew":
        return [
            project.commit("feat: a", name="c", files={"src/old.py": None}),
            project.commit("feat: b", name="d", files={"src/old.py": "9\n"}),
        ]
    if how == "a link to what is new":
        project.write("src/real.py", "real = 1\n")
        (root / "src/new.py").symlink_to("real.py")
    if how == "what a link leads to":
        (root / "src/new.py").symlink_to("old.py")
        project.commit("chore: a link")
        project.write("src/old.py", "old = 9\n")
    if how == "a submodule's pointer":
        first = project.ids["first"]
        project.git("update-index", "--add", "--cacheinfo", f"160000,{first},vendor/lib")
        project.git("commit", "--quiet", "--message", "chore: vendor")
        project.git("update-index", "--cacheinfo", f"160000,{project.ids['second']},vendor/lib")
        project.git("commit", "--quiet", "--message", "feat: newer")
        return [project.git("rev-parse", "HEAD")]
    return [project.commit("feat: work")]


@pytest.mark.parametrize(
    ("how", "claim"),
    [
        ("a mode and a line", "src/old.py (MODIFY)"),
        ("deleted and written anew", "src/old.py (MODIFY)"),
        ("a link to what is new", "src/new.py (CREATE)"),
        ("what a link leads to", "src/new.py (MODIFY)"),
        ("a submodule's pointer", "vendor/lib (MODIFY)"),
    ],
)
def test_b4_another_content_is_a_change(project: Repository, how: str, claim: str) -> None:
    if "link" in how and os.name == "nt":
        pytest.skip("symlinks need a privilege on Windows")
    commits = change_something(project, how)
    assert_holds(project.verdicts(task(claim, ", ".join(each[:10] for each in commits)))["batch-1::1.1::files"])


ALONE = '{first} "feat(core): batch 1 - the model" left src/same.py alone, and nothing changed it since'
B6_LIES = {
    "B6-one-of-two-files": ("src/model.py, src/same.py", 7),
    "B6-one-of-two-in-a-list": ("\n\n- `src/model.py`\n- `src/same.py`", 10),
    "B6-the-only-one": ("src/same.py", 7),
    "B6-a-pattern": ("src/model.py, `src/sam*.py`", 7),
    "B6-alternatives": ("`src/{model,same}.py`", 7),
    "B6-by-the-end-of-its-path": (r"D:\work\project\src\same.py", 7),
}


@pytest.mark.parametrize(("claim", "line"), B6_LIES.values(), ids=B6_LIES)
def test_b6_a_cited_commit_proves_each_file_that_is_named(built: Repository, claim: str, line: int) -> None:
    verdict = built.verdicts(task(claim), Policy(window=WindowRule(before=0, hours=0)))["batch-1::1.1::files"]
    name = "src/sam*.py" if "*" in claim else "src/same.py"
    assert_fails(verdict, "file-not-modified", ALONE.format(first=built.ids["first"][:10]).replace("src/same.py", name))
    assert lines_of(verdict) == [line]
    assert_holds(built.verdicts(task(claim))["batch-1::1.1::files"])  # changed shortly before the document named it


B6_HONEST = {
    "both-changed": ("src/model.py, src/old.py", "{first}"),
    "by-one-of-two-commits": ("src/model.py, src/view.py, docs/a.md", "{first}, {second}, {other}"),
    "changed-later": ("src/model.py, docs/a.md", "{first}"),
    "in-a-range": ("src/model.py, src/view.py", "{plan}..{second}"),
    "verified": ("src/model.py, src/same.py (VERIFY)", "{first}"),
    "a-pattern-of-which-one-changed": ("`src/*.py`", "{first}"),
    "a-folder-in-which-one-changed": ("`src/`", "{first}"),
}


@pytest.mark.parametrize(("claim", "cited"), B6_HONEST.values(), ids=B6_HONEST)
def test_b6_a_named_file_was_changed_by_a_cited_commit_or_since(built: Repository, claim: str, cited: str) -> None:
    assert_holds(built.verdicts(task(claim, cited))["batch-1::1.1::files"])


@pytest.mark.parametrize("title", ["Verify the model", "**Review** of it", "Confirm: all is well"])
def test_b6_a_task_that_only_looks_at_its_files_changes_none(built: Repository, title: str) -> None:
    text = task("src/model.py, src/same.py").replace("Task 1.1: Model", f"Task 1.1: {title}")
    assert_holds(built.verdicts(text)["batch-1::1.1::files"])


def test_b6_a_file_changed_since_the_document_named_it_holds_though_another_commit_is_cited(
    project: Repository,
) -> None:
    text = task("src/model.py, src/same.py", "{work}")
    document = {"task-tracking/T1/tasks.md": text.replace("COMPLETE", "PENDING").replace("{work}", "[pending]")}
    project.commit("docs: tasks", name="document", files=document)
    project.commit("feat: a part", name="part", files={"src/same.py": "same = 2\n"})
    project.commit("feat: the rest", name="work", files={"src/model.py": "model = 3\n"})
    assert_holds(project.verdicts(text)["batch-1::1.1::files"])


def test_b6_in_a_shallow_clone_that_nothing_changed_a_file_is_not_known(built: Repository, tmp_path: Path) -> None:
    clone = built.clone(tmp_path / "clone", "--depth=4")
    text = task("src/model.py, src/same.py", built.ids["second"][:10])
    assert clone.verdicts(text)["batch-1::1.1::files"].answer is Answer.UNKNOWN


@pytest.mark.parametrize("order", [("{first}", "{second}"), ("{second}", "{first}")])
def test_b6_since_the_first_of_the_cited_commits_by_the_order_of_history(
    built: Repository, order: tuple[str, str]
) -> None:
    assert_holds(built.verdicts(task("src/model.py, src/view.py, src/old.py", ", ".join(order)))["batch-1::1.1::files"])


def test_d3_a_new_name_that_may_be_several_files_fails_as_such(project: Repository) -> None:
    twins = {"src/same.py": None, "a/pair/twin.py": "same = 1\n", "b/pair/twin.py": "b\n"}
    project.commit("refactor: move", name="move", files=twins)
    claim = r"src/same.py -> {} (RENAME)"
    assert_holds(project.verdicts(task(claim.format("a/pair/twin.py"), "{move}"))["batch-1::1.1::files"])
    verdict = project.verdicts(task(claim.format(r"D:\x\pair\twin.py"), "{move}"))["batch-1::1.1::files"]
    assert_fails(verdict, "file-ambiguous", r"D:\x\pair\twin.py may be any of a/pair/twin.py, b/pair/twin.py")


def test_an_ambiguous_name_is_not_said_to_be_gone(project: Repository) -> None:
    project.commit("feat: two", files={"a/pair/twin.py": "a\n", "b/pair/twin.py": "b\n"})
    verdict = project.verdicts(WORKTREE.replace("src/new.py", r"D:\x\pair\twin.py"))["batch-1::1.1::files"]
    assert_holds(verdict)
    assert not any("not there any more" in note for note in verdict.notes)


@pytest.mark.parametrize("pattern", ["../../../*.py", "src/../../*.py", r"..\..\..\*.py"])
def test_a_pattern_that_leads_out_is_told_as_a_name_that_does(built: Repository, pattern: str) -> None:
    verdict = built.verdicts(task(f"`{pattern}` (CREATE)"))["batch-1::1.1::files"]
    assert [(each.code, each.security) for each in verdict.findings] == [("file-outside", True)]


IGNORED = task("src/none.py (CREATE)", "")


@pytest.mark.parametrize("at", [None, "HEAD"], ids=["working tree", "commit"])
def test_d11_only_rules_of_the_judged_tree_tell_what_is_ignored(project: Repository, at: str | None) -> None:
    """Rules of one clone, or of one user, would make the same claim fail here and hold there."""
    project.write(".git/info/exclude", "none.py\n")
    project.write("own-rules", "none.py\n")
    project.git("config", "core.excludesFile", str(project.path / "own-rules"))
    verdict = project.verdicts(IGNORED, at=at)["batch-1::1.1::files"]
    assert [finding.code for finding in verdict.findings] == ["file-missing"]


def test_d11_at_a_commit_its_own_rules_count(project: Repository) -> None:
    project.write(".gitignore", "none.py\n")
    assert project.verdicts(IGNORED)["batch-1::1.1::files"].answer is Answer.PENDING
    verdict = project.verdicts(IGNORED, at="HEAD")["batch-1::1.1::files"]
    assert [finding.code for finding in verdict.findings] == ["file-missing"]
    project.commit("chore: ignore", files={".gitignore": None, "src/.gitignore": "*.py\n!m*.py\n"})
    project.commit("chore: what the working tree says", files={"src/.gitignore": None})
    assert project.verdicts(IGNORED, at="HEAD~1")["batch-1::1.1::files"].answer is Answer.PENDING
    kept = project.verdicts(IGNORED.replace("none", "mine"), at="HEAD~1")["batch-1::1.1::files"]
    assert [finding.code for finding in kept.findings] == ["file-missing"]


def test_d11_a_name_that_git_will_not_look_at_does_not_hide_the_others(project: Repository) -> None:
    """A path behind a link is beyond git's tree, and ends its answer for all paths that are asked with it."""
    project.commit("chore: ignore", files={".gitignore": "dist/\n"})
    (project.path / "linked").symlink_to("src", target_is_directory=True)
    named = "dist/a.js (CREATE), linked/none.py (CREATE)"
    verdict = project.verdicts(task(named, ""))["batch-1::1.1::files"]
    assert "linked/none.py" in verdict.findings[0].claim
    assert len(verdict.findings) == 1
    assert verdict.notes == ("dist/a.js is ignored by git, so that no commit shows it",)


def test_in_a_folder_of_a_larger_repository_the_commit_of_a_lost_id_is_searched_for(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "mono")
    text = "## Batch 1: B - {}\n\n**Commit**: {}\n**File**: src/b.py\n"
    repository.commit("docs: plan", files={"packages/app/tasks.md": text.format("PENDING", "[pending]")})
    work = repository.commit("feat: b", files=["packages/app/src/b.py", "packages/other/src/b.py"])
    repository.commit("docs: tick", files={"packages/app/tasks.md": text.format("COMPLETE", "0123456789")})
    app = Repository(repository.path / "packages" / "app", document="tasks.md")
    verdict = app.verdicts(text.format("COMPLETE", "0123456789"))["batch-1::commit"]
    assert_holds(verdict)
    assert f"the work of batch 1 is in commit {work[:10]}" in verdict.notes[0]
