"""Which pipeline a request belongs to: patterns such as "implement [API/endpoint] for [entity]", without regexes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from pytest_phasegate.text.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Words = tuple[str, ...]
_WORD = pattern(r"\w+(?:['’.-]\w+)*")
_PIECE = pattern(r"\[([^\[\]]{1,200})\]|\w+(?:['’.-]\w+)*")
_ARTICLES = frozenset({"a", "an", "the"})
_LONGEST = 2_000  # characters of a request that are looked at
_GAP = ("*",)  # stands for one or more words


class Named(Protocol):
    """What has a name and patterns of the requests that belong to it, as a policy's pipeline."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def requests(self) -> tuple[str, ...]:
        """The patterns of its requests."""


P = TypeVar("P", bound=Named)


@dataclass(frozen=True, kw_only=True)
class Choice(Generic[P]):
    """The pipeline that a request belongs to, None where none or several claim it equally.

    ``pattern`` is the one that fits best; ``rivals`` are the names of the pipelines whose patterns fit equally well.
    """

    pipeline: P | None = None
    pattern: str = ""
    rivals: tuple[str, ...] = ()


def pipeline_for(request: str, pipelines: Iterable[P]) -> Choice[P]:
    """Find the pipeline that a request belongs to: the one with the pattern of most words that fits.

    Args:
        request: what somebody asks for, in their own words.
        pipelines: those of the policy.
    """
    fits = sorted(_fits_of(request, pipelines), key=lambda fit: (-fit[0], fit[1].name))
    best = [fit for fit in fits if fit[0] == fits[0][0]]
    rivals = tuple(dict.fromkeys(pipeline.name for _, pipeline, _ in best))
    if not best:
        return Choice()
    if len(rivals) > 1:
        return Choice(pattern=best[0][2], rivals=rivals)
    return Choice(pipeline=best[0][1], pattern=best[0][2])


def _fits_of(request: str, pipelines: Iterable[P]) -> Iterator[tuple[int, P, str]]:
    """The pipelines with a pattern that fits, each with how much that pattern says."""
    for pipeline in pipelines:
        for wanted in pipeline.requests:
            if fits_request(wanted, request):
                yield _weight(wanted), pipeline, wanted


def fits_request(pattern: str, request: str) -> bool:
    """Whether a pattern fits a run of words anywhere in a request; case, signs and articles do not count.

    In a pattern ``[API/endpoint/service]`` is one of these, and ``[entity]`` one or more words of any kind. The work is
    bounded by the product of both lengths.
    """
    words = tuple(word.casefold() for word in _WORD.findall(request[:_LONGEST]) if word.casefold() not in _ARTICLES)
    steps = _steps(pattern)
    return bool(steps) and _fits(steps, words)


@lru_cache(maxsize=1024)
def _steps(pattern: str) -> tuple[tuple[Words, ...], ...]:
    steps = (_step(match[0], match[1]) for match in _PIECE.finditer(pattern[:_LONGEST]))
    return tuple(step for step in steps if step)


def _step(word: str, bracketed: str | None) -> tuple[Words, ...]:
    """The runs of words that one word, or one bracket, stands for; none for an article."""
    if bracketed and "/" not in bracketed:
        return (_GAP,)
    runs = map(_kept_words, (bracketed or word).split("/"))
    return tuple(filter(None, runs))


def _kept_words(text: str) -> Words:
    return tuple(word for word in _WORD.findall(text.casefold()) if word not in _ARTICLES)


def _fits(steps: tuple[tuple[Words, ...], ...], words: Words) -> bool:
    """Whether all steps fit from some word on: the places that can be reached are carried along, all at once."""
    places = set(range(len(words)))
    for step in steps:
        if step == (_GAP,):
            places = set(range(min(places) + 1, len(words) + 1)) if places else set()
        else:
            places = {at + len(run) for at in places for run in step if words[at : at + len(run)] == run}
    return bool(places)


def _weight(pattern: str) -> int:
    """How much a pattern says: the number of its steps that are words."""
    return sum(step != (_GAP,) for step in _steps(pattern))
