"""One currency without a rate costs its rows, never the file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from outlay.core.errors import FileFormatError, InputError
from tests.unit.ingest.declared import COPILOT, HEADER, Declared
from tests.unit.ingest.focus.bill import half_rate

FILES = {
    "invoices": (HEADER, "OpenAI,INV-1,2026-10,10,0,EUR,,", "OpenAI,INV-2,2026-10,10,0,XTS,,"),
    "payments": (
        "Date,Merchant,Amount,Currency,Card",
        "2026-10-05,OPENAI API,20.00,EUR,1234",
        "2026-10-06,OPENAI API,30.00,XTS,1234",
    ),
    "seats": (
        "product,email,price,currency,as_of",
        "GitHub Copilot,ann@acme.test,39,EUR,2026-10-05",
        "GitHub Copilot,bob@acme.test,39,XTS,2026-10-05",
    ),
}
POOLS = """
commitments:
  - id: pool
    kind: credit_pool
    vendor: OpenAI
    currency: XTS
    entries:
      - {on: 2026-10-01, movement: topup, amount: 100, currency: EUR}
      - {on: 2026-10-02, movement: topup, amount: 100}
"""


def rates(pairs, currency):
    if any(code == "XTS" for code, _ in pairs):
        raise InputError("no exchange rate for currency 'XTS'", hint="add `fx_rates: {XTS: …}` to the settings")
    return half_rate(pairs, currency)


@pytest.fixture
def world(tmp_path):
    opened = Declared(tmp_path)
    opened.context = replace(opened.context, rates=rates)
    yield opened
    opened.close()


@pytest.mark.parametrize("kind", sorted(FILES))
def test_good_rows_live_and_the_others_are_named_with_the_setting(world, kind):
    report = world.declare(kind, "\n".join(FILES[kind]) + "\n")
    (reject,) = report.rejects
    assert (report.loaded, reject.row, reject.column, reject.value) == (1, 2, "currency", "XTS")
    assert "fx_rates" in reject.reason
    assert "fx_file" in reject.reason


@pytest.mark.parametrize("kind", sorted(FILES))
def test_a_file_of_nothing_but_such_rows_is_refused_and_leaves_nothing(world, kind):
    header, _, bad = FILES[kind]
    with pytest.raises(FileFormatError, match=r"row 1, currency: no exchange rate for currency 'XTS'"):
        world.declare(kind, f"{header}\n{bad}\n")
    table = {"invoices": "invoice", "payments": "payment", "seats": "seat"}[kind]
    assert world.one(f"SELECT count(*) FROM {table}") == 0


def test_a_movement_of_a_pool_without_a_rate_is_a_row_refused(world):
    report = world.declare("commitments", POOLS, "yaml")
    assert [(one.row, one.column, one.value) for one in report.rejects] == [(3, "currency", "XTS")]
    assert world.one("SELECT count(*) FROM commitment_entry") == 1


def test_a_contract_without_a_rate_refuses_its_file_before_anything_is_written(world):
    text = COPILOT.replace("    seats: 40\n", "    seats: 40\n    currency: XTS\n")
    with pytest.raises(FileFormatError, match="contract copilot: currency XTS: no exchange rate"):
        world.declare("contracts", text)
    assert world.one("SELECT count(*) FROM commitment") == 0
