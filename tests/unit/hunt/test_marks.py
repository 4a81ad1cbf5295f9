"""The hunt finds what it is looking for: a hunt that finds nothing because it cannot is worth nothing."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
import zlib
from pathlib import Path
from urllib.parse import quote, quote_plus

import psycopg
import pytest
from PIL import Image

from tests.conftest import PostgresServer
from tests.hunt.marks import Marks, packed
from tests.hunt.photos import marked_photo
from tests.hunt.places import core_folder, dump, files_below, proc_of, swap

MARKS = Marks(11)
PHRASE = MARKS.phrase(3)
RAW = PHRASE.encode()


@pytest.mark.parametrize(
    "content",
    [
        RAW,
        PHRASE.encode("utf-16"),
        PHRASE.encode("utf-16-be"),
        PHRASE.encode("utf-32"),
        PHRASE.encode("gb18030"),
        json.dumps({"said": PHRASE}).encode(),
        json.dumps(PHRASE).upper().replace("\\U", "\\u").encode(),
        quote(PHRASE).encode(),
        quote_plus(quote(PHRASE)).encode(),
        RAW.hex().encode(),
        RAW.hex().upper().encode(),
        repr(RAW).encode(),
        *(base64.b64encode(b"x" * shift + RAW + b"yz") for shift in range(3)),
        *(base64.urlsafe_b64encode(b"x" * shift + RAW) for shift in range(3)),
        base64.b64encode(PHRASE.encode("utf-16-le")),
        PHRASE[::-1].encode(),
        PHRASE[:6].encode(),
        PHRASE[-6:].encode(),
        packed(f"before {PHRASE} after"),
        zlib.compress(RAW * 3),
        bytes(5000) + RAW + bytes(5000),
    ],
)
def test_every_disguise_is_seen_through(content: bytes) -> None:
    assert list(MARKS.hits("here", b"before" + content + b"after"))


def test_other_words_and_other_hunts_are_no_hit() -> None:
    for content in ("头疼三天，两边紧绷".encode(), Marks(12).phrase(3).encode(), os.urandom(200_000)):
        assert list(MARKS.hits("here", content)) == []


def test_phrases_differ_and_share_no_character_between_marks() -> None:
    assert len({MARKS.phrase(number) for number in range(200)}) == 200
    assert len(set("".join(MARKS.marks))) == len("".join(MARKS.marks))


def test_a_file_a_name_and_a_process_are_searched(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "log").write_text(PHRASE)
    (tmp_path / PHRASE).write_text("empty")
    found = [hit for name, content in files_below(tmp_path) for hit in MARKS.hits(name, content)]
    assert len({hit.split(":")[0] for hit in found}) == 2
    process = subprocess.Popen([sys.executable, "-c", "input()", PHRASE], stdin=subprocess.PIPE, env={"SAID": PHRASE})
    try:
        places = {name.rsplit("/", 1)[1] for name, content in proc_of(process.pid) if list(MARKS.hits(name, content))}
    finally:
        process.kill()
        process.communicate()
    assert {"cmdline", "environ"} <= places


def test_a_long_file_is_searched_to_its_end_also_where_pieces_meet(tmp_path: Path) -> None:
    long = tmp_path / "long"
    with long.open("wb") as file:
        for at in ((64 << 20) - 9, 130 << 20):
            file.seek(at)
            file.write(RAW)
    found = [hit for name, content in files_below(tmp_path) for hit in MARKS.hits(name, content)]
    assert {hit.split(":")[0] for hit in found} == {f"{long}, piece 1", f"{long}, piece 2"}


def test_what_is_not_searched_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    table = tmp_path / "swaps"
    table.write_text("Filename\tType\n")
    assert list(swap(told, table)) == []
    table.write_text(f"Filename\tType\n{tmp_path}/none partition 1 0 -2\n{tmp_path}/device partition 1 0 -2\n")
    (tmp_path / "device").write_bytes(bytes(5000) + RAW)
    found = [hit for name, content in swap(told, table) for hit in MARKS.hits(name, content)]
    assert found
    pattern = tmp_path / "pattern"
    pattern.write_text("|/usr/lib/keeper %p\n")
    assert core_folder(told, pattern) is None
    pattern.write_text("/var/cores/core.%p\n")
    assert core_folder(told, pattern) == Path("/var/cores")
    pattern.write_text("core\n")
    assert core_folder(told, pattern) is None
    assert told == [
        "swap: the machine has none",
        f"swap {tmp_path}/none: No such file or directory",
        "core files: the machine hands them to a program (/usr/lib/keeper)",
    ]


def test_a_photo_says_it_in_its_file_and_in_its_pixels() -> None:
    photo = marked_photo(PHRASE)
    assert list(MARKS.hits("file", photo))
    assert list(MARKS.hits("pixels", Image.open(io.BytesIO(photo)).convert("RGB").tobytes()))


@pytest.mark.enable_socket
def test_the_database_is_searched(postgres: PostgresServer) -> None:
    name = postgres.empty()
    try:
        url = postgres.url_of(name)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("create table kept (said text, bytes bytea)")
            connection.execute("insert into kept values (%s, '')", (PHRASE,))
            connection.execute("insert into kept values ('', %s)", (RAW,))
        (hits,) = [list(MARKS.hits(table, content)) for table, content in dump(url)]
        assert any("UTF-8" in hit and "hex" not in hit for hit in hits)
        assert any("hex" in hit for hit in hits)
    finally:
        postgres.drop(name)
