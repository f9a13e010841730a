from __future__ import annotations

import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_phasegate.evidence.files.paths import PathIndex, inside, locate
from pytest_phasegate.model.facts import Fit, Place

ROOT = Path("/home/me/project")
TREE = PathIndex(
    [
        "README.md",
        "package.json",
        "libs/a/src/index.ts",
        "libs/a/src/button.ts",
        "libs/b/src/index.ts",
        "apps/web/app/(tabs)/[id]/page.tsx",
        "docs/plan.md",
        "src/caf\u00e9.py",
        "src/deep/only/here.py",
    ]
)


def place(name: str, index: PathIndex = TREE, *others: str) -> Place:
    return locate(name, (ROOT,), index, lambda path: path in others or path in index)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("libs/a/src/index.ts", "libs/a/src/index.ts"),
        ("./libs/a/src/index.ts", "libs/a/src/index.ts"),
        ("libs//a/./src/index.ts", "libs/a/src/index.ts"),
        ("libs/a/../b/src/index.ts", "libs/b/src/index.ts"),
        (r"libs\a\src\index.ts", "libs/a/src/index.ts"),
        ("libs/a/", "libs/a"),
        (" README.md ", "README.md"),
        ("apps/web/app/(tabs)/[id]/page.tsx", "apps/web/app/(tabs)/[id]/page.tsx"),
        ("/home/me/project/docs/plan.md", "docs/plan.md"),
        ("/home/me/project/./docs/../docs/plan.md", "docs/plan.md"),
        (unicodedata.normalize("NFD", "src/caf\u00e9.py"), "src/caf\u00e9.py"),
    ],
)
def test_a_name_of_this_project_is_exact(name: str, path: str) -> None:
    assert place(name) == Place(fit=Fit.EXACT, path=path)


def test_a_file_that_git_does_not_know_is_found_where_it_lies() -> None:
    assert place("libs/new.ts", TREE, "libs/new.ts") == Place(fit=Fit.EXACT, path="libs/new.ts")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (r"D:\projects\x\libs\a\src\button.ts", "libs/a/src/button.ts"),
        ("D:/projects/x/libs/a/src/button.ts", "libs/a/src/button.ts"),
        ("file:///d:/projects/x/libs/a/src/button.ts", "libs/a/src/button.ts"),
        ("/d/projects/x/libs/a/src/button.ts", "libs/a/src/button.ts"),
        (r"\\server\share\x\libs\a\src\button.ts", "libs/a/src/button.ts"),
        ("/Users/me/x/libs/b/src/index.ts", "libs/b/src/index.ts"),
        ("D:/x/.claude-worktrees/fix/hang/libs/b/src/index.ts", "libs/b/src/index.ts"),
        ("/Volumes/Disk/mine/x/package.json", "package.json"),
        ("/usr/src/app/src/deep/only/here.py", "src/deep/only/here.py"),  # the first "src" is another one
        ("/opt/workspace/only/here.py", "src/deep/only/here.py"),
        ("only/here.py", "src/deep/only/here.py"),
        ("here.py", "src/deep/only/here.py"),
        ("D:/projects/x/libs/a/src", "libs/a/src"),
    ],
)
def test_another_machines_name_is_matched_by_its_longest_tracked_end(name: str, path: str) -> None:
    assert place(name) == Place(fit=Fit.SUFFIX, path=path)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("src/index.ts", "src/index.ts"),
        ("index.ts", "index.ts"),
        ("/opt/workspace/x/src/index.ts", None),
    ],
)
def test_a_name_that_fits_several_files_is_ambiguous(name: str, path: str | None) -> None:
    index = PathIndex(["libs/a/src/index.ts", "libs/b/src/index.ts"])
    found = place(name, index)
    assert found.fit is Fit.AMBIGUOUS
    assert found.path == (path or "src/index.ts")
    assert found.candidates == ("libs/a/src/index.ts", "libs/b/src/index.ts")


