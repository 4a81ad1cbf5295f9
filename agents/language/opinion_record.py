"""The model's part as the doctor reads it: which model with which prompts, what it changed, and its second opinion, marked as such.

It stands among the opinions of the specialties, with the whole case's urgency, which it did not set. Probabilities are the graph's own.
"""

from __future__ import annotations

from typing import Final

from agents.intake.engine import Thought
from agents.language.trace import LanguageChange
from agents.state import ConsultationState, Opinion, Reason
from agents.words import listed, local
from kg.graph import Graph
from kg.hypotheses import Hypothesis
from kg.schema import DiseaseId, Lang, LocalText, SpecialtyId, Urgency

MODEL: Final = SpecialtyId("language_model")
"""Stands where a specialty's id stands; no specialty of the graph has it."""
_NAME: Final = local("语言模型（第二意见）", "Language model (second opinion)")
_AGREES: Final = local("首先想到的与图谱一致", "names first what the graph ranks first")
_DIFFERS: Final = local("首先想到的与图谱不同，请留意", "names first something else than the graph; please note")
_NO_OPINION: Final = local("没有可以核实的第二意见", "gave no second opinion that could be borne out")
_HEARD: Final = local("把“{words}”理解为“{name}”", "took “{words}” to mean “{name}”")
_ASKED: Final = local(
    "觉得“{words}”可能是“{name}”，已向居民求证", "thought “{words}” might mean “{name}”, which was asked"
)
_WORDED: Final = local("改写了安慰或提示语的措辞", "rephrased comfort or messages")
_DOUBTED: Final = local("对化验项目“{name}”的读数有不同", "read the report's item “{name}” otherwise")
_FRAME: Final = local(
    "{model}：{what}。不参与紧急程度的判断，仅供医生参考。",
    "{model}: {what}. It has no say in the urgency; for the doctor only.",
)


def model_named(state: ConsultationState) -> str | None:
    """Answer the model and the version of its prompts, for the record's provenance; None when none had a part."""
    if not state.language:
        return None
    last = state.language[-1]
    return f"{last.model} (prompts {last.prompts})"


def model_opinion(graph: Graph, state: ConsultationState, thought: Thought, urgency: Urgency | None) -> Opinion | None:
    """Answer what a model did, as an opinion beside those of the specialties; None when it changed nothing and said nothing."""
    changes = tuple(dict.fromkeys(change for use in state.language for change in use.changes))
    second = state.second_opinion
    if urgency is None or not (changes or second):
        return None
    suggested = () if second is None else tuple(DiseaseId(each.disease) for each in second.suggestions)
    hypotheses = tuple(_grounds(thought, each) for each in suggested if each in graph.diseases)
    return Opinion(
        specialty=MODEL,
        name=_NAME,
        hypotheses=hypotheses,
        urgency=urgency,
        reasons=tuple[Reason, ...](),
        comment=_comment(graph, state, thought, changes, hypotheses),
    )


def _grounds(thought: Thought, disease: DiseaseId) -> Hypothesis:
    """Answer the disease with the graph's own probability and evidence."""
    found = thought.posterior.hypothesis(disease)
    return found.model_copy(update={"evidence": found.evidence[:6]})


def _comment(
    graph: Graph,
    state: ConsultationState,
    thought: Thought,
    changes: tuple[LanguageChange, ...],
    hypotheses: tuple[Hypothesis, ...],
) -> LocalText:
    first = _NO_OPINION
    if hypotheses:
        same = hypotheses[0].disease == thought.posterior.ranked[0].disease
        first = _AGREES if same else _DIFFERS
    said = [first, *dict.fromkeys(_change(graph, each) for each in changes)]
    model = model_named(state) or ""

    def in_(lang: Lang) -> str:
        return _FRAME.in_(lang).format(model=model, what=listed([each.in_(lang) for each in said], lang))

    return local(in_("zh"), in_("en"))


def _change(graph: Graph, change: LanguageChange) -> LocalText:
    if change.kind == "wording":
        return _WORDED
    name = graph.name_of(change.what) if change.what in graph.findings else local(change.what, change.what)
    template = {"finding": _HEARD, "to_confirm": _ASKED, "doubt": _DOUBTED}[change.kind]
    return local(
        template.zh.format(words=change.words, name=name.zh), template.en.format(words=change.words, name=name.en)
    )
