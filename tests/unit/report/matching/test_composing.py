"""The composed answer: states, words and links."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from outlay.api.routes.reconcile_model import ReconciliationAnswer
from outlay.core.plain import to_plain
from outlay.core.time import TimeRange
from outlay.ledger.matching import Behind, Cause, InvoiceMatch, InvoiceSide, UsageSide
from outlay.report.matching.composing import compose, months_of
from outlay.report.matching.model import Month
from outlay.report.matching.words import Words

MONTH = date(2026, 9, 1)
PERIOD = TimeRange(since=MONTH, until=date(2026, 10, 1))
WORDS = Words(currency="USD")


def behind(model, amount):
    return Behind(
        account=None, credential=None, model=model, token_class="input", amount=Decimal(amount), quantity=7,
        since=MONTH, until=MONTH,
    )  # fmt: skip


def usage(charges, basis="telemetry", detail=None, **causes):
    listed = [
        Cause(cause=name, amount=Decimal(amount), quantity=7, detail=detail, cells=(behind("o3", amount),))
        for name, amount in causes.items()
    ]
    telemetry = Decimal(charges) - sum((cause.amount for cause in listed), Decimal(0))
    return UsageSide(
        biller="openai", billing_account="acme", usage=telemetry, charges=Decimal(charges), rows=3, requests=9,
        tokens_billed=70, tokens_seen=63, causes=tuple(listed), missed=(), basis=basis,
    )  # fmt: skip


def invoices(net, state="matched", charges="100"):
    match = InvoiceMatch(
        invoice_id="INV-1", status="Issued", currency="USD", net=Decimal(net), tax=Decimal(0), charges=Decimal(charges),
        charges_tax=Decimal(0), rows=3, tolerance=Decimal(1), state=state,
    )  # fmt: skip
    causes = (Cause(cause="difference", amount=Decimal(net) - Decimal(charges)),) if net != charges else ()
    return InvoiceSide(
        biller="openai", billing_account="acme", period=MONTH, issuer="OpenAI, LLC", charges=Decimal(charges),
        charges_tax=Decimal(0), rows=3, net=Decimal(net), tax=Decimal(0), is_closed=True, invoices=(match,),
        causes=causes,
    )  # fmt: skip


def answer(*usage_sides, bills=(), today=date(2026, 11, 21)):
    return compose([Month(period=MONTH, usage=usage_sides, invoices=bills)], PERIOD, WORDS, today=today)


@pytest.mark.parametrize(
    ("side", "state"),
    [
        (usage("100"), "matched"),
        (usage("100", rounding="0.01"), "matched"),
        (usage("100", discount="-5"), "explained"),
        (usage("100", unexplained="0.9"), "explained"),
        (usage("100", unexplained="1.1"), "differs"),
        (usage("100", unexplained="-1.1"), "differs"),
    ],
)
def test_a_statement_says_how_well_it_is_explained(side, state):
    assert answer(side).statements[0].state == state


def test_an_open_month_is_provisional():
    assert answer(usage("100"), today=date(2026, 9, 20)).statements[0].state == "provisional"


def test_an_invoice_beyond_its_tolerance_makes_the_statement_differ():
    found = answer(usage("100"), bills=[invoices("140", "differs")]).statements[0]
    assert found.state == "differs"
    assert found.invoice.difference == Decimal(40)
    assert found.invoices[0].text == "$140.00 invoiced, $100.00 charged: $40.00 apart, $1.00 allowed."


def test_a_cause_has_a_sentence_and_the_question_behind_it():
    (cause,) = answer(usage("100", drift="12.5")).statements[0].usage_causes
    assert cause.sentence == "$12.50 more: the billed price differs from our card (o3)."
    assert (cause.share, cause.is_open) == (Decimal("0.125"), True)
    assert cause.query.where == 'biller == "openai" && billing_account == "acme" && model == "o3"'
    assert cause.link.startswith("/explore?metrics=cost&by=token_class&where=biller")


@pytest.mark.parametrize(
    ("side", "headline"),
    [
        (usage("100"), "AI on this bill costs $100.00, your usage says $100.00: they are the same."),
        (
            usage("41200", untracked="11300"),
            (
                "AI on this bill costs $41,200.00, your usage says $29,900.00, because calls that no telemetry has "
                "seen cost $11,300.00."
            ),
        ),
        (
            usage("95", "provider_usage", discount="-10", tax="5"),
            (
                "AI on this bill costs $95.00, the provider's own usage report at list price says $100.00, because a "
                "discount makes it $10.00 less and $5.00 is tax."
            ),
        ),
        (
            usage("90", "bill", discount="-10"),
            (
                "AI on this bill costs $90.00, its own quantities at list price say $100.00, because a discount makes "
                "it $10.00 less."
            ),
        ),
    ],
    ids=["same", "untracked", "provider", "bill"],
)
def test_the_headline_says_what_both_say_whose_usage_it_is_and_why(side, headline):
    assert answer(side).statements[0].headline == headline


@pytest.mark.parametrize(
    ("basis", "text"),
    [
        ("telemetry", "9 requests at list price"),
        ("provider_usage", "70 tokens that the provider counted, at list price; no request of the month has reached"),
        ("bill", "70 tokens on the bill itself, at list price; no request of the month has reached"),
    ],
)
def test_usage_says_what_it_is_made_of(basis, text):
    assert answer(usage("100", basis)).statements[0].usage_text.startswith(text)


def test_a_bill_that_tells_no_quantities_is_not_compared_with_telemetry_that_nobody_sent():
    found = answer(usage("100", "nothing", unexplained="100"))
    assert (found.statements[0].state, found.statements[0].usage, found.statements[0].usage_causes) == (
        "unchecked",
        None,
        (),
    )
    assert found.totals.usage_causes == ()


def test_drift_that_a_tier_could_explain_too_says_so():
    (cause,) = answer(usage("100", detail="batch", drift="-12.5")).statements[0].usage_causes
    assert cause.sentence.endswith("A part of the calls billed at the batch price would explain it too.")


def test_open_causes_are_listed_and_explained_ones_are_not():
    found = answer(usage("100", untracked="10", discount="-5")).statements[0]
    assert found.open == (
        "Untracked calls: see `outlay shadow-ai` for keys and likely owners; send their telemetry, or revoke the keys",
    )


def test_totals_are_the_sums_of_all_statements():
    totals = answer(usage("100", discount="-5"), bills=[invoices("100")]).totals
    assert (totals.usage, totals.charges, totals.invoice_net) == (Decimal(105), Decimal(100), Decimal(100))
    assert [(cause.cause, cause.amount) for cause in totals.usage_causes] == [("discount", Decimal(-5))]


def test_the_route_s_model_holds_the_answer():
    found = to_plain(answer(usage("100", untracked="10", tax="3"), bills=[invoices("140", "differs")]))
    assert ReconciliationAnswer.model_validate(found).model_dump() == found


def test_nothing_to_compare_is_said():
    assert answer().notes == ("there is neither a bill nor usage in this period",)


def test_a_range_is_widened_to_its_months():
    found = months_of(TimeRange(since=date(2026, 8, 20), until=date(2026, 10, 1)))
    assert [month.since for month in found] == [date(2026, 8, 1), date(2026, 9, 1)]
