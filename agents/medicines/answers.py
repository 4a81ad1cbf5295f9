"""From warnings to sentences: a verdict, why, and what to do. No number, no dose, no change of a prescribed medicine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agents.guard.after import free_of_doses
from agents.medicines import phrases
from agents.words import in_sentence
from kg.drugs.check import Warning as Caution
from kg.drugs.pharmacy import Pharmacy
from kg.drugs.schema import ConditionId
from kg.schema import Lang, LocalText


def name(pharmacy: Pharmacy, some_id: str, lang: Lang) -> str:
    """Answer the name of a medicine, class or substance inside a sentence; the id itself when nobody knows it."""
    found = pharmacy.name_of(some_id)
    if found is None:
        return some_id
    text = in_sentence(found, lang)
    return text if pharmacy.taken(some_id).kind != "class" else text.split("（")[0]


def joined(pharmacy: Pharmacy, ids: Iterable[str], lang: Lang, called: dict[str, str] | None = None) -> str:
    """Answer names as a list in a sentence, as the resident called them where that is known."""
    order = list(called or {})
    told = sorted(dict.fromkeys(ids), key=lambda each: order.index(each) if each in order else len(order))
    names = [(called or {}).get(each) or name(pharmacy, each, lang) for each in told]
    if len(names) > 2 and lang == "zh":  # noqa: PLR2004 -- 甲、乙和丙
        return "、".join(names[:-1]) + phrases.JOIN.in_(lang) + names[-1]
    if len(names) > 2:  # noqa: PLR2004
        return ", ".join(names[:-1]) + phrases.JOIN.in_(lang) + names[-1]
    return phrases.JOIN.in_(lang).join(names)


def sentence(pharmacy: Pharmacy, warning: Caution, lang: Lang, called: dict[str, str] | None = None) -> str:
    """Answer one warning as a resident reads it."""
    names = joined(pharmacy, warning.medicines, lang, called)
    frame = phrases.VERDICTS.get((warning.kind, warning.severity.value))
    if warning.kind == "unknown":
        return phrases.UNKNOWN.in_(lang).format(name=names)
    if frame is None:
        head = phrases.NOTE.in_(lang).format(names=names)
    else:
        head = frame.in_(lang).format(names=names, conditions=_conditions(pharmacy, warning.conditions, lang))
    if not warning.certain:
        head = phrases.UNCERTAIN.in_(lang) + head
    space = "" if lang == "zh" else " "
    return cased(f"{head.rstrip()}{space}{warning.why.in_(lang)}{space}{warning.what.in_(lang)}", lang)


def cased(text: str, lang: Lang) -> str:
    """Answer an English sentence with a capital."""
    return text if lang == "zh" else text[:1].upper() + text[1:]


def _conditions(pharmacy: Pharmacy, conditions: Iterable[ConditionId], lang: Lang) -> str:
    names = [pharmacy.rules.conditions[each].name.in_(lang) for each in conditions]
    return phrases.JOIN.in_(lang).join(names[:2])


def chosen(warnings: Sequence[Caution], *, most: int) -> tuple[Caution, ...]:
    """Answer the warnings worth saying: of each pair or medicine and kind the gravest, possible ones only without a sure one."""
    kept: list[Caution] = []
    for warning in warnings:
        same = [each for each in kept if each.medicines == warning.medicines and _about(each) == _about(warning)]
        if not same:
            kept.append(warning)
    return tuple(kept[:most])


def _about(warning: Caution) -> str:
    """Answer what a warning is about: an interaction and a double of one pair are one matter to a resident."""
    return "pair" if warning.kind in {"interaction", "duplicate"} else warning.kind


def guarded(texts: Iterable[str], lang: Lang, instead: LocalText) -> tuple[str, ...]:
    """Answer the texts once each, with what a guard blocks replaced by `instead`."""
    safe = (text if free_of_doses(text, lang) else instead.in_(lang) for text in texts)
    return tuple(dict.fromkeys(safe))
