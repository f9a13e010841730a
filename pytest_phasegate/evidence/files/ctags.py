"""Asks Universal Ctags what a file in another language than Python defines."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from pytest_phasegate.errors import EvidenceError
from pytest_phasegate.evidence.runs.environment import clean_environment, find_program
from pytest_phasegate.evidence.runs.process import Limits, ProgramEnd, run_program
from pytest_phasegate.model.sources import Definition, SourceFile
from pytest_phasegate.model.unknown import Unknown

LANGUAGES = {
    ".c": "C",
    ".cc": "C++",
    ".cpp": "C++",
    ".cs": "C#",
    ".cxx": "C++",
    ".ex": "Elixir",
    ".exs": "Elixir",
    ".go": "Go",
    ".h": "C++",
    ".hpp": "C++",
    ".hs": "Haskell",
    ".java": "Java",
    ".js": "JavaScript",
    ".jsx": "JavaScript",
    ".kt": "Kotlin",
    ".lua": "Lua",
    ".mjs": "JavaScript",
    ".php": "PHP",
    ".rb": "Ruby",
    ".rs": "Rust",
    ".sh": "Sh",
    ".sql": "SQL",
    ".ts": "TypeScript",
    ".tsx": "TypeScript",
}
PROGRAMS = ("ctags-universal", "universal-ctags", "ctags")
INSTALL = "install Universal Ctags (https://ctags.io), or waive the check"
LIMITS = Limits(seconds=20, written=16 * 2**20, kept=4 * 2**20)


class Ctags:
    """The program, looked for once, when it is first needed."""

    def __init__(self) -> None:
        self._program: str | None = None
        self._unknown = ""

    def read(self, path: str, data: bytes) -> SourceFile:
        """List what a file defines, by its bytes; the ending of its path tells the language.

        The program sees a copy under a name of ours, reads no options but ours, and is told the language.
        """
        ending = PurePosixPath(path).suffix.lower()
        language = LANGUAGES.get(ending, "")
        if not language:
            why = f"nothing here reads files that end in {ending or path}"
            remedy = "name a file in a language that can be read, or waive the check"
            return SourceFile(language="", unknown=Unknown(why, remedy))
        program = self._find()
        if not program:
            return SourceFile(language=language, unknown=Unknown(self._unknown, INSTALL))
        end = _run(program, language, f"source{ending}", data)
        if end.exit_code != 0 or end.output.left_out:
            why = end.not_run or end.signal or ("it took too long" if end.timed_out else f"exit code {end.exit_code}")
            unknown = Unknown(f"Universal Ctags could not read {path} ({why})", INSTALL)
            return SourceFile(language=language, unknown=unknown)
        return SourceFile(language=language, definitions=tuple(_definitions(end.output.head)))

    def _find(self) -> str:
        """The path of the program, or "" where it is not Universal Ctags."""
        if self._program is None:
            self._program = ""
            environment = clean_environment()
            self._unknown = "Universal Ctags is not installed"
            for name in PROGRAMS:
                try:
                    program = find_program(name, directory=Path.cwd(), root=Path.cwd(), environment=environment)
                except EvidenceError:
                    continue
                arguments = [program, "--options=NONE", "--version"]
                end = run_program(
                    arguments, directory=Path.cwd(), environment=environment, limits=LIMITS, errors_apart=True
                )
                if end.exit_code == 0 and b"Universal Ctags" in end.output.head:
                    self._program = program
                    break
                self._unknown = f"{program} is not Universal Ctags"
        return self._program


def _run(program: str, language: str, name: str, data: bytes) -> ProgramEnd:
    with TemporaryDirectory(prefix="phasegate-ctags-") as folder:
        Path(folder, name).write_bytes(data)
        options = ("--options=NONE", f"--language-force={language}", "--sort=no", "--excmd=number", "--fields=Ksz")
        arguments = [program, *options, "-f", "-", name]
        environment = clean_environment()
        return run_program(arguments, directory=Path(folder), environment=environment, limits=LIMITS, errors_apart=True)


def _definitions(output: bytes) -> list[Definition]:
    """The lines of a tag file: name, file, line, kind, and the scope that it stands in."""
    found = []
    for line in output.decode("utf-8", "replace").split("\n"):
        parts = line.split("\t")
        if len(parts) < 4 or line.startswith("!"):
            continue
        number = parts[2].removesuffix(';"')
        kind = parts[3].removeprefix("kind:")
        scope = "".join(parts[4:5]).partition(":")[2]
        name = f"{scope.replace('::', '.')}.{parts[0]}" if scope else parts[0]
        found.append(Definition(name=name, kind=kind, line=int(number) if number.isdecimal() else 0))
    return found
