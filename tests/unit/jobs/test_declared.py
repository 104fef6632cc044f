from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from outlay.core.errors import InputError, NotFoundError
from outlay.core.settings import Settings
from outlay.jobs import open_workspace
from outlay.jobs.declared import NewEntry, NewInvoice
from tests.unit.ingest.declared import COPILOT


@pytest.fixture
def workspace(tmp_path):
    contracts = tmp_path / "contracts.yaml"
    contracts.write_text(COPILOT, encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data", as_of=date(2026, 3, 20), contracts=[contracts])
    opened = open_workspace(settings)
    yield opened
    opened.close()


def invoice(**changes):
    fields = {"issuer": "GitHub", "invoice_id": "G-1", "period": date(2026, 2, 1), "net": Decimal(700)}
    return NewInvoice(**{**fields, "currency": "usd", **changes})


def effective(workspace):
    return workspace.store.fetch("SELECT sum(effective_cost) AS n FROM ledger").to_pylist()[0]["n"]


def test_the_contracts_of_the_settings_are_charged_with_the_next_rebuild(workspace):
    workspace.rebuild()
    assert effective(workspace) == 3 * Decimal(760)


def test_an_invoice_as_typed_takes_the_place_of_its_month(workspace):
    workspace.rebuild()
    workspace.declared.add_invoice(invoice())
    assert effective(workspace) == 2 * Decimal(760) + 700
    (view,) = workspace.declared.list_invoices()
    assert (view.currency, view.charges, view.charged_net) == ("USD", 1, Decimal(700))


@pytest.mark.parametrize(
    "changes", [{"issuer": " "}, {"currency": "dollars"}, {"status": "lost"}, {"period_end": date(2026, 1, 1)}]
)
def test_a_wrong_field_of_an_invoice_is_named(workspace, changes):
    with pytest.raises(InputError, match=next(iter(changes))):
        workspace.declared.add_invoice(invoice(**changes))


def entry(**changes):
    fields = {"commitment_id": "pool", "movement": "topup", "amount": Decimal(50), "currency": "USD"}
    return NewEntry(**{**fields, "on": date(2026, 3, 1), **changes})


def test_the_first_top_up_begins_the_pool(workspace):
    with pytest.raises(NotFoundError):
        workspace.declared.add_entry(entry())
    workspace.declared.add_entry(entry(vendor="OpenAI"))
    view = workspace.declared.show_commitment("pool")
    assert (view.kind, view.biller, view.balance) == ("credit_pool", "openai", Decimal(50))


def test_an_unknown_movement_is_refused(workspace):
    with pytest.raises(InputError, match="lend"):
        workspace.declared.add_entry(entry(movement="lend"))