@pytest.mark.parametrize(
    ("name", "path", "candidates"),
    [
        ("libs/c/src/button.ts", "libs/c/src/button.ts", ("libs/a/src/button.ts",)),
        ("libs/a/src/Button.ts", "libs/a/src/Button.ts", ("libs/a/src/button.ts",)),
        ("libs/a/src/button.js", "libs/a/src/button.js", ("libs/a/src/button.ts",)),
        ("libs/a/src/nothing.ts", "libs/a/src/nothing.ts", ()),
        ("libs/a/index.ts", "libs/a/index.ts", ("libs/a/src/index.ts", "libs/b/src/index.ts")),
        (r"D:\x\libs\never\made\button.ts", "libs/never/made/button.ts", ("libs/a/src/button.ts",)),
        (r"D:\x\libs\never\package.json", "libs/never/package.json", ("package.json",)),
        (r"D:\x\libs\a\docs\plan.md", "libs/a/docs/plan.md", ("docs/plan.md",)),
        (r"D:\x\index.ts", "index.ts", ("libs/a/src/index.ts", "libs/b/src/index.ts")),
        ("fn()", "fn()", ()),
        ("@scope/pkg", "@scope/pkg", ()),
    ],
)
def test_a_file_that_was_never_made_is_absent_with_the_nearest_ones(
    name: str, path: str, candidates: tuple[str, ...]
) -> None:
    assert place(name) == Place(fit=Fit.ABSENT, path=path, candidates=candidates)


PACKAGES = PathIndex(["apps/web/src/rpc/index.ts", "apps/desk/main.ts", "lib/a.py"])


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("apps/desk/src/rpc/index.ts", "apps/desk/src/rpc/index.ts"),
        (r"D:\me\night\apps\desk\src\rpc\index.ts", "apps/desk/src/rpc/index.ts"),
        (r"D:\me\night\desk\src\rpc\index.ts", "index.ts"),
        ("/home/me/apps/desk/src/rpc/index.ts", "apps/desk/src/rpc/index.ts"),
    ],
)
def test_d11_a_namesake_in_another_folder_of_the_project_is_another_file(name: str, path: str) -> None:
    near = ("apps/web/src/rpc/index.ts",)
    assert place(name, PACKAGES) == Place(fit=Fit.ABSENT, path=path, candidates=near)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (r"D:\me\night\apps\web\src\rpc\index.ts", "apps/web/src/rpc/index.ts"),
        (r"D:\me\web\src\rpc\index.ts", "apps/web/src/rpc/index.ts"),  # the package alone is checked out there
        (r"D:\me\copy\src\rpc\index.ts", "apps/web/src/rpc/index.ts"),
        ("/home/me/lib/night/lib/a.py", "lib/a.py"),
    ],
)
def test_d11_what_is_cut_off_another_machines_name_is_no_folder_of_the_project(name: str, path: str) -> None:
    assert place(name, PACKAGES) == Place(fit=Fit.SUFFIX, path=path)


@pytest.mark.parametrize(
    "name",
    [
        "../other/a.py",
        "libs/../../a.py",
        r"..\a.py",
        "~/a.py",
        "~root/a.py",
        "a\0b",
        "a\nb",
        "",
        ".",
        "/",
        "x" * 5000,
        "/home/me/project/../elsewhere/../../../etc",
        str(Path(__file__).resolve().parent / "conftest.py" / ".."),
    ],
)
def test_a_name_that_leaves_the_project_is_outside(name: str) -> None:
    assert place(name) == Place(fit=Fit.OUTSIDE, path="")


