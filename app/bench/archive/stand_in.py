"""A FHIR server that answers as little as a client needs, to measure ours against: it keeps every entry by its identity, in memory.

It checks nothing of what it takes. Whether a true server takes it, the tests ask one (`tests/fhir_server`); `--fhir-url` measures
against any other. Run as a process of its own, so that it costs the worker nothing: `python -m app.bench.archive.stand_in`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

_URN = re.compile(r"urn:uuid:[0-9a-f-]{36}")


class Memory:
    """Resources by kind and id; the id of a resource is made from its identity, which is all that a condition names."""

    def __init__(self) -> None:
        self.by_tag: dict[tuple[str, str], list[str]] = {}
        self._kept: dict[str, tuple[dict[str, Any], Mapping[str, str]]] = {}

    def transact(self, bundle: Mapping[str, Any]) -> dict[str, Any]:
        """Take all entries."""
        names = {
            entry["fullUrl"]: f"{entry['resource']['resourceType']}/{entry['fullUrl'].removeprefix('urn:uuid:')}"
            for entry in bundle["entry"]
        }
        for entry in bundle["entry"]:
            name = names[entry["fullUrl"]]
            if entry["request"]["method"] == "POST" and name in self._kept:
                continue
            if name not in self._kept:
                for tag in entry["resource"].get("meta", {}).get("tag", []):
                    key = (entry["resource"]["resourceType"], f"{tag['system']}|{tag['code']}")
                    self.by_tag.setdefault(key, []).append(name)
            self._kept[name] = (entry["resource"], names)
        entries = [{"response": {"status": "200"}} for _ in bundle["entry"]]
        return {"resourceType": "Bundle", "type": "transaction-response", "entry": entries}

    def resource(self, name: str) -> dict[str, Any]:
        """Answer a resource as a server tells it: with its id, and references to what it keeps."""
        resource, names = self._kept[name]
        said = _URN.sub(lambda found: names.get(found[0], found[0]), json.dumps(resource))
        return {**json.loads(said), "id": name.partition("/")[2]}

    def search(self, url: str) -> dict[str, Any]:
        """Answer by tag, by id, or all of a kind that bear an identifier."""
        kind, _, query = url.partition("?")
        parameter, _, value = unquote(query.split("&")[0]).partition("=")
        if parameter == "_tag":
            names = self.by_tag.get((kind, value), [])
        elif parameter == "_id":
            names = [f"{kind}/{value}"] if f"{kind}/{value}" in self._kept else []
        else:
            names = [name for name in self._kept if name.startswith(f"{kind}/")]
        found = [{"resource": self.resource(name), "search": {"mode": "match"}} for name in names]
        return {"resourceType": "Bundle", "type": "searchset", "entry": found}

    def answer(self, bundle: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a transaction or a batch of searches."""
        if bundle["type"] == "transaction":
            return self.transact(bundle)
        entries = [
            {"response": {"status": "200"}, "resource": self.search(entry["request"]["url"])}
            for entry in bundle["entry"]
        ]
        return {"resourceType": "Bundle", "type": "batch-response", "entry": entries}


def serve() -> None:
    """Serve on a free port of loopback, and print it."""
    memory = Memory()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Two small writes would otherwise wait for each other.
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            self._say(memory.search(self.path.removeprefix("/")))

        def do_POST(self) -> None:
            self._say(memory.answer(json.loads(self.rfile.read(int(self.headers["content-length"])))))

        def log_message(self, *_: object) -> None:
            return

        def _say(self, said: Mapping[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(200)
            self.send_header("content-type", "application/fhir+json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    serve()
