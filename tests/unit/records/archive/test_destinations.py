"""The drop folder takes a delivery whole, once in effect, and says when it cannot."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from records.archive.deliverer import Deliverer
from records.archive.destinations.drop_folder import DropFolder
from records.archive.destinations.port import Sent
from records.archive.errors import DeliveryRefused, DestinationAway
from records.archive.plan import plan
from records.archive.values import Document
from tests.fakes.signed_encounters import signed


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_delivery_arrives_whole_with_a_manifest_that_matches(tmp_path):
    delivery = plan(signed())
    DropFolder(tmp_path / "drop").deliver(delivery)
    written = files(tmp_path / "drop" / delivery.name)
    manifest = json.loads(written.pop("manifest.json"))
    assert {d["name"] for d in manifest["documents"]} == set(written)
    assert {d["name"]: d["sha256"] for d in manifest["documents"]} == {d.name: d.sha256 for d in delivery.documents}


def test_a_second_delivery_changes_nothing(tmp_path):
    folder = DropFolder(tmp_path)
    folder.deliver(plan(signed()))
    before = files(tmp_path)
    folder.deliver(plan(signed()))
    assert files(tmp_path) == before


def test_what_a_crash_left_half_written_is_not_a_delivery_and_is_done_again(tmp_path):
    delivery = plan(signed())
    half = tmp_path / f".{delivery.name}.partial"
    half.mkdir()
    (half / "bundle.json").write_text("{")
    DropFolder(tmp_path).deliver(delivery)
    assert [path.name for path in tmp_path.iterdir()] == [delivery.name]


def test_another_delivery_under_the_same_name_is_refused(tmp_path):
    delivery = plan(signed())
    folder = DropFolder(tmp_path)
    folder.deliver(delivery)
    with pytest.raises(DeliveryRefused):
        folder.deliver(replace(delivery, documents=(Document("bundle.json", "application/fhir+json", b"{}"),)))


def test_a_folder_that_cannot_be_written_is_away_not_refused(tmp_path):
    (tmp_path / "drop").write_text("a file stands where the folder should be")
    with pytest.raises(DestinationAway):
        DropFolder(tmp_path / "drop").deliver(plan(signed()))


class Store:
    def __init__(self):
        self.notes = []

    def load_for(self, encounter_id, destinations, *, away):
        assert not away
        has = {name for some_id, name, said in self.notes if (some_id, said) == (encounter_id, "delivered")}
        missing = frozenset(destinations) - has
        return missing, self.load(encounter_id) if missing else None

    def load(self, encounter_id):
        return signed(encounter_id=encounter_id)

    def delivered(self, encounter_id, number, destination, digest):
        assert (number, len(digest)) == (1, 64)
        self.notes.append((encounter_id, destination, "delivered"))

    def failed(self, encounter_id, number, destination, error):
        assert number == 1
        self.notes.append((encounter_id, destination, str(error)))


class Away:
    name = "away"

    def deliver(self, plan, *, overwrite=False):
        assert not overwrite
        assert plan.documents
        raise DestinationAway("nobody answers")

    def parts(self, plan):
        raise NotImplementedError

    held = inventory = parts


def test_one_destination_away_does_not_keep_the_others_waiting(tmp_path):
    store = Store()
    deliverer = Deliverer(store, (Away(), DropFolder(tmp_path)))
    with pytest.raises(DestinationAway):
        deliverer.deliver("22" * 16)
    assert store.notes == [("22" * 16, "away", "nobody answers"), ("22" * 16, "drop-folder", "delivered")]


def test_who_has_it_is_not_asked_again(tmp_path):
    store = Store()
    deliverer = Deliverer(store, (Away(), DropFolder(tmp_path)))
    for _ in range(2):
        with pytest.raises(DestinationAway):
            deliverer.deliver("22" * 16)
    assert [name for _, name, _ in store.notes] == ["away", "drop-folder", "away"]


def test_what_the_front_end_machine_took_is_held_and_not_put_there_again(tmp_path):
    folder, delivery = DropFolder(tmp_path), plan(signed())
    folder.deliver(delivery)
    (tmp_path / "taken").mkdir()
    (tmp_path / delivery.name).rename(tmp_path / "taken" / delivery.name)
    folder.deliver(delivery)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
    assert folder.held([Sent(delivery.encounter_id, delivery.name)]) == {delivery.encounter_id: folder.parts(delivery)}
    assert list(folder.inventory()) == [delivery.encounter_id]


def test_a_file_that_was_changed_or_is_gone_shows(tmp_path):
    folder, delivery = DropFolder(tmp_path), plan(signed())
    folder.deliver(delivery)
    (tmp_path / delivery.name / "bundle.json").write_bytes(b"{}")
    (tmp_path / delivery.name / "encounter-form.pdf").unlink()
    held, sent = (
        folder.held([Sent(delivery.encounter_id, delivery.name)])[delivery.encounter_id],
        folder.parts(delivery),
    )
    assert {name for name in sent if held.get(name) != sent[name]} == {"bundle.json", "encounter-form.pdf"}


def test_a_replay_goes_over_what_is_there_and_only_where_it_is_told(tmp_path):
    store = Store()
    one, other = DropFolder(tmp_path / "one"), DropFolder(tmp_path / "other")
    other.name = "other"
    deliverer = Deliverer(store, (one, other))
    deliverer.deliver("22" * 16)
    for folder in ("one", "other"):
        (path,) = (tmp_path / folder).glob("*/bundle.json")
        path.write_bytes(b"{}")
    deliverer.deliver("22" * 16)  # both have it, as far as the store knows
    deliverer.deliver("22" * 16, overwrite="other")
    assert [next((tmp_path / each).glob("*/bundle.json")).read_bytes() == b"{}" for each in ("one", "other")] == [
        True,
        False,
    ]
