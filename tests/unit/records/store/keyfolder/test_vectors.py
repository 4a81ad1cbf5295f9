"""Every case of the vectors of keys at rest: what a second writer made from FORMAT.md opens, and what it spoilt does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from records.store.errors import KeyStoreError, SealBroken
from records.store.kek.local import FileKek
from records.store.kek.port import WrappedKey
from records.store.keyfolder.ceremony import open_root, read_request
from records.store.keyfolder.doors import Doors
from records.store.keyfolder.folder import KeyFolder
from tests.unit.records.seal.vectors import Case, cases, raw
from tests.unit.records.store.keyfolder.conftest import says


def opened(given: Case, folder: Path) -> dict[str, str]:
    match given["what"]:
        case "data_key":
            kek = FileKek(bytes.fromhex(given["kek"]))
            return {
                "key": kek.unwrap(WrappedKey(raw(given["wrapped"])), given["owner"]).hex(),
                "kek_id": kek.kek_id,
            }
        case "root":
            path = folder / "root.json"
            path.write_bytes(raw(given["file"]))
            path.chmod(0o600)
            root = open_root(path, says(given["passphrase"]))
            return {"secret": root.to_bytes().hex(), "key_id": root.key_id}
        case "folder":
            folder.chmod(0o700)
            for name, content in given["files"].items():
                (folder / name).write_text(content)
                (folder / name).chmod(0o600)
            found = KeyFolder.open(folder, Doors(says(given["passphrase"])))
            (entry,) = [each for each in found.keys.keys if each.name == given["read"]]
            return {"secret": found.secret(entry).hex(), "key_id": entry.key_id}
        case "request":
            request = read_request(raw(given["file"]), Path("request"))
            return {"kid": request.kid, "environment": request.environment}
    raise AssertionError(given["what"])


@pytest.mark.parametrize("case", cases("keys"), ids=lambda case: case["name"])
def test_every_case_ends_as_the_vectors_say(case: Case, tmp_path: Path) -> None:
    if "opens" in case["wants"]:
        assert opened(case["given"], tmp_path) == case["wants"]["opens"]
        return
    with pytest.raises((KeyStoreError, SealBroken)):
        opened(case["given"], tmp_path)
