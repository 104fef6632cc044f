from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from outlay.api.routes.reconcile_model import ShadowAiAnswer
from outlay.core.plain import to_plain
from outlay.core.time import TimeRange
from outlay.ledger.matching import MissedCredential
from outlay.report.matching.words import Words
from outlay.report.shadow_ai import Owner, compose_shadow_ai

PERIOD = TimeRange(since=date(2026, 8, 1), until=date(2026, 10, 1))


def missed(amount, day, *, credential="key_growth", is_unseen=True):
    return MissedCredential(
        biller="openai", billing_account="acme", account=None, credential=credential, model="gpt-5",
        amount=Decimal(amount), quantity=10, first_seen=day, last_seen=day, is_unseen=is_unseen,
    )  # fmt: skip


def compose(*rows, others=(), owners=None):
    return compose_shadow_ai(rows, others, owners or {}, PERIOD, Words(currency="USD"))


def test_the_months_of_a_key_are_one_row():
    (row,) = compose(missed("5", date(2026, 8, 3)), missed("7", date(2026, 9, 4))).rows
    assert (row.amount, row.tokens, row.first_seen, row.last_seen) == (
        Decimal(12), Decimal(20), date(2026, 8, 3), date(2026, 9, 4),
    )  # fmt: skip
    assert row.reason == "no request of key_growth has reached Outlay; the bill says $12.00"


def test_findings_outside_of_bills_stand_in_the_same_list_the_largest_first():
    payment = SimpleNamespace(kind="unmatched_payment", vendor="Midjourney", amount=Decimal(30), reason="a card")
    found = compose(missed("5", date(2026, 8, 3)), others=[payment])
    assert [(row.kind, row.amount) for row in found.rows] == [
        ("unmatched_payment", Decimal(30)), ("untracked_key", Decimal(5)),
    ]  # fmt: skip
    assert found.total == Decimal(35)


def test_an_account_that_no_one_approved_holds_only_what_its_keys_do_not():
    account = SimpleNamespace(
        kind="unapproved_account", biller="openai", billing_account="acme", amount=Decimal(30), reason="not approved"
    )
    found = compose(missed("12", date(2026, 8, 3)), others=[account])
    assert [(row.kind, row.amount) for row in found.rows] == [
        ("unapproved_account", Decimal(18)), ("untracked_key", Decimal(12)),
    ]  # fmt: skip
    assert found.total == Decimal(30)
    assert found.rows[0].reason == "not approved; beside $12.00 of it that is listed apart"


def test_an_account_whose_keys_hold_all_its_money_is_not_listed_again():
    account = SimpleNamespace(kind="unapproved_account", biller="openai", billing_account="acme", amount=Decimal(12))
    found = compose(missed("13", date(2026, 8, 3)), others=[account])
    assert [(row.kind, row.amount) for row in found.rows] == [("untracked_key", Decimal(13))]


def test_a_charge_that_is_a_listed_payment_is_no_gap_of_a_bill_too():
    payment = SimpleNamespace(kind="unmatched_payment", biller="openai", billing_account="acme", amount=Decimal(12))
    found = compose(missed("12", date(2026, 8, 3)), others=[payment])
    assert [(row.kind, row.amount) for row in found.rows] == [("unmatched_payment", Decimal(12))]


def test_a_likely_owner_is_named_with_the_reason():
    owners = {(None, "key_growth"): Owner(name="growth", reason="the key key_growth is named after them")}
    (row,) = compose(missed("5", date(2026, 8, 3)), owners=owners).rows
    assert (row.owner, row.owner_reason) == ("growth", "the key key_growth is named after them")


def test_the_route_s_model_holds_the_answer():
    found = to_plain(compose(missed("5", date(2026, 8, 3), is_unseen=False)))
    assert ShadowAiAnswer.model_validate(found).model_dump() == found
