"""Invoices and commitments through a running server, as the command line declares them."""

from __future__ import annotations

import json

from tests.server import outlay

TOPUP = ("commitments", "topup", "pool/1", "--amount", "100", "--on", "2026-10-01", "--vendor", "OpenAI")
INVOICE = ("invoice", "add", "--issuer", "OpenAI", "--id", "INV-1", "--period", "2026-10", "--currency", "USD")


def ask(server, *arguments):
    return json.loads(outlay(*arguments, "--json", data_dir=server.data_dir).stdout)


def test_an_invoice_is_listed_with_the_charges_that_carry_its_id(server):
    ask(server, *INVOICE, "--net", "10", "--tax", "1.9", "--issued-on", "2026-11-02")
    (found,) = ask(server, "invoice", "list")["invoices"]
    assert (found["net_amount"], found["total_amount"], found["charged_net"]) == ("10", "11.9", "10")
    assert (found["biller"], found["status"], found["period_end"]) == ("openai", "Issued", "2026-11-01")


def test_a_top_up_begins_a_pool_whose_id_may_hold_a_slash(server):
    ask(server, *TOPUP, "--account", "org-1")
    found = ask(server, "commitments", "show", "pool/1")
    (period,) = found["periods"]
    assert (period["purchased"], period["drawn"], period["closing"]) == ("100", "10", "90")
    assert "pool/1" in [one["id"] for one in ask(server, "commitments", "list")["commitments"]]


def test_words_of_a_commitment_and_its_unknown_neighbour(server):
    ask(server, *TOPUP, "--account", "org-1")
    assert "credit_pool" in outlay("commitments", "show", "pool/1", data_dir=server.data_dir).stderr
    done = outlay("commitments", "show", "pool/2", data_dir=server.data_dir, check=False)
    assert (done.returncode, "did you mean pool/1?" in done.stderr) == (5, True)


def test_an_amount_that_is_none_is_a_usage_error(server):
    done = outlay(*INVOICE, "--net", "ten", data_dir=server.data_dir, check=False)
    assert (done.returncode, "--net 'ten' is not a number" in done.stderr) == (2, True)
