"""What a pull request may do to a template that documents are held against: it is policy, and counts as at the base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.gates.checkpoints import BEGUN, DOCUMENT, NOTED, READ, TEMPLATE
from tests.plugin.pull_request import POLICY, PullRequest, failures
from tests.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACE = "docs/workflow-templates/feature.md"
RULES = f"""\
version: 1
documents: [docs/active-workflows/*.md]
gates:
  fields: {{template: {PLACE}}}
"""
FINDINGS = "    Findings: the store is read line by line\n"
ASKED = "    Findings: [Key points]\n"


def written(changes: Mapping[str, str], text: str = TEMPLATE) -> str:
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.fixture
def pull(pytester: pytest.Pytester) -> PullRequest:
    """At the base, the document is begun."""
    repository = Repository.create(pytester.path)
    pull = PullRequest(pytester, repository, repository.commit("feat: the store", files=["src/store.py"]))
    repository.write(POLICY, RULES)
    repository.write(PLACE, TEMPLATE)
    repository.write(DOCUMENT, written(BEGUN))
    pull.base = repository.commit("docs: begin")
    return pull


def work(pull: PullRequest, *, findings: str = FINDINGS) -> None:
    """The first two steps done, and what was found written down or not."""
    pull.repository.write(DOCUMENT, written({FINDINGS: findings}, written({**BEGUN, **READ, **NOTED})))


def test_a_template_that_was_thinned_out_asks_what_it_asks_at_the_base(pull: PullRequest) -> None:
    work(pull, findings="")
    pull.edit(PLACE, (ASKED, ""))
    pull.commit()
    assert pull.alone().ret == pytest.ExitCode.OK
    result = pull.run()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    base = pull.base[:10]
    asked = f'it has no "findings", which its template asks for ({base}:{PLACE}:26)'
    assert failures(result) == [f"{DOCUMENT}:23: {asked}, by the policy of {base}, {POLICY}:4"]
    result.stdout.fnmatch_lines(
        [f"  note     what a pull request loosens in the policy ({POLICY}:4) counts once it is merged"]
    )


def test_a_template_that_asks_more_asks_it_at_once(pull: PullRequest) -> None:
    work(pull)
    pull.edit(PLACE, (ASKED, f"{ASKED}    Risks: [What may go wrong]\n"))
    pull.commit()
    result = pull.run()
    assert failures(result) == [f'{DOCUMENT}:23: it has no "risks", which its template asks for ({PLACE}:27)']


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_template_may_be_changed_and_moved_with_its_policy(pull: PullRequest, *, is_gone: bool) -> None:
    work(pull)
    pull.edit(PLACE, ("Note what was found", "Note what you found"))
    if is_gone:
        (pull.repository.path / PLACE).rename(pull.repository.path / "docs/feature.md")
        pull.edit(POLICY, (PLACE, "docs/feature.md"))
    pull.commit()
    assert pull.run().ret == pytest.ExitCode.OK
    work(pull, findings="")
    pull.edit(PLACE if not is_gone else "docs/feature.md", (ASKED, ""))
    pull.commit("docs: less")
    assert pull.run().ret == pytest.ExitCode.TESTS_FAILED


def test_a_template_that_a_phase_names_counts_as_at_the_base(pull: PullRequest) -> None:
    phase = (
        f"phases:\n  - id: all\n    match: {{dialect: checkpoints}}\n    gates:\n      fields: {{template: {PLACE}}}\n"
    )
    pull.repository.write(POLICY, RULES.partition("gates:")[0] + phase)
    base = pull.commit("chore: by a phase")
    work(pull, findings="")
    pull.edit(PLACE, (ASKED, ""))
    pull.commit()
    assert pull.alone().ret == pytest.ExitCode.OK
    assert pull.run(base=base).ret == pytest.ExitCode.TESTS_FAILED


def test_a_template_that_is_new_and_was_named_before_is_no_looser_one(pull: PullRequest) -> None:
    (pull.repository.path / PLACE).unlink()
    base = pull.commit("docs: without its template")
    pull.repository.write(PLACE, TEMPLATE)
    work(pull)
    pull.commit()
    assert pull.run(base=base).ret == pytest.ExitCode.OK
