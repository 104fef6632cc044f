"""`outlay query`: what it says below its table."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from outlay.cli.app import gather
from tests.unit.ingest.focus.bill import row, write_bill


@pytest.fixture
def said(tmp_path):
    """A bill of the first days of a month that goes on, and what questions about it say."""

    def call(*arguments):
        wanted = [*arguments, "--data-dir", str(tmp_path / "data")]
        found = CliRunner().invoke(gather(), wanted, env={"OUTLAY_AS_OF": "2026-10-08"}, catch_exceptions=False)
        return " ".join(found.output.split())

    call("import", "focus", str(write_bill(tmp_path / "bill.csv", [row()])))
    return lambda *more: call("query", "--since", "2026-10-01", "--until", "2026-10-09", *more)


def test_days_that_no_bill_completes_are_told(said):
    waiting = "10.00 USD of charges in this range are in no sum yet"
    assert f"{waiting}, as no bill completes their days: aws/acme-payer/metered from 2026-10-05." in said()


def test_what_is_billed_is_no_matter_of_open_days(said):
    assert "in no sum yet" not in said("--view", "invoice")
