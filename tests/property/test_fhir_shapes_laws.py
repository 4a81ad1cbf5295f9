"""What whole validation refuses, the worker's quick one refuses as well: a shape decides, for every type, whether a value is valid."""

from __future__ import annotations

import contextlib
import copy
import json
import time
from collections.abc import Hashable, Iterator
from functools import cache
from typing import Any, get_args

import pytest
from fhir.resources.R4B import get_fhir_model_class
from fhir_core import types
from hypothesis import event, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from records.archive.errors import DeliveryRefused
from records.archive.fhir import shapes
from records.archive.fhir.checking import check
from records.archive.fhir.shapes import UnsureError, shape_of
from records.archive.plan import plan
from tests.fakes.signed_encounters import signed

PRIMITIVES = {
    name: TypeAdapter(getattr(types, f"{name}Type"))
    for name in (
        "Boolean", "String", "Code", "Id", "Decimal", "Integer", "UnsignedInt", "PositiveInt", "Uri", "Canonical", "Markdown", "Xhtml",
        "Date", "DateTime", "Instant", "Time",
    )
}  # fmt: skip
NAMED = {
    "Base64Binary": shapes.BASE64_NAMES | shapes.UNSURE_NAMES,
    "Url": shapes.URL_NAMES,
    "Uuid": shapes.UNSURE_NAMES,
    "Oid": shapes.UNSURE_NAMES,
}

texts = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="0123456789.-+eE_: T/ZatrueY", max_size=12),
    st.text(alphabet="ab \n\t胸闷?#.:-", max_size=8),
    st.from_regex(
        r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?",
        fullmatch=True,
    ),
    st.dates().map(str),
    st.datetimes(timezones=st.timezones()).map(lambda at: at.isoformat(timespec="seconds")),
    st.times().map(str),
    st.integers().map(str),
    st.decimals(allow_nan=True).map(str),
    st.uuids().map(lambda some: some.urn),
    st.sampled_from(
        (
            "",
            " ",
            "true",
            "No",
            "0",
            "1",
            "00",
            "-0",
            "2026",
            "0000",
            "5.0",
            " 5",
            "1_0",
            "\x07",
            "http://a.b/c",
            "urn:oid:1.2",
            "1.2.3",
        )
    ),
    st.integers(1, 80).map(lambda length: "x9" * length),
)
numbers = st.one_of(
    st.integers(),
    st.integers(-3, 90_000),
    st.integers(-40, 40).map(lambda days: days * 86_400),
    st.floats(),
    st.floats(-90_000, 90_000).map(lambda value: round(value, 1)),
    st.integers(-100_000, 100_000).map(float),
    st.booleans(),
)

NAMES = ("valueInteger", "valueString", "birthDate", "status", "id", "active", "issued", "data", "url", "extension")
"""What an element may be named instead."""


def accepted(value: Any) -> tuple[str, ...]:
    """The primitive types that take a value."""
    return tuple(name for name, adapter in PRIMITIVES.items() if takes(adapter, value))


def takes(adapter: TypeAdapter[Any], value: Any) -> bool:
    try:
        adapter.validate_python(value)
    except (ValidationError, OverflowError):
        return False
    return True


SEEN: dict[Hashable, tuple[Any, tuple[str, ...]]] = {}


@settings(max_examples=400, deadline=None)
@given(texts | numbers)
def test_values_of_one_shape_are_valid_for_the_same_types(value):
    try:
        shape = shape_of(value, "value")
    except UnsureError:
        event("unsure")
        return
    event(str(shape))
    other, types_of_other = SEEN.setdefault(shape, (value, accepted(value)))
    assert accepted(value) == types_of_other, (value, other)


@pytest.mark.parametrize(
    ("valid", "other"),
    [
        ("false", "fal\u017fe"),
        ("YES", "ye\u017f"),
        ("0-0", "a-b"),
        ("0-1", "A.b"),
        ("+0-0", "+"),
        ("0_-0", "#a"),
        ("1.", "1.e5"),
    ],
)
def test_what_one_type_takes_by_a_quirk_has_not_the_shape_of_what_it_refuses(valid, other):
    shapes_of = []
    for value in (valid, other):
        try:
            shapes_of.append(shape_of(value, "value"))
        except UnsureError:
            shapes_of.append(None)
    assert shapes_of[0] != shapes_of[1] or shapes_of[0] is None or accepted(valid) == accepted(other)


