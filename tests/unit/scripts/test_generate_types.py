"""The page's types are drawn from the models: same models, same bytes; what cannot be told is refused."""

from __future__ import annotations

import pytest

from scripts import generate_types
from scripts.generate_types import UnsupportedSchemaError, expression, interface, render


def test_the_same_models_give_the_same_text():
    assert render() == render()


def test_what_the_page_writes_may_leave_defaults_out_but_never_the_tag():
    text = render()
    answer = text.split("export interface Answer {")[1].split("}")[0]
    assert 'readonly kind: "answer";' in answer
    assert "readonly question_id: string;" in answer
    assert "readonly options?: readonly number[];" in answer


def test_what_the_page_reads_is_all_there():
    reply = render().split("export interface Reply {")[1].split("}")[0]
    assert "?:" not in reply
    assert "readonly question: QuestionView | null;" in reply


@pytest.mark.parametrize(
    ("schema", "typescript"),
    [
        ({"type": "integer"}, "number"),
        ({"enum": ["a", "b"]}, '"a" | "b"'),
        ({"const": True}, "true"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string | null"),
        ({"anyOf": [{"type": "integer"}, {"type": "number"}]}, "number"),
        ({"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}}, "readonly (string | null)[]"),
        ({"$ref": "#/$defs/Reply"}, "Reply"),
    ],
)
def test_a_schema_becomes_a_type(schema, typescript):
    assert expression(schema) == typescript


def test_a_form_without_a_type_is_refused():
    with pytest.raises(UnsupportedSchemaError):
        expression({"type": "object", "additionalProperties": {"type": "string"}})


def test_an_alias_is_told_from_an_interface():
    assert interface("Urgency", {"enum": ["now"]})[0] == 'export type Urgency = "now";'


def test_check_says_when_the_file_is_out_of_date(monkeypatch, tmp_path, capsys):
    target = tmp_path / "src" / "wire.ts"
    monkeypatch.setattr(generate_types, "TARGET", target)
    monkeypatch.setattr("sys.argv", ["generate_types", "--check"])
    assert generate_types.main() == 1
    assert "run python -m scripts.generate_types" in capsys.readouterr().err
    assert not target.exists()
    monkeypatch.setattr("sys.argv", ["generate_types"])
    assert generate_types.main() == 0
    monkeypatch.setattr("sys.argv", ["generate_types", "--check"])
    assert generate_types.main() == 0
    target.write_text(target.read_text() + " ")
    assert generate_types.main() == 1
