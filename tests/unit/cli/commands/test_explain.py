"""`outlay explain`: read on a screen."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from outlay.cli.app import gather

HEAD = (
    "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,"
    "InvoiceIssuerName,ProviderName,ServiceName\n"
)
ROW = "90,1,USD,2026-10-01,Usage,2026-10-05,2026-10-06,Acme,Acme,Search\n"


@pytest.fixture
def outlay(tmp_path):
    def call(*arguments):
        wanted = [*arguments, "--data-dir", str(tmp_path / "data")]
        return CliRunner().invoke(gather(), wanted, env={"OUTLAY_AS_OF": "2026-11-21"}, catch_exceptions=False).stdout

    files = [tmp_path / f"part-{number}.csv" for number in range(4)]
    for number, file in enumerate(files):
        file.write_text(HEAD + ROW.replace("-05,", f"-0{number + 2},"), encoding="utf-8")
    call("import", "focus", *map(str, files), "--source", "acme")
    return call


def test_a_row_is_told_field_by_field_and_files_by_the_first(outlay):
    found = outlay("query", "--metrics", "cost", "--by", "ledger_row", "--since", "2026-10-02", "--until", "2026-10-03")
    row = next(word for word in found.split() if word.startswith("lg_"))
    lines = outlay("explain", row).splitlines()
    fields = dict(line.split(maxsplit=1) for line in lines if line.startswith("   ") and line.split()[1:])
    assert (fields["provider_service"], fields["effective_cost"]) == ("Search", "22.5")
    assert fields["files"] == "part-0.csv, part-1.csv and 2 more"
    assert max(map(len, lines)) <= 100
