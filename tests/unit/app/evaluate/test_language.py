"""Precision and recall of understanding: what counts and what does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.evaluate.errors import FileRefused
from app.evaluate.language import Annotated, Annotations, Listener, figures, read_annotations
from kg.schema import Status

P, A = Status.PRESENT, Status.ABSENT


def file_of(folder: Path, *rows: object) -> Path:
    path = folder / "texts.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def heard(knowledge, *texts: Annotated, inventory: tuple[str, ...] = ()):
    names = frozenset(inventory) | {name for each in texts for name, _ in each.labels}
    listener = Listener(knowledge, Annotations(texts, names))
    return [listener.listen(each) for each in texts], listener


def test_a_child_that_is_told_finds_its_parent(knowledge):
    (one,), _ = heard(knowledge, Annotated("a", "烧到39度5", (("发热", P),)))
    assert one.found == (("发热", P),)
    assert one.missed == ()
    assert one.false == ()


def test_a_parent_that_is_told_is_true_but_does_not_find_the_child(knowledge):
    (one,), _ = heard(knowledge, Annotated("a", "咳嗽", (("cough.productive", P),)), inventory=("咳嗽",))
    assert one.missed == (("cough.productive", P),)
    assert one.true == (("cough", P),)


def test_a_denial_is_no_presence(knowledge):
    (one,), _ = heard(knowledge, Annotated("a", "没有咳嗽，头疼", (("咳嗽", P), ("头痛", A))))
    assert one.found == ()
    assert set(one.false) == {("cough", A), ("headache", P)}


def test_what_the_scheme_does_not_hold_is_not_counted(knowledge):
    (one, _), _ = heard(knowledge, Annotated("a", "咳嗽，头疼", (("咳嗽", P),)), Annotated("b", "发热", (("发热", P),)))
    assert one.false == ()
    (one,), _ = heard(knowledge, Annotated("a", "咳嗽，头疼", (("咳嗽", P),)), inventory=("头痛",))
    assert one.false == (("headache", P),)


def test_denials_count_only_where_somebody_annotated_one(knowledge):
    text = Annotated("a", "咳嗽，没有发热", (("咳嗽", P),))
    (one,), _ = heard(knowledge, text, inventory=("发热",))
    assert one.false == ()
    (one, _), _ = heard(knowledge, text, Annotated("b", "没有头痛", (("头痛", A),)), inventory=("发热",))
    assert one.false == (("fever", A),)


def test_names_that_the_graph_does_not_know_are_listed_and_missed(knowledge):
    (one,), listener = heard(knowledge, Annotated("a", "咳嗽", (("咳嗽", P), ("舌苔发白", P))))
    assert listener.unresolved == ("舌苔发白",)
    assert one.missed == (("舌苔发白", P),)


def test_micro_figures_with_intervals(knowledge):
    those, _ = heard(
        knowledge,
        Annotated("a", "咳嗽", (("咳嗽", P), ("舌苔发白", P))),
        Annotated("b", "头疼", (("头痛", P),)),
        Annotated("c", "发热", (("咳嗽", P),)),
        inventory=("发热",),
    )
    found = figures(those, seed=0)
    assert (found.recall, found.labels) == (0.5, 4)
    assert (found.precision, found.findings) == (pytest.approx(2 / 3), 3)
    assert found.f1 == pytest.approx(4 / 7)
    assert set(found.ci95) == {"n", "precision", "recall", "f1"}
    assert figures([], seed=0).recall is None


def test_both_formats_are_read(tmp_path):
    lines = read_annotations(file_of(tmp_path, {"id": "a", "text": "cough", "present": ["cough"], "absent": "fever"}))
    assert lines.texts == (Annotated("a", "cough", (("cough", P), ("fever", A))),)
    path = tmp_path / "dxy.json"
    goal = {"explicit_inform_slots": {"咳嗽": True, "发烧": False}, "implicit_inform_slots": {"皮疹": True}}
    path.write_text(json.dumps([{"consult_id": "7", "self_repo": "咳嗽\n", "goal": goal}]), encoding="utf-8")
    dxy = read_annotations(path)
    assert dxy.texts == (Annotated("7", "咳嗽", (("咳嗽", P), ("发烧", A))),)
    assert dxy.inventory == {"咳嗽", "发烧", "皮疹"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"id": "a", "text": "x"}', "field “present”: is not there, nor is “absent”"),
        ('{"id": "a", "text": "", "present": []}', "field “text”"),
        ('{"id": "a", "text": "x", "present": [1]}', "field “present”"),
        ("[{}]", "entry 1: holds no “self_repo”"),
        ("[3]", "entry 1"),
        ("[]", "holds no entry"),
        ("[", "is no JSON"),
        ("", "holds no case"),
    ],
)
def test_a_wrong_file_is_named(tmp_path, text, said):
    path = tmp_path / "texts.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused) as caught:
        read_annotations(path)
    assert said in str(caught.value)


def test_a_sensation_without_a_place_is_found_where_the_graph_keeps_a_place_apart(knowledge):
    (one,), listener = heard(knowledge, Annotated("a", "孩子喉咙里好几个疱疹", (("疱疹", P),)))
    assert {"rash.vesicles", "mouth_vesicles"} <= listener.resolved["疱疹"]
    assert one.missed == ()


def test_a_label_that_is_no_sensation_is_not_widened(knowledge):
    _, listener = heard(knowledge, inventory=("发烧", "淋巴结肿大"))
    # 脸发烧 is a flushed face, whatever the word.
    assert listener.resolved["发烧"] == {"fever"}
    assert listener.resolved["淋巴结肿大"] == {"lymph_nodes"}
