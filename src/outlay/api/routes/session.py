"""Signing in from a browser with the server's token."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict

from outlay.api.security import cookie_of, proof_of
from outlay.core.errors import AccessError

router = APIRouter(tags=["session"])


class LoginBody(BaseModel):
    """The server's token."""

    model_config = ConfigDict(extra="forbid")

    token: str


class SessionAnswer(BaseModel):
    """Whether this browser may change things."""

    is_signed_in: bool


@router.get("/login", response_class=RedirectResponse, status_code=303)
def get_login(request: Request, token: str) -> Response:
    """Keep the token in a strict cookie and go to the first page."""
    answer = RedirectResponse("/", status_code=303)
    _sign_in(request, answer, token)
    return answer


@router.post("/login")
def post_login(request: Request, response: Response, body: LoginBody) -> SessionAnswer:
    """Keep the token in a strict cookie."""
    _sign_in(request, response, body.token.strip())
    return SessionAnswer(is_signed_in=True)


@router.get("/session")
def get_session(request: Request) -> SessionAnswer:
    """Whether this browser is signed in."""
    return SessionAnswer(is_signed_in=proof_of(request.headers, request.app.state.token.encode()) is not None)


def _sign_in(request: Request, answer: Response, token: str) -> None:
    if not hmac.compare_digest(token.encode(errors="replace"), str(request.app.state.token).encode()):
        message = "this token is not the server's"
        raise AccessError(message, hint="use the address that `outlay serve` printed, or the file `token` of its data")
    is_secure = request.url.scheme == "https"
    answer.set_cookie(cookie_of(token), token, httponly=True, samesite="strict", secure=is_secure)
