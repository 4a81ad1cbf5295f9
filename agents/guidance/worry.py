"""What is said to a fear that the resident named: what of the story speaks for it, what against, and what would settle it.

Names only what the resident named. Nothing is ruled in or out by words alone, and the sentence says so.
"""

from __future__ import annotations

import re
from typing import Final

from agents.attributes import attribute
from agents.intake.engine import Thought
from agents.knowledge import Knowledge
from agents.state import ConsultationState
from agents.words import in_sentence, listed, local
from kg.hypotheses import Hypothesis
from kg.schema import DiseaseId, LocalText, Status
from kg.text import understand

_FEARS: Final = re.compile(
    r"[^。！？!?；;\n]*(?:会不会|是不是|怕|担心|要不要紧|worr|afraid|scared|could (?:it|this) be|is (?:it|this))[^。！？!?；;\n]*",
    re.IGNORECASE,
)
_CANCER: Final = re.compile(r"癌|肿瘤|恶性|瘤子|cancer|tumou?r|malignan", re.IGNORECASE)
CANCER: Final = local("癌", "cancer")
WORTH_LOOKING: Final = 0.08
UNLIKELY: Final = 0.01
POINTS: Final = 3

_INTRO: Final = local(
    "您担心是不是{name}，我把想到的跟您说说。", "You are worried about {name}; here is what I make of it."
)
_FOR: Final = local("有点像的地方：{points}。", "What fits: {points}.")
_AGAINST: Final = local("不太像的地方：{points}。", "What does not fit: {points}.")
_LEVELS: Final = (
    (
        WORTH_LOOKING,
        local("这个可能要当回事，请医生认真查一查。", "It is a possibility that a doctor should look into."),
    ),
    (
        UNLIKELY,
        local(
            "可能性不大，不过请医生看过才能放心。", "It may be unlikely, but only a doctor can put your mind at rest."
        ),
    ),
    (
        0.0,
        local("照您说的，目前没看出往这上面想的理由。", "From what you told, I see nothing that points to it so far."),
    ),
)
_LIMIT: Final = local(
    "光靠问话，不能断定，也不能完全排除；查一查才能说准。",
    "Words alone can neither show it nor fully rule it out; an examination can.",
)


def feared(knowledge: Knowledge, state: ConsultationState) -> tuple[LocalText, frozenset[DiseaseId]] | None:
    """Answer what the resident fears and the diseases meant, None when no fear was named."""
    graph = knowledge.graph
    for line in state.transcript:
        for sentence in _FEARS.findall(line.text) if line.who == "resident" else ():
            if _CANCER.search(sentence):
                cancers = (each.id for each in graph.diseases.values() if each.icd10[:1] == "C")
                return CANCER, frozenset(cancers)
            told = understand(knowledge.lexicon, sentence, lang=state.lang)
            named = [DiseaseId(i) for s in told.spoken if s.kind == "disease" for i in s.ids if i in graph.diseases]
            if named:
                return graph.diseases[named[0]].name, frozenset(named)
    return None


def worry_words(knowledge: Knowledge, state: ConsultationState, thought: Thought) -> tuple[str, ...]:
    """Answer the message to the resident's fear; nothing when none was named."""
    fear = feared(knowledge, state) if "worry" in state.wishes else None
    if fear is None:
        return ()
    name, diseases = fear
    lang = state.lang
    ranked = [each for each in thought.posterior.ranked[:60] if each.disease in diseases]
    chance = sum(each.probability for each in ranked)
    said = [_INTRO.in_(lang).format(name=in_sentence(name, lang))]
    if ranked:
        said += _points(knowledge, ranked[0], state)
    said.append(next(text for least, text in _LEVELS if chance >= least).in_(lang))
    said.append(_LIMIT.in_(lang))
    return (("" if lang == "zh" else " ").join(said),)


def _points(knowledge: Knowledge, hypothesis: Hypothesis, state: ConsultationState) -> list[str]:
    lang = state.lang
    speaks: list[str] = []
    against: list[str] = []
    for each in hypothesis.evidence:
        if each.finding.startswith("duration."):
            continue
        name = attribute(knowledge.graph, each.finding, lang)
        if each.status is Status.ABSENT:
            name = f"没有{name}" if lang == "zh" else f"no {name}"
        (speaks if each.log10_lr > 0 else against).append(name)
    lines = [_FOR.in_(lang).format(points=listed(dict.fromkeys(speaks[:POINTS]), lang))] if speaks else []
    return (
        [*lines, _AGAINST.in_(lang).format(points=listed(dict.fromkeys(against[:POINTS]), lang))] if against else lines
    )
