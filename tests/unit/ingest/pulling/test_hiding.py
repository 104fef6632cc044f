"""What a vendor repeats of a credential is not told."""

from __future__ import annotations

import base64
import json
import re
from html import escape
from urllib.parse import quote, quote_plus

import pytest

from outlay.ingest.pulling.hiding import Hiding

SECRET = 'sk/5d1c+0a77 "ü"=='
BASIC = base64.b64encode(f"ann@x.example:{SECRET}".encode()).decode()
SPELLINGS = {
    "plain": SECRET,
    "lower": SECRET.lower(),
    "address": quote(SECRET, safe=""),
    "address-lower": re.sub("%..", lambda found: found[0].lower(), quote(SECRET, safe="")),
    "path": quote(SECRET),
    "form": quote_plus(SECRET),
    "json": json.dumps(SECRET),
    "json-unicode": json.dumps(SECRET, ensure_ascii=False),
    "json-slash": json.dumps(SECRET).replace("/", "\\/"),
    "html": escape(SECRET),
    "base64": base64.b64encode(SECRET.encode()).decode(),
    "base64-address": base64.urlsafe_b64encode(SECRET.encode()).decode(),
    "basic": f"Basic {BASIC}",
    "basic-json-slash": BASIC.replace("/", "\\/"),
    "basic-address": quote(BASIC, safe=""),
    "pair": f"ann@x.example:{SECRET}",
    "pair-address": quote(f"ann@x.example:{SECRET}", safe=""),
}


@pytest.fixture
def hiding():
    made = Hiding([SECRET])
    made.add_headers({"Authorization": f"Basic {BASIC}", "accept": "application/json"})
    return made


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_credential_is_hidden_in_each_spelling(hiding, spelling):
    said = SPELLINGS[spelling]
    for left in (hiding.hide(f"bad near {said} here"), hiding.hide_bytes(f"bad near {said} here".encode()).decode()):
        assert left.startswith("bad near ")
        assert left.endswith(" here")
        assert "".join(character for character in left[9:-5] if character not in '"…= ').removeprefix("Basic") == ""


def test_a_token_that_was_got_on_the_way_is_hidden():
    hiding = Hiding(["client-secret"])
    hiding.add_headers({"authorization": "Bearer eyJhbGciOi.of-an-hour"})
    assert hiding.hide("token eyJhbGciOi.of-an-hour is over") == "token … is over"


def test_ordinary_headers_are_not_hidden(hiding):
    assert hiding.hide("expected application/json") == "expected application/json"


def test_a_short_secret_leaves_answers_as_they_are():
    hiding = Hiding(["100"])
    assert (hiding.hide("key 100"), hiding.hide_bytes(b'{"cost": 100}')) == ("key …", b'{"cost": 100}')
