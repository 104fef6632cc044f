"""Prices and repricing through a running server, as the command line asks for them."""

from __future__ import annotations

import json

import pytest

from tests.server import outlay

REPRICE = ("reprice", "--since", "2026-11-01", "--until", "2026-12-01", "--reason", "MSA", "--json")


def ask(server, *arguments):
    return json.loads(outlay(*arguments, data_dir=server.data_dir).stdout)


def test_a_requests_price_is_explained_leaf_by_leaf(server):
    found = ask(server, "prices", "explain", "r1", "--json")
    # 1,000 × 2.5 + 100 × 10 USD a million
    assert (found["cost"], found["state"], found["price"]["total"]) == ("0.0035", "priced", "0.0035")
    assert [leaf["amount"] for leaf in found["price"]["leaves"]] == ["0.0025", "0.001"]
    assert found["price"]["card"]["source"] == "genai-prices"
    assert found["notes"] == []


def test_a_request_that_is_not_there_is_said(server):
    done = outlay("prices", "explain", "nobody", data_dir=server.data_dir, check=False)
    assert (done.returncode, "there is no request 'nobody'" in done.stderr) == (5, True)


def test_an_override_changes_stored_requests_only_by_repricing(server):
    override = ("prices", "override", "--provider", "openai", "--model", "gpt-4o", "--rate", "input=2", "--rate")
    outlay(*override, "output=8", "--from", "2026-11-01", "--reason", "MSA", data_dir=server.data_dir)
    assert ask(server, "prices", "explain", "r3", "--json")["cost"] == "0.007"
    looked = ask(server, *REPRICE, "--dry-run")
    assert (looked["is_written"], looked["changed"]) == (False, 1)
    done = ask(server, *REPRICE)
    # 2,000 × 2 + 200 × 8 instead of 2,000 × 2.5 + 200 × 10
    [cell] = done["cells"]
    assert (cell["old_cost"], cell["new_cost"], cell["day"]) == ("0.007", "0.0056", "2026-11-20")
    assert ask(server, "prices", "explain", "r3", "--json")["cost"] == "0.0056"
    assert ask(server, *REPRICE)["cells"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ({"since": "soon"}, 422), ({"since": "2026-11-02", "until": "2026-11-01"}, 400), ({"days": 3}, 422)],
)
def test_a_request_that_makes_no_sense_is_refused(server, body, status):
    with server.client() as client:
        assert client.post("/api/v1/reprice", json=body).status_code == status
