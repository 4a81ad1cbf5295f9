"""How errors are answered: one form, closed words, and never a word of what went wrong inside."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException

from app.commission.oidc.errors import ProviderAway
from app.commission.schemas import Problem
from app.logs import log
from records.errors import CannotOpen, NotAdmitted
from records.paper.errors import FontsMissing
from records.store.errors import (
    BadCredentials,
    LockedOut,
    NotAllowed,
    NotVisible,
    Refused,
    Stale,
    StoreUnavailable,
    Uncertified,
)

RETRY_AFTER_S = 5
_CONFLICTS = frozenset(
    {
        "signed",
        "not_signed",
        "no_diagnosis",
        "taken",
        "used",
        "held",
        "released",
        "withdrawn",
        "number_taken",
        "number_changed",
    }
)
_WORDS = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "wrong_type", 400: "bad_request"}


class TooOften(Exception):
    """An address sends rubbish too often."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"wait {retry_after_s} s")
        self.retry_after_s = retry_after_s


def problem(status: int, content: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Answer a refusal."""
    return JSONResponse(content.model_dump(exclude_none=True), status_code=status, headers=dict(headers or {}))


def install(app: FastAPI) -> None:
    """Teach the application to answer every error of ours in the one form; `app.commission.http` does so with bugs."""
    app.add_exception_handler(CannotOpen, _cannot_open)
    app.add_exception_handler(NotAdmitted, _not_admitted)
    app.add_exception_handler(StoreUnavailable, _unavailable)
    app.add_exception_handler(Uncertified, _uncertified)
    app.add_exception_handler(FontsMissing, _no_fonts)
    app.add_exception_handler(ProviderAway, _provider_away)
    app.add_exception_handler(NotVisible, _not_visible)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(BadCredentials, _bad_credentials)
    app.add_exception_handler(LockedOut, _wait)
    app.add_exception_handler(TooOften, _wait)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _cannot_open(_request: Request, _error: Exception) -> JSONResponse:
    return problem(400, Problem(error="cannot_open"))


async def _not_admitted(_request: Request, error: Exception) -> JSONResponse:
    log().warning("node refused", refusal=error.refusal.value if isinstance(error, NotAdmitted) else None)
    return problem(403, Problem(error="not_admitted"))


async def _unavailable(_request: Request, _error: Exception) -> JSONResponse:
    words = Problem(
        error="unavailable",
        text_zh="系统暂时连不上数据库，请稍后再试；您的内容还在手机上，没有丢。",
        text_en="The service cannot reach its database just now. Please try again soon; what you said is still on your phone.",
    )
    return problem(503, words, {"Retry-After": str(RETRY_AFTER_S)})


async def _uncertified(_request: Request, error: Exception) -> JSONResponse:
    log().error("the directory key has no certificate", why=str(error))
    words = Problem(
        error="uncertified",
        text_zh="系统的证书到期了，工作人员正要换上新的，请稍后再试；您的内容还在手机上，没有丢。身体很难受、等不了的时候，直接打 120。",
        text_en="The service's certificate has ended and has to be renewed by its staff. Please try again later; what you said is still "
        "on your phone. If you feel very ill, do not wait: call 120.",
    )
    return problem(503, words, {"Retry-After": str(RETRY_AFTER_S)})


async def _no_fonts(_request: Request, error: Exception) -> JSONResponse:
    log().error("nothing can be printed", why=str(error))
    words = Problem(
        error="no_fonts",
        text_zh="服务器上没有打印用的中文字体，暂时打印不了。请告诉管理员；记录没有受影响。",
        text_en="The server has no fonts for printing Chinese. Please tell your administrator; the record itself is safe.",
    )
    return problem(503, words, {"Retry-After": str(RETRY_AFTER_S)})


async def _provider_away(_request: Request, error: Exception) -> JSONResponse:
    log().warning("the provider is away", why=str(error))
    words = Problem(
        error="provider_away",
        text_zh="单位的登录系统现在连不上，请稍后再试。",
        text_en="Your organisation's sign-in cannot be reached just now. Please try again soon.",
    )
    return problem(503, words, {"Retry-After": str(RETRY_AFTER_S)})


async def _not_visible(_request: Request, _error: Exception) -> JSONResponse:
    return problem(404, Problem(error="not_found"))


async def _not_allowed(_request: Request, _error: Exception) -> JSONResponse:
    words = Problem(error="not_allowed", text_zh="您的角色不能做这件事。", text_en="Your role may not do this.")
    return problem(403, words)


async def _bad_credentials(_request: Request, _error: Exception) -> JSONResponse:
    words = Problem(
        error="bad_credentials",
        text_zh="用户名或密码不对，或者登录已过期。",
        text_en="The name or password is wrong, or the session has ended.",
    )
    return problem(401, words, {"WWW-Authenticate": "Bearer"})


async def _wait(_request: Request, error: Exception) -> JSONResponse:
    seconds = error.retry_after_s if isinstance(error, LockedOut | TooOften) else RETRY_AFTER_S
    minutes = -(-seconds // 60)
    words = Problem(
        error="locked_out" if isinstance(error, LockedOut) else "too_often",
        text_zh=f"尝试次数太多，请 {minutes} 分钟后再试。",
        text_en=f"Too many tries. Please wait {minutes} min.",
    )
    return problem(429, words, {"Retry-After": str(seconds)})


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, Stale):
        words = Problem(
            error="stale",
            text_zh="这份记录刚刚有变化，请看过新的内容再保存。",
            text_en="This record has just changed. Please read the new version first.",
            version=error.version,
        )
        return problem(409, words)
    code = error.code if isinstance(error, Refused) else "refused"
    return problem(409 if code in _CONFLICTS else 422, Problem(error=code, text_en=str(error)))


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    # Pydantic's messages quote the input; the place of the fault is all that is told.
    where = error.errors()[0]["loc"] if isinstance(error, RequestValidationError) and error.errors() else ()
    parts = [str(part) for part in where if not isinstance(part, int)][:3]
    known = ".".join(part for part in parts if part.isidentifier() and len(part) < 40)  # noqa: PLR2004 - names of fields
    return problem(422, Problem(error="invalid", text_en=f"wrong form: {known}" if known else None))


async def _http(request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        # The framework names the methods of the first route of this path alone.
        headers = {**headers, "Allow": ", ".join(_methods_at(request))}
    return problem(status, Problem(error=_WORDS.get(status, "refused")), headers)


def _methods_at(request: Request) -> list[str]:
    """Answer the methods that the path of a request knows."""
    here = getattr(request.scope.get("route"), "path", None)
    found = {
        method for each in iter_route_contexts(request.app.routes) if each.path == here for method in each.methods or ()
    }
    return sorted(found)