@pytest.mark.parametrize("run", ["_", "1", "1_", "1.", "0-", "e1", "a ", "\u0661"])
def test_long_words_cost_no_more_than_their_length(run):
    began = time.process_time()
    with contextlib.suppress(UnsureError):
        shape_of(run * 10_000 + "中", "value")
    assert time.process_time() - began < 2


@pytest.mark.parametrize("name", [*sorted(shapes.BASE64_NAMES), *sorted(shapes.URL_NAMES)])
@given(value=texts)
@settings(max_examples=30, deadline=None)
def test_where_the_type_hangs_on_the_name_only_what_is_surely_valid_has_a_shape(name, value):
    adapter = TypeAdapter(types.Base64BinaryType if name in shapes.BASE64_NAMES else types.UrlType)
    try:
        shape_of(value, name)
    except UnsureError:
        return
    assert takes(adapter, value)


def test_every_element_of_a_type_with_rules_of_its_own_is_known_by_its_name():
    for kind, names in NAMED.items():
        assert {field for _, field, type_name in fields() if type_name == kind} <= names
    assert {type_name for _, _, type_name in fields()} <= {*PRIMITIVES, *NAMED}


@cache
def fields() -> tuple[tuple[str, str, str], ...]:
    """Model, name and primitive type of every element of what a bundle of ours is made of."""
    primitives = {adapter: name for name in (*PRIMITIVES, *NAMED) if (adapter := getattr(types, f"{name}Type"))}
    kinds = {entry["resource"]["resourceType"] for entry in json.loads(bundles()[0])["entry"]}
    found, todo, done = [], ["Bundle", "Device", *sorted(kinds)], set()
    while todo:
        model = todo.pop()
        if model in done or model in ("Resource", "DomainResource"):
            continue
        done.add(model)
        for field in get_fhir_model_class(model).model_fields.values():
            for part in parts(field.annotation):
                if part in primitives:
                    found.append((model, str(field.alias), primitives[part]))
                elif isinstance(part, type) and issubclass(part, types.FhirBase):
                    todo.append(part.__name__.removesuffix("Type"))
    return tuple(found)


def parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for each in get_args(annotation):
        yield from parts(each)


@cache
def bundles() -> tuple[bytes, ...]:
    first = signed()
    less = first.record.model_copy(update={"findings": first.record.findings[:4], "report_items": ()})
    second = first.model_copy(update={"encounter_no": 2, "record": less, "earlier": (first,)})
    return tuple(plan(each).bundle.content for each in (first, second, signed(name="Ann O'Neil")))


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(part, (*at, key))


@st.composite
def mutants(draw: st.DrawFn) -> bytes:
    """A bundle of ours of which one or two things are another: a value, its type, a name, the number of things."""
    read = json.loads(draw(st.sampled_from(bundles())))
    entry = copy.deepcopy(draw(st.sampled_from(read["entry"])))
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.sampled_from([at for at in places(entry) if len(at) > 1]))
        holder = found(entry, at[:-1])
        how = draw(st.sampled_from(("value", "value", "type", "rename", "remove", "double", "borrow")))
        if how == "rename" and isinstance(holder, dict):
            holder[draw(st.sampled_from((*holder, *NAMES)))] = holder.pop(at[-1])
        elif how == "remove":
            del holder[at[-1]]
        else:
            holder[at[-1]] = draw(instead(how, holder[at[-1]], entry))
    return json.dumps({**read, "entry": [entry]}).encode()


def instead(how: str, value: Any, entry: Any) -> st.SearchStrategy[Any]:
    if how == "value":
        return texts if isinstance(value, str) else numbers
    if how == "double":
        return st.just(value + value if isinstance(value, list) else [value])
    if how == "borrow":
        return st.sampled_from(list(places(entry))).map(lambda at: copy.deepcopy(found(entry, at)))
    return st.one_of(texts, numbers, st.none(), st.just([]), st.just({}))


def found(value: Any, at: tuple[Any, ...]) -> Any:
    for key in at:
        value = value[key]
    return value


def refused(bundle: bytes, *, whole: bool) -> bool:
    try:
        check(bundle, whole=whole)
    except DeliveryRefused:
        return True
    return False


@pytest.fixture(scope="module")
def known() -> None:
    """Let the quick validation know every shape of our bundles."""
    for bundle in bundles():
        check(bundle)


@pytest.mark.usefixtures("known")
@settings(max_examples=150, deadline=None)
@given(mutant=mutants())
def test_what_whole_validation_refuses_the_quick_one_refuses_as_well(mutant):
    quick = refused(mutant, whole=False)
    whole = refused(mutant, whole=True)
    event("refused" if whole else "valid")
    assert quick == whole
