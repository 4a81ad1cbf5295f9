"""The packaged graph in its own words: what an author wrote as a word of a finding is read as that finding."""

from app.knowledge import load_knowledge
from kg.schema import FindingConcept, FindingKind, Status
from kg.text import read_answer, understand
from tests.fakes.spoken import lexicon

MOST_MISSED = 0.002
"""Words that mean something else where they stand alone ("had a stroke" is a past one); each is a case for its author."""


def _read_as_itself(concept: FindingConcept, word: str) -> bool:
    known = (concept.parent,) if concept.parent else ()
    found = understand(lexicon(), word, known=known).findings
    return any(
        finding.status is Status.PRESENT and (finding.id == concept.id or concept.id in lexicon().ancestors(finding.id))
        for finding in found
    )


def test_every_word_of_a_finding_is_read_as_the_finding() -> None:
    told = [
        (concept, word)
        for concept in load_knowledge().graph.findings.values()
        if concept.kind is not FindingKind.LAB and not concept.id.startswith("duration.")
        for word in (*concept.words.zh, *concept.words.en)
    ]
    missed = [(concept.id, word) for concept, word in told if not _read_as_itself(concept, word)]
    assert len(missed) <= len(told) * MOST_MISSED, missed


def test_the_text_of_an_option_chooses_the_option() -> None:
    missed = []
    for question in load_knowledge().graph.questions.values():
        for index, option in enumerate(question.options if question.kind != "yes_no" else ()):
            for words in (option.text.zh, option.text.en):
                read = read_answer(lexicon(), question, words, "zh" if words == option.text.zh else "en")
                if read != (index,):
                    missed.append((question.id, words, read))
    assert missed == []
