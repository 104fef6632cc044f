"""A real server over a small hand-made company."""

from __future__ import annotations

import shutil

import pytest

from tests.server import outlay, serving

_COLUMNS = (
    "BilledCost,EffectiveCost,ListCost,ContractedCost,BillingAccountId,BillingCurrency,BillingPeriodStart,"
    "BillingPeriodEnd,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ServiceProviderName,InvoiceIssuerName,"
    "ServiceName,ServiceCategory,InvoiceId,Tags"
)
_OCTOBER = "USD,2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,Usage,2026-10-05T00:00:00Z,2026-10-06T00:00:00Z"
BILL = f"""{_COLUMNS}
10.00,10.00,12.00,10.00,org-1,{_OCTOBER},OpenAI,OpenAI,OpenAI API,AI and Machine Learning,INV-1,{{}}
90.00,90.00,90.00,90.00,acct-9,{_OCTOBER},AWS,AWS,Amazon EC2,Compute,INV-2,"{{""team"":""core""}}"
"""
EVENTS = """id,ts,provider,model,input_tokens,output_tokens,feature,customer
r1,2026-10-05T10:00:00Z,openai,gpt-4o,1000,100,search,acme
r2,2026-10-05T11:00:00Z,openai,gpt-4o,3000,300,assist,beta
r3,2026-11-20T11:00:00Z,openai,gpt-4o,2000,200,search,acme
"""
AS_OF = "2026-11-21"


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    (folder / "bill.csv").write_text(BILL)
    (folder / "events.csv").write_text(EVENTS)
    return folder


@pytest.fixture(scope="session")
def imported(once, files):
    """A data folder whose server imported the bill and the requests through the command line."""

    def serve_imports(folder):
        data_dir = folder / "data"
        data_dir.mkdir()
        with serving(data_dir, "--as-of", AS_OF):
            outlay("import", "focus", str(files / "bill.csv"), data_dir=data_dir)
            outlay("import", "events", str(files / "events.csv"), data_dir=data_dir)

    return once("imported", serve_imports)[0] / "data"


@pytest.fixture(scope="module")
def server(tmp_path_factory, imported):
    """A server of a folder of its own with the bill and the requests."""
    data_dir = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(imported, data_dir)
    with serving(data_dir, "--as-of", AS_OF) as running:
        yield running
