-- Bills: sources and their pulls, invoices, commitments, seats, runs, payments, and lines of the income statement.
ALTER TABLE "key" DROP COLUMN "pnl_line";

-- key_line: the line of the profit and loss statement of a key from a day on, before another
CREATE TABLE "key_line" (
  "key_id" Int64,
  "since" Date32,
  "until" Date32,
  "pnl_line" String
)
ENGINE = MergeTree ORDER BY ("key_id");

-- source: a configured place that spend is pulled from; secrets are references or encrypted
CREATE TABLE "source" (
  "name" String,
  "kind" String,
  "settings" String,
  "created_at" DateTime64(6, 'UTC')
)
ENGINE = MergeTree ORDER BY ("name");

-- source_run: a pull of a source: what it asked for, what came, and why it failed if it did
CREATE TABLE "source_run" (
  "run_id" String,
  "source" String,
  "kind" String,
  "started_at" DateTime64(6, 'UTC'),
  "finished_at" Nullable(DateTime64(6, 'UTC')),
  "state" String,
  "since" Nullable(DateTime64(6, 'UTC')),
  "until" Nullable(DateTime64(6, 'UTC')),
  "watermark" Nullable(DateTime64(6, 'UTC')),
  "buckets" Int64,
  "rows" Int64,
  "charged" Nullable(Decimal(38, 12)),
  "stated" Nullable(Decimal(38, 12)),
  "currency" Nullable(String),
  "rows_usage" Int64,
  "unknown_fields" Nullable(String),
  "notes" Nullable(String),
  "error" Nullable(String),
  "hint" Nullable(String)
)
ENGINE = MergeTree ORDER BY ("source", "started_at");

-- blocked_amount: money that a source states although another source is its payer's amount source: evidence, not a charge
CREATE TABLE "blocked_amount" (
  "source" String,
  "kind" String,
  "biller" String,
  "provider" String,
  "billing_account" String,
  "billing_period" Date32,
  "amount" Decimal(38, 12),
  "currency" String,
  "holder" String,
  "reason" String,
  "seen_at" DateTime64(6, 'UTC')
)
ENGINE = MergeTree ORDER BY ("source", "billing_period");

-- invoice: an invoice as issued: amounts in its currency, and converted to the reporting currency
CREATE TABLE "invoice" (
  "biller" String,
  "invoice_id" String,
  "issuer" String,
  "billing_account" Nullable(String),
  "period_start" Date32,
  "period_end" Date32,
  "issued_on" Nullable(Date32),
  "due_on" Nullable(Date32),
  "status" String,
  "currency" String,
  "net_amount" Decimal(38, 12),
  "tax_amount" Decimal(38, 12),
  "total_amount" Decimal(38, 12),
  "payment_currency" Nullable(String),
  "payment_amount" Nullable(Decimal(38, 12)),
  "reference_invoice_id" Nullable(String),
  "x_fx_rate" Decimal(38, 12),
  "x_fx_date" Date32,
  "x_fx_source" String,
  "x_net_amount" Decimal(38, 12),
  "x_tax_amount" Decimal(38, 12),
  "source" String,
  "content_hash" String,
  "loaded_at" DateTime64(6, 'UTC')
)
ENGINE = MergeTree ORDER BY ("biller", "period_start");

-- invoice_line: a line of an invoice: FOCUS InvoiceDetail
CREATE TABLE "invoice_line" (
  "biller" String,
  "invoice_id" String,
  "line_id" String,
  "charge_category" String,
  "description" Nullable(String),
  "grain" Nullable(String),
  "quantity" Nullable(Decimal(38, 12)),
  "unit" Nullable(String),
  "amount" Decimal(38, 12),
  "service_start" Nullable(Date32),
  "service_end" Nullable(Date32)
)
ENGINE = MergeTree ORDER BY ("biller", "invoice_id");

-- commitment: a savings plan, reservation, provisioned throughput, agreement, contract, credit pool or grant
CREATE TABLE "commitment" (
  "commitment_id" String,
  "kind" String,
  "biller" String,
  "billing_account" Nullable(String),
  "name" Nullable(String),
  "starts" Nullable(Date32),
  "ends" Nullable(Date32),
  "currency" Nullable(String),
  "committed_amount" Nullable(Decimal(38, 12)),
  "committed_quantity" Nullable(Decimal(38, 12)),
  "unit" Nullable(String),
  "payment_model" Nullable(String),
  "status" Nullable(String),
  "owner" Nullable(String),
  "renews" Nullable(Bool),
  "notice_days" Nullable(Int64),
  "source" String,
  "details" Nullable(String)
)
ENGINE = MergeTree ORDER BY ("biller", "commitment_id");

-- commitment_entry: a declared movement of a commitment: what charges do not tell, such as a top-up or an expiry
CREATE TABLE "commitment_entry" (
  "commitment_id" String,
  "entry_id" String,
  "day" Date32,
  "movement" String,
  "amount" Decimal(38, 12),
  "currency" String,
  "note" Nullable(String),
  "source" String
)
ENGINE = MergeTree ORDER BY ("commitment_id", "day");

-- seat: a seat of a product on the day of a snapshot, and who holds it
CREATE TABLE "seat" (
  "source" String,
  "biller" String,
  "product" String,
  "seat_id" String,
  "as_of" Date32,
  "employee" Nullable(String),
  "team" Nullable(String),
  "plan" Nullable(String),
  "state" String,
  "assigned_on" Nullable(Date32),
  "last_active_on" Nullable(Date32),
  "price" Nullable(Decimal(38, 12)),
  "currency" Nullable(String)
)
ENGINE = MergeTree ORDER BY ("source", "as_of");

-- run: a training, fine-tuning or evaluation run; an iteration is a run with a parent or an experiment
CREATE TABLE "run" (
  "source" String,
  "run_id" String,
  "name" Nullable(String),
  "project" Nullable(String),
  "experiment" Nullable(String),
  "parent_id" Nullable(String),
  "kind" Nullable(String),
  "model" Nullable(String),
  "employee" Nullable(String),
  "team" Nullable(String),
  "state" String,
  "started_at" DateTime64(6, 'UTC'),
  "ended_at" Nullable(DateTime64(6, 'UTC')),
  "gpu_model" Nullable(String),
  "gpu_count" Nullable(Decimal(38, 12)),
  "gpu_seconds" Nullable(Decimal(38, 12)),
  "host" Nullable(String),
  "cluster" Nullable(String),
  "tags" Nullable(String)
)
ENGINE = MergeTree ORDER BY ("source", "started_at");

-- payment: a line of a card or accounts-payable statement: evidence of what was paid, to whom and by whom
CREATE TABLE "payment" (
  "source" String,
  "payment_id" String,
  "day" Date32,
  "payee" String,
  "vendor" Nullable(String),
  "category" Nullable(String),
  "amount" Decimal(38, 12),
  "currency" String,
  "payer_name" Nullable(String),
  "card" Nullable(String),
  "account_code" Nullable(String),
  "reference" Nullable(String),
  "team" Nullable(String),
  "product" Nullable(String),
  "state" String,
  "matched" Nullable(String),
  "loaded_at" DateTime64(6, 'UTC')
)
ENGINE = MergeTree ORDER BY ("source", "day");
