"""One bill against files of events, in a store that is gone afterwards."""

from __future__ import annotations

import csv
import json
from decimal import Decimal

import pytest

from outlay.core.errors import FileFormatError, UsageError
from outlay.core.settings import Settings
from outlay.jobs.invoice_check import CheckRequest, check_invoice

DAYS = ("2026-10-01", "2026-10-02")
PRICE = {"input": Decimal("1.25"), "output": Decimal(10)}
TOKENS = {"input": 10_000_000, "output": 2_000_000}
METER = {"input": "Input Tokens", "output": "Output Tokens"}


def bill_row(day, token_class, amount, tokens):
    return {
        "BilledCost": amount, "EffectiveCost": amount, "BillingAccountId": "org-1", "BillingCurrency": "USD",
        "BillingPeriodStart": "2026-10-01T00:00:00Z", "BillingPeriodEnd": "2026-11-01T00:00:00Z",
        "ChargeCategory": "Usage", "ChargePeriodStart": f"{day}T00:00:00Z",
        "ChargePeriodEnd": f"2026-10-{int(day[-2:]) + 1:02}T00:00:00Z",
        "ServiceName": "OpenAI API", "ServiceCategory": "AI and Machine Learning", "ServiceProviderName": "OpenAI",
        "InvoiceIssuerName": "OpenAI", "SkuMeter": METER[token_class], "x_Model": "gpt-5",
        "ConsumedQuantity": tokens, "ConsumedUnit": "Tokens" if tokens else None,
    }  # fmt: skip


def write_csv(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def options(tmp_path):
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def make_bill(tmp_path):
    def make(*, has_quantities=True, factor=Decimal(1)):
        rows = []
        for day in DAYS:
            for token_class, tokens in TOKENS.items():
                amount = tokens * PRICE[token_class] / 1_000_000 * factor
                rows.append(bill_row(day, token_class, amount, tokens if has_quantities else None))
        return write_csv(tmp_path / "bill.csv", rows)

    return make


@pytest.fixture
def make_events(tmp_path):
    def make(share=Decimal(1), provider="openai", days=DAYS):
        path = tmp_path / "events.jsonl"
        lines = [
            {
                "id": f"{day}-{number}", "ts": f"{day}T12:00:00Z", "provider": provider, "model": "gpt-5",
                "input_tokens": int(TOKENS["input"] * share) // 100,
                "output_tokens": int(TOKENS["output"] * share) // 100,
            }
            for day in days
            for number in range(100)
        ]  # fmt: skip
        path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
        return path

    return make


def check(options, bill, events, **more):
    return check_invoice(options, CheckRequest(bill=bill, events=(events,), **more))


def amounts(found):
    return {cause.cause: cause.amount for cause in found.causes}


def test_a_bill_that_is_the_usage_matches(options, make_bill, make_events):
    found = check(options, make_bill(), make_events())
    assert (found.verdict, found.invoice, found.usage) == ("matched", Decimal(65), Decimal(65))
    assert found.headline == "The invoice says $65.00, your usage says $65.00: they are the same."


def test_untracked_calls_are_told_with_their_models_and_what_to_do(options, make_bill, make_events):
    found = check(options, make_bill(), make_events(Decimal("0.8")))
    assert found.verdict == "differs"
    assert amounts(found) == {"untracked": Decimal(13)}
    assert [(row.model, row.amount) for row in found.shadow] == [("gpt-5", Decimal(13))]
    assert [(line.model, line.charged, line.usage) for line in found.models] == [("gpt-5", Decimal(65), Decimal(52))]
    assert found.next_steps


def test_a_discount_alone_is_no_difference(options, make_bill, make_events):
    found = check(options, make_bill(factor=Decimal("0.9")), make_events())
    assert (found.verdict, amounts(found)) == ("matched", {"discount": Decimal("-6.5")})


def test_without_quantities_the_rest_is_unexplained_and_a_report_is_asked_for(options, make_bill, make_events):
    found = check(options, make_bill(has_quantities=False), make_events(Decimal("0.8")))
    assert amounts(found) == {"unexplained": Decimal(13)}
    assert "--provider-usage" in found.next_steps[0]


def test_a_stated_amount_is_a_bill_too(options, make_events):
    found = check(options, None, make_events(), amount=Decimal(100), provider="openai", period="2026-10")
    assert amounts(found) == {"unexplained": Decimal(35)}
    assert "29 of 31 days" in found.notes[0]


def test_a_stated_amount_with_a_usage_report_is_explained(options, make_events, tmp_path):
    rows = [
        {
            "day": day,
            "provider": "openai",
            "billing_account": "org-1",
            "model": "gpt-5",
            "token_class": name,
            "quantity": n,
        }
        for day in DAYS
        for name, n in TOKENS.items()
    ]
    report = write_csv(tmp_path / "usage.csv", rows)
    events = make_events(Decimal("0.8"))
    more = {"amount": Decimal(65), "provider": "openai", "period": "2026-10", "provider_usage": (report,)}
    assert amounts(check(options, None, events, **more)) == {"untracked": Decimal(13)}


@pytest.mark.parametrize("wrong", [{"provider": "mistral"}, {"days": ("2026-08-01",)}], ids=["provider", "days"])
def test_sides_that_do_not_meet_cannot_be_judged(options, make_bill, make_events, wrong):
    found = check(options, make_bill(), make_events(**wrong))
    assert found.verdict == "cannot_judge"
    assert "the bill covers 2026-10-01 to 2026-10-02 (openai)" in found.headline


def test_costs_that_openai_exports_are_a_bill(options, make_events, tmp_path):
    rows = [
        {
            "start_time_iso": f"{day}T00:00:00+00:00", "amount_value": f"{32.5 if name == 'input' else 0}",
            "amount_currency": "usd", "line_item": f"gpt-5, {name}", "organization_id": "org-1", "project_id": "proj_1",
        }
        for day in DAYS
        for name in ("input", "output")
    ]  # fmt: skip
    found = check(options, write_csv(tmp_path / "costs.csv", rows), make_events())
    assert (found.invoice, found.usage) == (Decimal(65), Decimal(65))


def test_nothing_is_left_in_the_data_folder(options, make_bill, make_events):
    check(options, make_bill(), make_events())
    assert not options.folder.exists()


def test_a_file_that_is_no_bill_is_named(options, make_events, tmp_path):
    path = write_csv(tmp_path / "list.csv", [{"name": "a", "price": "1"}])
    with pytest.raises(FileFormatError, match=r"list\.csv is no bill that is known"):
        check(options, path, make_events())


def test_an_amount_needs_its_provider_and_month(options, make_events):
    with pytest.raises(UsageError, match=r"--amount, --provider and --period"):
        check(options, None, make_events(), amount=Decimal(1))
