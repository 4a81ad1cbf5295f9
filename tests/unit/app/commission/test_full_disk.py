"""A full disk at the commission: a clear 503, nothing half done, and it goes on by itself once there is room.

The database stands on a small file system of its own (tmpfs), which is really filled.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.commission.service import create_app
from records.store import schema
from records.store.database import driver_url
from records.store.embedded import EmbeddedPostgres
from records.trust.receipt import verify_receipt
from tests.fakes.commission import Phone, World, encounter_record, new_hex
from tests.fakes.serving import SettledClient
from tests.unit.app.commission.conftest import CODES, Api, config_for

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
SIZE_MB = 160
MIB = 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir(mode=0o755)
    options = f"size={SIZE_MB}m,mode=0755"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"a small file system needs the right to mount: {mounted.stderr.decode()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def fill(path: Path, *, but: int) -> None:
    """Fill the disk, but for so many bytes."""
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY)
    try:
        while True:
            os.write(descriptor, bytes(65_536))
    except OSError:
        os.ftruncate(descriptor, max(0, os.fstat(descriptor).st_size - but))
    finally:
        os.close(descriptor)


@pytest.mark.parametrize(
    "left", [0, 10 * MIB], ids=["no room for a row", "no room for the log in which it would recover"]
)
def test_a_full_disk_is_a_503_and_nothing_is_lost(small_disk: Path, tmp_path: Path, dist: Path, left: int) -> None:
    with EmbeddedPostgres(small_disk / "data") as server:
        server.keep(0.3)
        engine = sa.create_engine(driver_url(server.url), poolclass=sa.NullPool)
        schema.upgrade(engine)
        engine.dispose()
        world = World(server.url, tmp_path)
        config = config_for(world, dist)
        app = create_app(config, enqueue_archive=world.queue.enqueue, codes=lambda: CODES)
        with SettledClient(app, raise_server_exceptions=False) as client:
            api = Api(world, client, config)
            receipted = []
            fill(small_disk / "filler", but=left)
            for _ in range(400):
                record_id = new_hex()
                refused = world.record(encounter_record(record_id, chief_complaint="胸闷" * 20_000))
                answer = api.deliver(refused)
                if answer.status_code != 200:
                    break
                receipted.append((record_id, answer.json()["receipt"]))
            assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")
            assert int(answer.headers["retry-after"]) > 0
            assert "手机" in answer.json()["text_zh"]
            assert api.deliver(refused).status_code == 503

            (small_disk / "filler").unlink()
            deadline = time.monotonic() + 120
            while (answer := api.deliver(refused)).status_code == 503 and time.monotonic() < deadline:
                time.sleep(0.2)
            receipted.append((record_id, answer.json()["receipt"]))
            assert api.deliver(world.identity(Phone().registration(record_id))).status_code == 200
        world.opener.sweep()
        with world.database.reading() as connection:
            kept = dict(connection.exec_driver_sql("select record_id, digest from intake where kind = 'record'").all())
            count = connection.exec_driver_sql("select count(*) from revision").scalar_one()
        told = {one: verify_receipt(token, world.keys.receipt.public).digest for one, token in receipted}
        assert kept == told
        assert count == len(told)
        assert world.admin.verify_audit().broken_at is None
        world.close()
