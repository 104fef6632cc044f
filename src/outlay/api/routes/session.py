"""Signing in from a browser with the server's token, for servers beyond localhost."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from outlay.api.security import COOKIE
from outlay.core.errors import AccessError

router = APIRouter(tags=["session"])


@router.get("/login", response_class=RedirectResponse, status_code=303)
def get_login(request: Request, token: str) -> Response:
    """Keep the token in a strict cookie and go to the first page."""
    if not hmac.compare_digest(token.encode(), str(request.app.state.token).encode()):
        message = "this token is not the server's"
        raise AccessError(message, hint="use the address that `outlay serve` printed")
    answer = RedirectResponse("/", status_code=303)
    is_secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=is_secure)
    return answer
