"""The description of the interface (OpenAPI), completed by the answers that every operation of a kind may give.

A body may be no text at all, or longer than the door lets through, whatever the route makes of it: both are said once, here.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI

_PROBLEM: Final = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_OF_A_BODY: Final = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
_OF_A_SESSION: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


def describe(app: FastAPI) -> None:
    """Make the application describe also what its middleware and dependencies answer."""
    plain = app.openapi

    def complete() -> dict[str, Any]:
        described = plain()
        for methods in described["paths"].values():
            for operation in methods.values():
                _complete(operation)
        return described

    app.openapi = complete  # type: ignore[method-assign]  # as FastAPI's documentation tells to extend it


def _complete(operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    missing = [*(_OF_A_BODY if "requestBody" in operation else ()), *(_OF_A_SESSION if "security" in operation else ())]
    for each in missing:
        answers.setdefault(str(each.value), {"description": each.phrase, "content": _PROBLEM})
    for status, answer in answers.items():
        # FastAPI lends a refusal the type of the route's own answer, which is the page's.
        if status >= "400" and "text/html" in answer.get("content", {}):
            answer["content"] = {"application/json": answer["content"]["text/html"]}
