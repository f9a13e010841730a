"""Make the pictures of the README and of docs/reports.md: ``python docs/make_pictures.py`` (needs Chromium).

The example project is judged as it is, but for three lies that are told in its task document first, so that there is
something to see. The terminal's table goes to ``docs/pictures/terminal.txt``, the page to ``docs/pictures/*.png``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).parent.parent
PICTURES = TOP / "docs" / "pictures"
DOCUMENT = "task-tracking/TASK_1/tasks.md"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--hide-scrollbars",
    "--virtual-time-budget=3000",
)
TESTS: tuple[str, ...] = ("-m", "coverage", "run", "--source=diary", "-m", "pytest", "-q", "-p", "no:cacheprovider")
TESTS += ("--junitxml=reports/junit.xml",)  # what a document of the example says was run
DARK = "--blink-settings=preferredColorScheme=0"


def build(project: Path) -> None:
    """Build the example, run its own tests, and tell three lies in its document."""
    subprocess.run(
        [sys.executable, TOP / "example_repo" / "history.py", project], check=True, stdout=subprocess.DEVNULL
    )
    subprocess.run([sys.executable, *TESTS], cwd=project, check=True, stdout=subprocess.DEVNULL)
    path = project / DOCUMENT
    text = path.read_text(encoding="utf-8")
    commit = text.split("**Commit**: `", 1)[1][:10]
    last = "0" if commit[-1] != "0" else "1"
    text = text.replace(commit, commit[:-1] + last, 1)  # an id of which only the first digits are right
    text = text.replace("diary/report.py (CREATE)", "diary/reports.py (CREATE)")
    text = text.replace("- [x] A lowest", "- [ ] A lowest")
    path.write_text(text, encoding="utf-8", newline="\n")


def judge(project: Path) -> str:
    """Run the gates and give the table that the terminal shows."""
    environment = {**os.environ, "COLUMNS": "100", "SOURCE_DATE_EPOCH": "1767323045"}
    command = [sys.executable, "-m", "pytest", "--phasegate", "--phasegate-report=html", "-p", "no:cacheprovider"]
    ran = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    start = ran.stdout.index("== phasegate: what is proven ==")
    table = ran.stdout[ran.stdout.rindex("\n", 0, start) + 1 :].split("\nphasegate: html", 1)[0]
    return table.rstrip() + "\n"


def photograph(page: Path, picture: Path, size: str, *flags: str) -> None:
    """Take a picture of a page."""
    browser = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if browser is None:
        raise SystemExit("no Chromium is installed")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = (*FLAGS, *flags, f"--user-data-dir={profile}", f"--window-size={size}", f"--screenshot={picture}")
        subprocess.run([browser, *options, page.as_uri()], check=True, capture_output=True)


def main() -> None:
    """Make them all."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        project = Path(name).resolve() / "diary"
        build(project)
        (PICTURES / "terminal.txt").write_text(judge(project), encoding="utf-8", newline="\n")
        page = project / "phasegate-html" / "workflow.html"
        photograph(page, PICTURES / "workflow.png", "1100,1500")
        photograph(page, PICTURES / "workflow-dark.png", "1100,1500", DARK)
        annotated = next(
            path for path in page.parent.glob("z_*.html") if "reports.py" in path.read_text(encoding="utf-8")
        )
        photograph(annotated, PICTURES / "annotated.png", "1100,700")


if __name__ == "__main__":
    main()
