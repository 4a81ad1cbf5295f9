"""From quick answers to findings: what choosing a chip says, and what it leaves unsaid."""

from __future__ import annotations

from collections.abc import Sequence

from kg.errors import WrongAnswer
from kg.graph import Graph
from kg.schema import Finding, FindingId, LocalText, Question, Status
from kg.wording import NONE_OF_THESE, chips, is_unsure


def answer(graph: Graph, question: Question, chosen: Sequence[int]) -> tuple[Finding, ...]:
    """Answer what the chosen quick answers say (indexes into `chips(question)`).

    "Not sure" says unsure of everything asked. For `choice` and `multi`, what was offered and not chosen is absent, unless
    the choice implies it. Nothing chosen says nothing.

    Raises:
        WrongAnswer: for an index that the question does not offer, or two for a question that takes one.
        UnknownId: when the question names a finding that the graph does not hold.
    """
    offered = chips(question)
    wrong = next((index for index in chosen if not 0 <= index < len(offered)), None)
    if wrong is None and question.kind != "multi" and len(set(chosen)) > 1:
        wrong = sorted(set(chosen))[1]
    if wrong is not None:
        raise WrongAnswer(question.id, wrong)
    if not chosen:
        return ()
    if question.kind == "yes_no":
        assert question.finding is not None
        graph.finding(question.finding)
        status = (Status.PRESENT, Status.ABSENT, Status.UNSURE)[chosen[0]]
        return (Finding(id=question.finding, status=status, text=offered[chosen[0]].zh),)
    return _answered(graph, question, sorted(set(chosen)), offered)


def _answered(
    graph: Graph, question: Question, chosen: Sequence[int], offered: Sequence[LocalText]
) -> tuple[Finding, ...]:
    asked = list(dict.fromkeys(finding for option in question.options for finding in option.present))
    taken = [question.options[index] for index in chosen if index < len(question.options)]
    says = [option for option in taken if not is_unsure(option)]
    none = any(offered[index] is NONE_OF_THESE for index in chosen if index >= len(question.options))
    words = "、".join(offered[index].zh for index in chosen)
    if not says and not none:
        return tuple(Finding(id=finding, status=Status.UNSURE, text=words) for finding in asked)
    present = dict.fromkeys(finding for option in says for finding in option.present)
    implied = set(present).union(*(graph.ancestors(finding) for finding in present))
    absent = dict.fromkeys(finding for option in says for finding in option.absent)
    # Who says "phlegm, I did not see the colour" denies no colour: below what is present, silence is not denial.
    below = frozenset[FindingId]().union(*(graph.descendants(finding) for finding in present))
    absent |= dict.fromkeys(finding for finding in asked if finding not in implied and finding not in below)
    found = [Finding(id=finding, status=Status.PRESENT, text=words) for finding in present]
    found += [Finding(id=finding, status=Status.ABSENT, text=words) for finding in absent if finding not in implied]
    return tuple(found)
