"""The words as data: each means one thing, and boxes and statuses do not contradict each other."""

from __future__ import annotations

from pytest_phasegate import vocabulary
from pytest_phasegate.model.claims import Action, Level, Mark, Status

BOX_OF_STATUS = {
    "complete": "ticked",
    "implemented": "ticked",
    "in_progress": "in_progress",
    "pending": "open",
    "blocked": "open",
    "failed": "open",
    "skipped": "dropped",
    "deferred": "dropped",
}


def test_every_key_is_the_value_of_its_enum() -> None:
    for words in (vocabulary.STATUS_WORDS, vocabulary.LOOSE_STATUS_WORDS, vocabulary.STATUS_SIGNS):
        assert [Status(name).value for name in words] == list(words)
    assert [Mark(name).value for name in (*vocabulary.MARKS, *vocabulary.MARK_WORDS)]
    assert [Action(name).value for name in vocabulary.ACTION_WORDS] == list(vocabulary.ACTION_WORDS)
    assert [Level(name).value for name in vocabulary.LEVEL_WORDS] == list(vocabulary.LEVEL_WORDS)


def test_a_word_means_one_state_wherever_it_stands() -> None:
    means: dict[str, str] = {}
    for lists in (vocabulary.STATUS_WORDS, vocabulary.LOOSE_STATUS_WORDS, vocabulary.PLAIN_STATUS_WORDS):
        for name, words in lists.items():
            for word in words:
                assert means.setdefault(word, name) == name, word


def test_a_word_in_a_box_and_in_a_status_mean_the_same() -> None:
    statuses = {word: name for name, words in vocabulary.STATUS_WORDS.items() for word in words}
    for mark, words in vocabulary.MARK_WORDS.items():
        assert {word for word in words if word in statuses and BOX_OF_STATUS[statuses[word]] != mark} <= {"not done"}


def test_what_is_still_to_be_written_is_no_answer() -> None:
    assert set(vocabulary.TO_WRITE).isdisjoint(vocabulary.NOTHING)
    assert set(vocabulary.NOTHING) | set(vocabulary.TO_WRITE) <= vocabulary.UNDECIDED <= vocabulary.NOBODY
