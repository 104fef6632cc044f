"""What the routes of reconcile answer."""

from __future__ import annotations

from pydantic import BaseModel, Field


class CauseQuery(BaseModel):
    """The question behind a cause."""

    metrics: str
    by: str
    where: str
    since: str
    until: str
    view: str


class CauseCell(BaseModel):
    """A cell behind a cause, its days summed."""

    account: str | None
    credential: str | None
    model: str | None
    token_class: str | None
    amount: str
    quantity: int | None
    since: str
    until: str


class MatchCause(BaseModel):
    """A part of a difference."""

    cause: str
    label: str
    amount: str
    share: str | None = Field(description="Of the charges.")
    quantity: str | None
    unit: str | None
    sentence: str
    next_step: str | None
    is_open: bool = Field(description="Whether someone has to act.")
    query: CauseQuery | None
    link: str | None
    cells: list[CauseCell]


class MatchInvoiceTotal(BaseModel):
    """All invoices of a statement, in the reporting currency."""

    net: str
    tax: str
    count: int
    status: str
    difference: str


class MatchInvoice(BaseModel):
    """An invoice against its charges, in its own currency, without tax."""

    invoice_id: str | None
    status: str | None
    currency: str
    net: str | None
    tax: str | None
    charges: str
    charges_tax: str
    difference: str | None
    tolerance: str
    rows: int
    state: str = Field(description="matched, differs, provisional, no_charges or no_invoice.")
    text: str


class MatchStatement(BaseModel):
    """A biller's account in a month: usage plus its causes is charges; billed charges plus theirs is the invoices."""

    biller: str
    billing_account: str
    issuer: str
    period: str
    kind: str = Field(description="ai, or other where there is no AI usage to match.")
    state: str = Field(description="matched, explained, differs, provisional or unchecked.")
    state_text: str
    headline: str = Field(description="What the bill and the usage say, and why they differ.")
    basis: str = Field(description="Whose usage it is: telemetry, provider_usage, bill or nothing.")
    usage: str | None
    usage_text: str
    requests: int
    charges: str | None
    charges_billed: str | None
    charges_tax: str | None
    charges_rows: int
    has_quantities: bool
    tokens_billed: str | None
    tokens_seen: str
    usage_causes: list[MatchCause]
    invoice_causes: list[MatchCause]
    invoice: MatchInvoiceTotal | None
    invoices: list[MatchInvoice]
    open: list[str] = Field(description="What someone still has to do, by cause.")


class MatchSums(BaseModel):
    """Sums over all statements."""

    usage: str
    charges: str
    charges_billed: str
    invoice_net: str | None
    usage_causes: list[MatchCause]


class ReconciliationAnswer(BaseModel):
    """Invoices, charges and usage against each other."""

    currency: str
    since: str
    until: str
    statements: list[MatchStatement]
    totals: MatchSums
    notes: list[str]


class ShadowAiRow(BaseModel):
    """Spend that no instrumented service made."""

    kind: str = Field(
        description="untracked_key, untracked_model, unapproved_account, unmatched_payment or personal_seat."
    )
    biller: str | None
    billing_account: str | None
    account: str | None
    credential: str | None
    model: str | None
    vendor: str | None
    amount: str
    tokens: str | None
    first_seen: str | None
    last_seen: str | None
    owner: str | None = Field(description="Who probably answers for it.")
    owner_reason: str | None
    reason: str
    next_step: str | None
    query: CauseQuery | None
    link: str | None


class ShadowAiAnswer(BaseModel):
    """AI spend without telemetry, the largest first."""

    currency: str
    since: str
    until: str
    total: str
    rows: list[ShadowAiRow]
    notes: list[str]
