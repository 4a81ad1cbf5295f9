"""How well words become findings: precision and recall against annotated texts.

Read from JSON lines `{"id", "text", "present": [names], "absent": [names]}`, or from the Dxy self-report format (Xu et al. 2019,
arXiv:1901.10623): a JSON list of `{"consult_id", "self_repo", "goal": {"explicit_inform_slots": {name: bool}, …}}`, of which the
self-report and its explicit slots are taken.

What counts, the same for every file:

- A label is resolved to the findings of the graph that have it as id, name or word; else to the one finding that the dictionary
  understands in the label alone. A label that is a sensation without a place (疱疹) is also each finding that has it with a place
  as a word (口腔疱疹), since annotators keep the two together where the graph keeps them apart. A label that resolves to nothing
  stands in `unresolved`, and each of its uses is a miss.
- **Recall**: labels found / labels. A present label is found by the finding itself or a more special one said to be present; an
  absent label by itself or a more general one said to be absent.
- **Precision**: true findings / counted findings. A finding is true when a label of the same text and status is it, or implies it,
  or is its more general form. It is counted only when the annotation covers it: when the finding, or one above it, is a
  label somewhere in the file, and its status is annotated anywhere in the file. Annotators who never wrote down a
  denial have not said that there was none.
- "Not sure" is neither present nor absent, and is not counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, cast

from agents.knowledge import Knowledge
from app.evaluate.errors import FileRefused
from app.evaluate.intervals import Interval, bootstrap, wilson
from app.evaluate.lines import Row, read_text, rows, unique
from kg.schema import Finding, FindingConcept, FindingId, Status
from kg.text import understand

Label = tuple[str, Status]
COUNTED: Final = frozenset({Status.PRESENT, Status.ABSENT})


@dataclass(frozen=True)
class Annotated:
    """One text with what its annotators found in it."""

    id: str
    text: str
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Annotations:
    """The texts of a file, and every label that its scheme is known to hold."""

    texts: tuple[Annotated, ...]
    inventory: frozenset[str]


def read_annotations(path: Path) -> Annotations:
    """Answer the annotated texts of a file in either format.

    Raises:
        FileRefused: the file cannot be read, or an entry of it does not fit.
    """
    text = read_text(path)
    issues: list[str] = []
    if text.lstrip().startswith("["):
        answer = _dxy(path, text, issues)
    else:
        seen: dict[str, int] = {}
        texts = tuple(_line(row, seen) for row in rows(path, text, issues))
        answer = Annotations(texts, frozenset(name for each in texts for name, _ in each.labels))
    if issues:
        raise FileRefused(path, issues)
    return answer


def _line(row: Row, seen: dict[str, int]) -> Annotated:
    present, absent = (row.texts(field, optional=True) for field in ("present", "absent"))
    if "present" not in row.values and "absent" not in row.values:
        row.wrong("present", "is not there, nor is “absent”; write the lists, empty where the text says nothing")
    labels = [(name, Status.PRESENT) for name in present] + [(name, Status.ABSENT) for name in absent]
    return Annotated(unique(row, seen), row.text("text"), tuple(dict.fromkeys(labels)))


def _dxy(path: Path, text: str, issues: list[str]) -> Annotations:
    try:
        entries = json.loads(text)
    except ValueError as error:
        raise FileRefused(path, (f"is no JSON ({error}); give the whole Dxy list, or JSON lines",)) from error
    texts: list[Annotated] = []
    inventory: set[str] = set()
    for number, entry in enumerate(entries, 1):
        goal = entry.get("goal") if isinstance(entry, dict) else None
        slots = goal.get("explicit_inform_slots") if isinstance(goal, dict) else None
        told = entry.get("self_repo") if isinstance(entry, dict) else None
        if not isinstance(slots, dict) or not isinstance(told, str):
            issues.append(
                f"entry {number}: holds no “self_repo” with “goal” / “explicit_inform_slots”; is this the Dxy format?"
            )
            continue
        labels = tuple((name, Status.PRESENT if value else Status.ABSENT) for name, value in slots.items())
        texts.append(Annotated(str(entry.get("consult_id", number)), told.strip(), labels))
        inventory.update(slots, cast("dict[str, Any]", goal).get("implicit_inform_slots") or {})
    if not entries:
        issues.append("holds no entry")
    return Annotations(tuple(texts), frozenset(inventory))


@dataclass(frozen=True)
class Heard:
    """One text with what was found in it: labels found and missed, findings that are false, findings that are true."""

    text: Annotated
    found: tuple[Label, ...]
    missed: tuple[Label, ...]
    true: tuple[Label, ...]
    false: tuple[Label, ...]


class Listener:
    """Compares what is understood with what was annotated, over one file's inventory of labels."""

    def __init__(self, knowledge: Knowledge, annotations: Annotations) -> None:
        self._knowledge = knowledge
        self._annotations = annotations

    @cached_property
    def resolved(self) -> Mapping[str, frozenset[FindingId]]:
        """Answer what each label of the file stands for; nothing for a label that the graph does not know."""
        return {name: self._resolve(name) for name in sorted(self._annotations.inventory)}

    @cached_property
    def unresolved(self) -> tuple[str, ...]:
        """Answer the labels that stand for nothing in the graph."""
        return tuple(name for name, those in self.resolved.items() if not those)

    def _resolve(self, name: str) -> frozenset[FindingId]:
        graph = self._knowledge.graph
        named = frozenset(node.id for node in graph.find(name) if isinstance(node, FindingConcept))
        if named:
            return named | self._placed(name)
        read = [each for each in understand(self._knowledge.lexicon, name).findings if each.status is Status.PRESENT]
        return frozenset({read[0].id}) if len(read) == 1 else frozenset()

    def _placed(self, name: str) -> frozenset[FindingId]:
        """Answer the findings that have the label together with a place, and nothing else, as a word."""
        vocabulary = self._knowledge.lexicon.vocabulary
        features = vocabulary.whole(vocabulary.key(name)) or frozenset()
        if {kind for kind, _ in features} != {"sensation"}:
            return frozenset()
        answer: set[FindingId] = set()
        for finding in self._knowledge.graph.findings.values():
            for word in (*finding.words.zh, *finding.words.en):
                rest = word.removesuffix(name)
                whole = vocabulary.whole(vocabulary.key(rest)) if rest not in {word, ""} else None
                if whole and all(kind == "site" for kind, _ in whole):
                    answer.add(finding.id)
        return frozenset(answer)

    @cached_property
    def _covered(self) -> frozenset[FindingId]:
        return frozenset[FindingId]().union(*self.resolved.values())

    @cached_property
    def _statuses(self) -> frozenset[Status]:
        return frozenset(status for each in self._annotations.texts for _, status in each.labels)

    def listen(self, text: Annotated) -> Heard:
        """Answer how what is understood of a text compares with its labels."""
        told = [each for each in understand(self._knowledge.lexicon, text.text).findings if each.status in COUNTED]
        found = tuple(label for label in text.labels if self._is_found(label, told))
        missed = tuple(label for label in text.labels if label not in found)
        counted = [each for each in told if self._counts(each)]
        true = [each for each in counted if any(self._bears_out(label, each) for label in text.labels)]
        false = [each for each in counted if each not in true]
        return Heard(text, found, missed, _labels(true), _labels(false))

    def _above(self, finding: FindingId) -> frozenset[FindingId]:
        return frozenset((finding, *self._knowledge.graph.ancestors(finding)))

    def _is_found(self, label: Label, told: Sequence[Finding]) -> bool:
        name, status = label
        meant = self.resolved[name]
        for each in told:
            if each.status is not status:
                continue
            if status is Status.PRESENT and not self._above(each.id).isdisjoint(meant):
                return True
            if status is Status.ABSENT and any(each.id in self._above(finding) for finding in meant):
                return True
        return False

    def _counts(self, finding: Finding) -> bool:
        return finding.status in self._statuses and not self._above(finding.id).isdisjoint(self._covered)

    def _bears_out(self, label: Label, finding: Finding) -> bool:
        name, status = label
        meant = self.resolved[name]
        related = not self._above(finding.id).isdisjoint(meant) or any(
            finding.id in self._above(each) for each in meant
        )
        return status is finding.status and related


