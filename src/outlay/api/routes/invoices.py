"""Invoices over HTTP."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from outlay.api.dependencies import InWorkspace
from outlay.core.plain import to_plain
from outlay.jobs.declared import NewInvoice

router = APIRouter(tags=["invoices"])

Amount = Annotated[Decimal, Field(ge=-(10**11), le=10**11, decimal_places=12)]


class InvoiceBody(BaseModel):
    """An invoice; `period` is its first day, `period_end` the day after its last (default: a month later)."""

    model_config = ConfigDict(extra="forbid")

    issuer: str
    invoice_id: str
    period: date
    period_end: date | None = None
    net: Amount
    tax: Amount = Decimal(0)
    currency: str
    status: str = Field(default="issued", description="open, issued or voided.")
    account: str | None = None
    issued_on: date | None = None
    due_on: date | None = None
    reference: str | None = Field(default=None, description="The invoice that this one adjusts, such as a credit note.")


class InvoiceLineAnswer(BaseModel):
    """A line as issued."""

    line_id: str
    charge_category: str
    description: str | None
    amount: str
    service_start: str | None
    service_end: str | None


class InvoiceAnswer(BaseModel):
    """An invoice in its currency, and in the reporting currency (`x_`) with the rate that made it."""

    biller: str
    invoice_id: str
    issuer: str
    billing_account: str | None
    period_start: str
    period_end: str
    issued_on: str | None
    due_on: str | None
    status: str
    currency: str
    net_amount: str
    tax_amount: str
    total_amount: str
    reference_invoice_id: str | None
    x_fx_rate: str
    x_fx_date: str
    x_fx_source: str
    x_net_amount: str
    x_tax_amount: str
    source: str
    charges: int
    charged_net: str | None
    lines: list[InvoiceLineAnswer]


class InvoicesAnswer(BaseModel):
    """Every invoice, newest period first."""

    invoices: list[InvoiceAnswer]


@router.get("/invoices")
def get_invoices(workspace: InWorkspace) -> InvoicesAnswer:
    """List invoices with what charges tell of them."""
    return InvoicesAnswer.model_validate({"invoices": to_plain(workspace.declared.list_invoices())})


@router.post("/invoices")
def post_invoice(workspace: InWorkspace, body: InvoiceBody) -> dict[str, Any]:
    """Take an invoice; one of the same issuer and id is replaced. The answer is that of an import."""
    plain: dict[str, Any] = to_plain(workspace.declared.add_invoice(NewInvoice(**body.model_dump())))
    return plain
