"""A headless Chromium, driven over its pipe by the DevTools protocol; tests skip where there is none."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PROGRAM = next((path for path in map(shutil.which, NAMES) if path), None)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
PATIENCE = 60.0
BETWEEN_PAGES = -32000  # the protocol's code for a question that was under way when the page was left

needs_browser = pytest.mark.skipif(
    PROGRAM is None or os.name != "posix", reason="there is no Chromium, or no pipe to drive it by"
)


class PageLeftError(Exception):
    """The page was left before it could answer."""


@dataclass
class Browser:
    """One page; ``events`` are what the browser told meanwhile."""

    to_browser: int
    from_browser: int
    session: str = ""
    number: int = 0
    rest: bytes = b""
    events: list[dict[str, Any]] = field(default_factory=list)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask something and wait for the answer; raises PageLeftError where a link was followed meanwhile."""
        self.number += 1
        message: dict[str, Any] = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self.number:
                if answer.get("error", {}).get("code") == BETWEEN_PAGES:
                    raise PageLeftError(answer)
                assert "error" not in answer, answer
                return dict(answer["result"])
            self.events.append(answer)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self.rest:
            data = os.read(self.from_browser, 1 << 16)
            assert data, "the browser has ended"
            self.rest += data
        message, _, self.rest = self.rest.partition(b"\0")
        return dict(json.loads(message))

    def open(self, url: str) -> None:
        """Load a page and wait until its script has drawn it, where it has one."""
        self.call("Page.navigate", url=url)
        self.wait_for("document.readyState === 'complete'")

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait_for(self, expression: str) -> None:
        """Wait until an expression is true, on this page or on the one that a link leads to."""
        end = time.monotonic() + PATIENCE
        while not self._is_true(expression):
            assert time.monotonic() < end, f"never true: {expression}"
            time.sleep(0.02)

    def _is_true(self, expression: str) -> bool:
        with suppress(PageLeftError):
            return bool(self.run(expression))
        return False

    def press(self, key: str, text: str = "") -> None:
        """Press and let go of a key."""
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def resize(self, width: int, height: int) -> None:
        """Look at the page on a screen of this size."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )

    def prefer(self, scheme: str) -> None:
        """Prefer "dark" or "light"."""
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """Take a picture of what is seen, or of the whole page."""
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(answer["data"]))

    def complaints(self) -> list[str]:
        """Errors and warnings of the page's console, and requests that leave the machine's files."""
        self.run("1")  # what came before is there now
        told = []
        for event in self.events:
            parameters = event.get("params", {})
            if event.get("method") == "Runtime.exceptionThrown":
                told.append(str(parameters["exceptionDetails"]))
            if event.get("method") == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
                told.append(parameters["entry"]["text"])
            if event.get("method") == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "log"):
                told.append(str(parameters["args"]))
            if event.get("method") == "Network.requestWillBeSent":
                url = parameters["request"]["url"]
                if not url.startswith(("file:", "data:")):
                    told.append(url)
        return told


@contextmanager
def start(folder: Path) -> Iterator[Browser]:
    """Start a browser whose profile is in this folder, and end it."""
    assert PROGRAM is not None
    read_theirs, write_ours = os.pipe()
    read_ours, write_theirs = os.pipe()
    script = f'exec "$0" "$@" 3<&{read_theirs} 4>&{write_theirs}'
    process = subprocess.Popen(
        ["/bin/bash", "-c", script, PROGRAM, *FLAGS, f"--user-data-dir={folder}", "about:blank"],
        pass_fds=(read_theirs, write_theirs),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(read_theirs)
    os.close(write_theirs)
    browser = Browser(write_ours, read_ours)
    try:
        targets = browser.call("Target.getTargets")["targetInfos"]
        target = next(each["targetId"] for each in targets if each["type"] == "page")
        browser.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            browser.call(f"{domain}.enable")
        yield browser
    finally:
        process.kill()
        process.wait()
        os.close(write_ours)
        os.close(read_ours)