def _labels(findings: Iterable[Finding]) -> tuple[Label, ...]:
    return tuple((each.id, each.status) for each in findings)


@dataclass(frozen=True)
class LanguageFigures:
    """Micro precision and recall with Wilson's intervals, and F1 with one drawn over the texts; None where nothing counts."""

    n: int
    precision: float | None
    recall: float | None
    f1: float | None
    ci95: Mapping[str, Interval | None]
    labels: int
    findings: int


def figures(heard: Sequence[Heard], *, seed: int) -> LanguageFigures:
    """Answer the figures over the texts."""
    rows = [(len(each.found), len(each.missed), len(each.true), len(each.false)) for each in heard]
    found, missed, true, false = (sum(column) for column in zip(*rows, strict=True)) if rows else (0, 0, 0, 0)

    def f1(table: Any) -> float:
        hit, miss, right, wrong = (float(value) for value in table.sum(axis=0))
        recall, precision = hit / max(hit + miss, 1.0), right / max(right + wrong, 1.0)
        return 2 * precision * recall / max(precision + recall, 1e-12)

    precision = true / (true + false) if true + false else None
    recall = found / (found + missed) if found + missed else None
    both = precision is not None and recall is not None
    return LanguageFigures(
        n=len(heard),
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / max(precision + recall, 1e-12)
        if precision is not None and recall is not None
        else None,
        ci95={
            "n": (len(heard), len(heard)),
            "precision": wilson(true, true + false),
            "recall": wilson(found, found + missed),
            "f1": bootstrap(rows, f1, seed=seed) if both else None,
        },
        labels=found + missed,
        findings=true + false,
    )