def test_an_absolute_name_of_this_machine_outside_the_project_is_outside(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    assert place(str(tmp_path / "secret.txt")) == Place(fit=Fit.OUTSIDE, path="")


@pytest.mark.parametrize("name", ["a.py", "src/a.py", "src/a b.py", "src/ü.py"])
def test_a_relative_name_leads_inside(tmp_path: Path, name: str) -> None:
    assert inside(tmp_path, name) == tmp_path / name


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../a", "a/../../b", "~", "a\0"])
def test_no_name_leads_outside(tmp_path: Path, name: str) -> None:
    assert inside(tmp_path, name) is None


def test_no_name_leads_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    try:
        (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    except OSError:
        pytest.skip("links need a right here")
    assert inside(tmp_path, "link/a.py") is None
    assert inside(tmp_path, "link") == tmp_path / "link"


@pytest.mark.parametrize("name", ["a" * 300 + "/b.py", "/".join(["a" * 200] * 20)])
def test_a_name_that_no_system_would_take_is_no_error(tmp_path: Path, name: str) -> None:
    assert inside(tmp_path, name) == tmp_path / name


@given(st.text(alphabet="ab./\\:~D ", max_size=30))
def test_no_place_ever_leaves_the_project(name: str) -> None:
    found = place(name)
    parts = found.path.split("/")
    assert ".." not in parts
    assert not found.path.startswith("/")
    assert (found.path == "") == (found.fit is Fit.OUTSIDE)


@given(st.lists(st.sampled_from(["a", "b", "src", "x.py", "y.py"]), min_size=1, max_size=4), st.data())
def test_endings_are_found_as_by_looking_at_each(parts: list[str], data: st.DataObject) -> None:
    paths = data.draw(
        st.lists(st.lists(st.sampled_from(["a", "b", "src", "x.py"]), min_size=1).map("/".join), max_size=8)
    )
    tail = "/".join(parts)
    wanted = sorted({path for path in paths if path.endswith(f"/{tail}")})
    expected = (tail,) if tail in paths else tuple(wanted)
    assert PathIndex(set(paths)).ending(tail, 100) == expected


def test_however_many_files_fit_a_name_none_of_them_is_left_out() -> None:
    """Those of the folders of other applications do not use up the number that is looked at."""
    others = [f"apps/{name}/lib/index.ts" for name in ("aa", "ba", "ca", "da", "ea")]
    twins = [f"packages/{name}/lib/index.ts" for name in ("fa", "xx", "yy", "zz")]
    found = place("/home/x/desk/lib/index.ts", PathIndex([*others, *twins, "apps/desk/main.ts"]))
    assert found == Place(fit=Fit.AMBIGUOUS, path="lib/index.ts", candidates=tuple(twins))
    one = place("/home/x/desk/lib/index.ts", PathIndex([*others, twins[0], "apps/desk/main.ts"]))
    assert one == Place(fit=Fit.SUFFIX, path=twins[0])


def test_many_names_in_a_large_tree_are_quick() -> None:
    index = PathIndex(f"packages/p{number % 200}/src/m{number}/index.ts" for number in range(20_000))
    place("warm/up.ts", index)
    start = time.process_time()
    for number in range(2000):
        assert place(rf"D:\work\packages\p{number % 200}\src\m{number}\index.ts", index).fit is Fit.SUFFIX
        assert place(f"src/none{number}/index.ts", index).fit is Fit.ABSENT
    assert time.process_time() - start < 60  # about 0.2 s; a scan per name would take minutes


def test_for_a_slip_of_a_name_the_likest_is_the_nearest() -> None:
    index = PathIndex(["diary/records.py", "diary/report.py", "diary/store.py"])
    assert index.similar("diary/reports.py")[0] == "diary/report.py"


def test_e4_a_slip_is_sought_in_the_folder_that_the_name_may_mean() -> None:
    index = PathIndex(["crates/app/src/task/supervision.rs", "crates/app/src/task/spawn.rs", "other/supervising.rs"])
    assert index.similar("task/supervise.rs") == ("crates/app/src/task/supervision.rs",)
    assert index.similar("other/task/supervise.rs") == ()
