"""The format ``badge``: how much of the plan is proven, as a picture and for shields.io's endpoint."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pytest_phasegate.model.shares import show_percent, total_share
from pytest_phasegate.model.verdict import Answer

if TYPE_CHECKING:
    from pytest_phasegate.model.verdict import Outcome

LABEL = "plan proven"
_COLORS = ((100.0, "#2da44e", "brightgreen"), (75.0, "#8a9a1f", "yellowgreen"), (50.0, "#b08800", "yellow"))
_BAD = ("#cf222e", "red")
_WIDTH = 7  # of a character, about


def render(outcome: Outcome) -> str:
    """Draw the badge as SVG: red if any claim is false or cannot be verified; an empty text for a partial run."""
    message, color, _ = _message(outcome)
    if not message:
        return ""
    left, right = len(LABEL) * _WIDTH + 10, len(message) * _WIDTH + 10
    width = left + right
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{LABEL}: {message}">
<title>{LABEL}: {message}</title>
<clipPath id="r"><rect width="{width}" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)"><rect width="{left}" height="20" fill="#555"/>
<rect x="{left}" width="{right}" height="20" fill="{color}"/></g>
<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">
<text x="{left / 2:g}" y="14">{LABEL}</text><text x="{left + right / 2:g}" y="14">{message}</text></g>
</svg>
"""


def render_endpoint(outcome: Outcome) -> str:
    """Write the badge as JSON for shields.io's endpoint; an empty text for a partial run."""
    message, _, color = _message(outcome)
    if not message:
        return ""
    return json.dumps({"schemaVersion": 1, "label": LABEL, "message": message, "color": color}) + "\n"


def _message(outcome: Outcome) -> tuple[str, str, str]:
    """The badge's words, its color, and the color's name; all empty for a partial run, and if there is no share."""
    percent = total_share(outcome).percent
    if outcome.is_partial or percent is None:
        return "", "", ""
    message, counts = f"{show_percent(percent)}%", outcome.counts()
    if counts[Answer.FAILED]:
        return f"{message}, {counts[Answer.FAILED]} false", *_BAD
    if counts[Answer.UNKNOWN]:
        return f"{message}, {counts[Answer.UNKNOWN]} unknown", *_BAD
    return message, *next(((color, name) for least, color, name in _COLORS if percent >= least), ("#6e7781", "grey"))
