"""Signing in: what the cookie is like, and that a wrong token gets none."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.responses import Response

from outlay.api.routes.session import LoginBody, get_login, get_session, post_login
from outlay.api.security import cookie_of
from outlay.core.errors import AccessError


class _App:
    def __init__(self):
        self.state = self
        self.token = "secret"


def request(cookie="", scheme="http"):
    scope = {"type": "http", "scheme": scheme, "server": ("localhost", 8420), "path": "/", "app": _App()}
    return Request({**scope, "headers": [(b"cookie", cookie.encode())]})


def test_the_address_of_the_server_keeps_the_token_out_of_scripts_and_other_sites():
    answer = get_login(request(), "secret")
    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert cookie.startswith(f"{cookie_of('secret')}=secret;")
    assert {"HttpOnly", "SameSite=strict"} <= set(cookie.split("; "))


@pytest.mark.parametrize(("scheme", "is_secure"), [("https", True), ("http", False)])
def test_over_https_the_cookie_stays_there(scheme, is_secure):
    answer = Response()
    post_login(request(scheme=scheme), answer, LoginBody(token=" secret\n"))
    assert ("Secure" in answer.headers["set-cookie"].split("; ")) == is_secure


def test_a_wrong_token_is_refused_and_kept_nowhere():
    answer = Response()
    with pytest.raises(AccessError):
        post_login(request(), answer, LoginBody(token="wrong"))
    assert "set-cookie" not in answer.headers


def test_a_page_learns_whether_it_is_signed_in():
    assert get_session(request(cookie=f"{cookie_of('secret')}=secret")).is_signed_in
    assert not get_session(request()).is_signed_in
