"""One entry of a transaction bundle: which resource it is, for everybody and for ever, and how a server is asked to take it.

Who a resource is, is its business identifier: sent twice, it is there once. `Provenance` has none in R4; a tag stands in for it, and
`_tag` is a search parameter of every resource.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final, Literal
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from records.archive.fhir.coding import Resource, system

_ONE_IDENTIFIER: Final = frozenset({"Composition", "QuestionnaireResponse"})
_NO_IDENTIFIER: Final = frozenset({"Provenance"})
ENCOUNTER_TAG: Final = system("encounter")
"""Tag of everything that belongs to one encounter: what the archive is asked for when both sides are compared."""


@cache
def _quoted_system(name: str) -> str:
    return quote(system(name), safe="")


def urn_of(kind: str, name: str, value: str) -> str:
    """Answer the URN of the resource with this identifier."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'urn:jiayi:{kind}:{name}:{value}')}"


@dataclass(frozen=True)
class Entry:
    """A resource with its identity. `how`: `put` updates what is there or makes it; `post` makes it unless it is there."""

    kind: str
    name: str
    """Last part of the identifier's system, such as `finding`."""
    value: str
    body: Resource
    """Without the identity; `identifier`, where a kind may have several, holds those that are not ours."""
    how: Literal["put", "post"] = "post"

    @cached_property
    def full_url(self) -> str:
        """Answer the URN by which other entries refer to it."""
        return urn_of(self.kind, self.name, self.value)

    @property
    def reference(self) -> Resource:
        """Answer a Reference to it."""
        return {"reference": self.full_url}

    @property
    def query(self) -> str:
        """Answer the search that finds exactly this resource."""
        parameter = "_tag" if self.kind in _NO_IDENTIFIER else "identifier"
        return f"{parameter}={_quoted_system(self.name)}%7C{quote(self.value, safe='')}"

    def resource(self) -> Resource:
        """Answer the resource with its identity written into it."""
        made: Resource = {"resourceType": self.kind, **self.body}
        identifier = {"system": system(self.name), "value": self.value}
        if self.kind in _NO_IDENTIFIER:
            tag = {"system": identifier["system"], "code": self.value}
            made["meta"] = {"tag": [*made.get("meta", {}).get("tag", []), tag]}
        else:
            others = self.body.get("identifier", [])
            made["identifier"] = identifier if self.kind in _ONE_IDENTIFIER else [identifier, *others]
        return made

    def same(self, other: Entry) -> bool:
        """Tell whether both say the same of the resource."""
        return json.dumps(self.body, sort_keys=True) == json.dumps(other.body, sort_keys=True)

    def as_bundled(self) -> Resource:
        """Answer the entry of the bundle."""
        request = (
            {"method": "PUT", "url": f"{self.kind}?{self.query}"}
            if self.how == "put"
            else {"method": "POST", "url": self.kind, "ifNoneExist": self.query}
        )
        return {"fullUrl": self.full_url, "resource": self.resource(), "request": request}


def tagged(encounter_id: str) -> Resource:
    """Answer the `meta` of what belongs to this encounter."""
    return {"tag": [{"system": ENCOUNTER_TAG, "code": encounter_id}]}
