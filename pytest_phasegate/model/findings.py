"""The kinds of findings: the stable number of each, for reports and for people who look it up, and what it means.

A number is never used for another code, not even after its code is gone. Ranges: 000 the document and its waivers,
100 commits, 200 files, 300 what a document says of itself, 400 order and pipelines, 500 messages, 600 commands, 700
roles, inputs and handoffs, 800 attempts, scope and content, 900 the run itself. New gates begin at a free ten.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of finding; ``explanation`` is a sentence without its full stop."""

    code: str
    number: str
    explanation: str


_TABLE = """
001 document-unreadable         The document cannot be read: it is no text, too large, or holds no unit
002 unit-not-done               A unit that the run requires to be done does not claim to be
003 waiver-expired              The waiver of this check has expired, and the claim is still false
004 waiver-needless             A check that a waiver excuses holds without it
005 waiver-unknown-check        A waiver names a check that the document does not make
006 nothing-looked-at           The gate looked at nothing, so nothing is proven
007 unit-removed                A unit that the document has at the base of a pull request is gone
008 document-removed            A task document that is there at the base of a pull request is gone
009 document-changed            A task document cannot be read any more as what it is at the base of a pull request
010 box-removed                 A box that is open at the base is gone, and its unit claims to be done
011 boxes-unowned               Boxes of the document are ticked, and none of its units says how it stands
101 commit-missing              No commit has the id that is cited
102 commit-invented             The first digits of the cited id are those of a commit, and the rest is not
103 commit-rewritten            The cited commit was rewritten, and another one took its place
104 commit-unreachable          The cited commit is not part of the judged history
105 commit-not-a-commit         The cited id is that of a tree, a blob or a tag, not of a commit
106 commit-ambiguous            Several commits begin with the digits that are cited
107 commit-range-empty          The cited range holds no commit
108 commit-unrelated            The cited commit changes none of the files that the unit names
109 commit-several              A unit that is to be done in one commit cites several
110 commit-shared               Two units that are each to have a commit of their own cite the same one
111 commit-not-cited            A unit claims to be done, cites no commit, and none is found that it owes
112 commit-unknown              Git cannot tell: a shallow or partial clone, no repository, or no access to it
113 commit-reverted             The cited commit was taken back by a later one
201 file-missing                There is no such file in the tree of the unit's commit, or in the judged tree
202 file-empty                  The file is there and holds nothing, or nothing that can be seen
203 file-untracked              The file is there, and git does not know it
204 file-ambiguous              Several files of the project fit the name
205 file-outside                The name leads out of the project
206 file-is-directory           A folder stands where a file is named
207 file-not-regular            A symlink, a submodule or something else stands where a file is named
208 file-not-created            The unit says it creates the file, and its commit did not
209 file-not-modified           The unit says it changes the file, and its commit did not
210 file-not-deleted            The unit says it deletes the file, and the file is there or was not deleted
211 file-not-renamed            The unit says it moves the file, and its commit did not
212 line-missing                The file has fewer lines than the place in it that is named
301 claim-unreadable            Something looks like a claim and cannot be read
302 id-repeated                 Two units of the document have one id
303 status-disagrees            The document gives a unit two states
304 task-not-done               A unit claims to be done while one of its own units does not
305 count-wrong                 A count in the document is not the number of units it counts
306 box-open                    A unit claims to be done while one of its boxes is open
307 result-contradicts          A unit claims to be done, and a result that it names says that it failed
308 result-unknown              A unit names a result that is not there, so that nobody can tell what came of it
309 claim-not-read              Something is seen as a claim, and is not read: it may be true
311 box-placeholder             A ticked box holds nothing but the placeholder of its template
312 child-open                  A ticked box holds a box that is open
321 field-missing               A field that must be filled in is not there
322 field-unfilled              A field still holds the placeholder of its template, or nothing
323 pair-incomplete             One half of a pair, such as a risk and its answer, is not written
324 decision-missing            Fewer key decisions are written down than the policy asks for
325 component-undescribed       A component that the document lists is not described
326 location-unnamed            A done step says where its work is, and names no file
327 label-missing               A done step lacks a label or a list that its template asks for
328 step-missing                The document lacks a step of the template that it is made from
329 template-unreadable         The template that the policy names is not there, or has no steps
331 number-gap                  The numbers of units leave one out, or do not follow each other
332 number-orphan               A unit has the number of a part of something that is not there
333 number-misplaced            A unit stands apart from the unit that its number makes it a part of
334 number-deep                 The number of a unit has more parts than the policy allows
335 leaf-not-atomic             A unit that is to be one action is several
336 note-missing                A unit lacks the note that the policy asks for behind its title
337 closer-missing              A task does not end with the steps that are to close it
338 closer-order                The steps that close a task are not in their order
339 closer-wording              A step that closes a task does not begin with the words that it is to have
340 stage-missing               A stage that the policy names is not in the tree
341 log-missing                 The checkpoint log has no entry for a unit that is done
342 log-disagrees               The checkpoint log says something else than the unit itself
343 state-disagrees             The state that the document gives of itself is not that of its units
344 checklist-left              A final checkpoint is done while boxes of the document are open
345 stage-name                  A stage does not have the name that the policy gives it
401 dependency-open             A unit claims to be done before what it needs
402 dependency-unknown          A unit needs a unit that the document does not have
403 dependency-self             A unit needs itself
404 dependency-cycle            Units need each other in a circle
405 dependency-committed-later  What a unit needs was committed after the unit itself
406 two-in-progress             Two units of one role are in progress at the same time
407 phase-begun-early           A unit was begun before the phases that its own phase needs were done
408 dependency-around           A unit needs one that it is a part of
409 stage-gate-open             A unit was begun while the gate of the stage before it is not met
410 stage-gate-early            The gate of a stage is marked as met while something in the stage is open
411 checkpoint-open             A unit was begun or done before the checkpoint that comes before it
412 tick-before-work            A unit was ticked before its work was committed
413 phase-ticked-early          A later phase was ticked before an earlier one
414 tick-unknown                Git cannot tell in which commit a unit was ticked
415 bulk-ticks                  Units that were done one after the other were ticked at once, with no work between
421 phase-missing               The document lacks a phase of its pipeline
422 phase-doubled               The document has a phase of its pipeline twice
423 phase-unknown               A phase of the document is none of its pipeline
424 phase-misplaced             The phases of the document are not in the order of its pipeline
425 phase-skipped               A phase that the pipeline cannot do without was set aside
426 pipeline-unknown            The document names a pipeline that the policy does not have
427 pipeline-request            The document goes through another pipeline than the one for such requests
428 pipeline-no-request         The document does not state the request that brought it into its pipeline
501 message-pattern             The subject of the unit's commit does not read as the policy wants
502 message-not-conventional    The subject of the unit's commit is not of the form type(scope): summary
503 message-type                The subject of the unit's commit begins with a type that the policy does not allow
504 message-tasks-unlisted      The message of a batch's commit does not name all its tasks
505 message-promise-broken      The subject of the unit's commit is not the one that the document promises
601 build-failed                A command of the policy ended with an error
602 build-timeout               A command of the policy did not end in time
603 build-flooded               A command of the policy printed without end
604 build-changed-files         A command of the policy changed files that git tracks
605 build-not-run               A command of the policy could not be started
606 build-no-commit             A command is to run on the unit's commit, and there is none
607 command-refused             No command was run, because a claim of the unit is a danger
608 command-changed             A command is not one that the policy at the base defines, so it was not run
701 assignee-missing            A unit that is to be somebody's is nobody's
702 assignee-unknown            A unit is assigned to a role that the policy does not have
703 input-missing               A document that the unit's phase builds on is not there
704 assignee-other              The unit is assigned to another role than the one that its phase belongs to
705 scope-exceeded              The commits of the unit change files that it does not name and its role may not change
706 scope-stranger              A commit of the unit was made by somebody who does not hold its role
707 scope-unknown               Git cannot tell what a commit of the unit changed
711 deliverable-missing         What the unit delivers is not there, or the name fits several files
712 deliverable-outside         The name of a deliverable leads out of the project
713 deliverable-empty           A deliverable is there and holds nothing, or nothing that can be seen
714 deliverable-uncommitted     A deliverable is not in the last commit as it lies there
715 deliverable-unfinished      A deliverable holds a placeholder, or a word that marks it as unfinished
716 deliverable-owed            The phase must deliver something that the unit does not name
717 deliverable-short           The delivered texts have fewer words than the phase asks for
718 section-missing             No delivered text has a section that the phase asks for
719 section-empty               A section that the phase asks for says nothing
720 field-owed                  The unit does not fill a field that the phase asks for
721 linked-document             The document that records the work of the unit is no task document that can be read
722 linked-unit-open            The unit claims to be done while the document of its work has an open unit
723 deliverable-not-made        The commits of the unit changed nothing of what it delivers
724 deliverable-unknown         Git cannot tell what the commits of the unit changed
731 handoff-missing             A phase was begun, and the one before it was never handed on
732 handoff-unfinished          A phase was handed on though it does not claim to be done
733 handoff-approver            Somebody approved a hand-off who may not
734 handoff-to                  A phase was handed to another role than the one that takes over
735 handoff-recorded            Somebody else than the approver wrote the approval down
736 handoff-own-work            An author of the work approved it themselves
737 handoff-before-deliverable  A hand-off was approved before the deliverable was committed
738 begun-before-handoff        A phase was begun before the hand-off of the one before it was approved
739 deliverable-changed         What was approved was changed, without a new approval, before the next phase was done
740 input-not-produced          A phase consumes something that no phase before it delivers
741 handoff-unknown             Git cannot tell when a hand-off was approved, or by whom
751 attempt-number              The attempts of a unit are not numbered from 1 on without a gap
752 attempt-result              An attempt does not say how it ended
753 attempt-reason              A failed attempt gives no reason
754 attempt-after-success       An attempt came after one that passed
755 retry-unchanged             A retry does not say what was changed for it
756 attempts-exceeded           More attempts were made than are allowed
757 attempt-disagrees           A unit claims to be done, and its last attempt failed
758 attempts-missing            A unit failed, and none of its attempts is written down
759 blocked-silently            A blocked unit does not say what it waits for
760 escalation-missing          A unit that failed or is blocked was not escalated to anybody
761 escalation-anonymous        An escalation does not say who decided
775 content-forbidden           A file holds text that a rule of the policy forbids
776 content-missing             A file lacks text that a rule of the policy requires
777 content-no-file             A rule of the policy names paths at which no file is
778 content-too-large           A file is too large to be searched
781 tests-missing               There are no test results where the policy looks for them
782 tests-not-run               The command that makes the test results could not be run to its end
783 tests-unreadable            A file of test results cannot be read
784 tests-failed                Tests failed
785 tests-stale                 The test results are older than what they rest on, or the command did not make them
786 tests-age-unknown           It cannot be told whether the test results are older than what they rest on
787 tests-too-few               No test ran, all were skipped, or fewer passed than are asked for
788 test-not-passed             A test that must have passed did not run, was skipped, or failed
791 coverage-missing            There is no coverage data where the policy looks for it
792 coverage-not-run            The command that makes the coverage data could not be run to its end
793 coverage-stale              The coverage data cannot be read, or does not tell of the sources as they are
794 coverage-unknown            Git cannot tell which lines of a file the unit added
795 coverage-low                Too few of the lines that the unit added are covered by tests
801 signoff-not-reviewer        Who ticked the unit is none of the policy's reviewers
802 signoff-own-work            Who ticked the unit did the work that it signs off
803 signoff-stale               What was signed off was changed afterwards
804 signoff-no-trailer          The commit that ticked the unit has no trailer of a reviewer
805 signoff-unsigned            The commit that ticked the unit has no good signature of its author
806 signoff-unknown             It cannot be told who ticked the unit, or whether the signature is good
831 outcomes-missing            The outcomes file is not there
832 outcome-missing             The outcomes file has no section for a done task
833 outcome-empty               The section of a done task says nothing
834 outcome-open                The section of a done task says that it is not done
835 outcome-unknown-task        The outcomes file has a section for a task that the document does not have
841 trace-uncovered             No task covers an item of the work breakdown
842 trace-covers-nothing        A task covers no item of the work breakdown
843 trace-unknown-item          A task covers an item that the work breakdown does not have
844 trace-nothing               The work breakdown is not there, or has no item
851 symbol-missing              The file does not define what the unit says it creates there
852 symbol-file-missing         The file that is to define something is not there
853 symbol-not-compiled         The file that is to define something does not compile
854 symbol-other-kind           The file defines the name as something else
855 symbol-outside              The name of a file leads out of the project
856 symbol-ambiguous            Several files of the project fit the name
857 symbol-unknown              Nothing here can tell what the file defines
858 test-missing                No test has a name that speaks of what is to be tested
861 verify-not-compiled         A file of a task that was verified does not compile
862 verify-outside              The name of a file leads out of the project
863 verify-unknown              It cannot be told whether a file compiles
864 verify-nothing              Nothing can verify the task: it names no file, and the policy no command
901 verdicts-conflict           Two of the joined runs judged this check, and do not agree
902 evidence-unavailable        The evidence cannot be had at all
"""

FINDINGS: Mapping[str, Kind] = MappingProxyType(
    {
        code: Kind(code=code, number=f"PG{number}", explanation=explanation)
        for number, code, explanation in (line.split(maxsplit=2) for line in _TABLE.strip().splitlines())
    }
)
"""Every kind of finding that this package makes, by its code, in the order of numbers."""


def kind_of(code: str) -> Kind:
    """The kind that a code stands for; all codes of gates that are not built in have one number."""
    foreign = Kind(code=code, number="PG999", explanation="a finding of a gate that is not built in")
    return FINDINGS.get(code, foreign)
