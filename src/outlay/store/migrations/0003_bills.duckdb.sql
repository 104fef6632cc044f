-- Bills: sources and their pulls, invoices, commitments, seats, runs, payments, and lines of the income statement.
ALTER TABLE "key" DROP COLUMN "pnl_line";

-- key_line: the line of the profit and loss statement of a key from a day on, before another
CREATE TABLE "key_line" (
  "key_id" BIGINT NOT NULL,
  "since" DATE NOT NULL,
  "until" DATE NOT NULL,
  "pnl_line" VARCHAR NOT NULL
);

-- source: a configured place that spend is pulled from; secrets are references or encrypted
CREATE TABLE "source" (
  "name" VARCHAR NOT NULL,
  "kind" VARCHAR NOT NULL,
  "settings" VARCHAR NOT NULL,
  "created_at" TIMESTAMP NOT NULL
);

-- source_run: a pull of a source: what it asked for, what came, and why it failed if it did
CREATE TABLE "source_run" (
  "run_id" VARCHAR NOT NULL,
  "source" VARCHAR NOT NULL,
  "kind" VARCHAR NOT NULL,
  "started_at" TIMESTAMP NOT NULL,
  "finished_at" TIMESTAMP,
  "state" VARCHAR NOT NULL,
  "since" TIMESTAMP,
  "until" TIMESTAMP,
  "watermark" TIMESTAMP,
  "buckets" BIGINT NOT NULL,
  "rows" BIGINT NOT NULL,
  "charged" DECIMAL(38, 12),
  "stated" DECIMAL(38, 12),
  "currency" VARCHAR,
  "rows_usage" BIGINT NOT NULL,
  "unknown_fields" VARCHAR,
  "notes" VARCHAR,
  "error" VARCHAR,
  "hint" VARCHAR
);

-- blocked_amount: money that a source states although another source is its payer's amount source: evidence, not a charge
CREATE TABLE "blocked_amount" (
  "source" VARCHAR NOT NULL,
  "kind" VARCHAR NOT NULL,
  "biller" VARCHAR NOT NULL,
  "provider" VARCHAR NOT NULL,
  "billing_account" VARCHAR NOT NULL,
  "billing_period" DATE NOT NULL,
  "amount" DECIMAL(38, 12) NOT NULL,
  "currency" VARCHAR NOT NULL,
  "holder" VARCHAR NOT NULL,
  "reason" VARCHAR NOT NULL,
  "seen_at" TIMESTAMP NOT NULL
);

-- invoice: an invoice as issued: amounts in its currency, and converted to the reporting currency
CREATE TABLE "invoice" (
  "biller" VARCHAR NOT NULL,
  "invoice_id" VARCHAR NOT NULL,
  "issuer" VARCHAR NOT NULL,
  "billing_account" VARCHAR,
  "period_start" DATE NOT NULL,
  "period_end" DATE NOT NULL,
  "issued_on" DATE,
  "due_on" DATE,
  "status" VARCHAR NOT NULL,
  "currency" VARCHAR NOT NULL,
  "net_amount" DECIMAL(38, 12) NOT NULL,
  "tax_amount" DECIMAL(38, 12) NOT NULL,
  "total_amount" DECIMAL(38, 12) NOT NULL,
  "payment_currency" VARCHAR,
  "payment_amount" DECIMAL(38, 12),
  "reference_invoice_id" VARCHAR,
  "x_fx_rate" DECIMAL(38, 12) NOT NULL,
  "x_fx_date" DATE NOT NULL,
  "x_fx_source" VARCHAR NOT NULL,
  "x_net_amount" DECIMAL(38, 12) NOT NULL,
  "x_tax_amount" DECIMAL(38, 12) NOT NULL,
  "source" VARCHAR NOT NULL,
  "content_hash" VARCHAR NOT NULL,
  "loaded_at" TIMESTAMP NOT NULL
);

-- invoice_line: a line of an invoice: FOCUS InvoiceDetail
CREATE TABLE "invoice_line" (
  "biller" VARCHAR NOT NULL,
  "invoice_id" VARCHAR NOT NULL,
  "line_id" VARCHAR NOT NULL,
  "charge_category" VARCHAR NOT NULL,
  "description" VARCHAR,
  "grain" VARCHAR,
  "quantity" DECIMAL(38, 12),
  "unit" VARCHAR,
  "amount" DECIMAL(38, 12) NOT NULL,
  "service_start" DATE,
  "service_end" DATE
);

-- commitment: a savings plan, reservation, provisioned throughput, agreement, contract, credit pool or grant
CREATE TABLE "commitment" (
  "commitment_id" VARCHAR NOT NULL,
  "kind" VARCHAR NOT NULL,
  "biller" VARCHAR NOT NULL,
  "billing_account" VARCHAR,
  "name" VARCHAR,
  "starts" DATE,
  "ends" DATE,
  "currency" VARCHAR,
  "committed_amount" DECIMAL(38, 12),
  "committed_quantity" DECIMAL(38, 12),
  "unit" VARCHAR,
  "payment_model" VARCHAR,
  "status" VARCHAR,
  "owner" VARCHAR,
  "renews" BOOLEAN,
  "notice_days" BIGINT,
  "source" VARCHAR NOT NULL,
  "details" VARCHAR
);

-- commitment_entry: a declared movement of a commitment: what charges do not tell, such as a top-up or an expiry
CREATE TABLE "commitment_entry" (
  "commitment_id" VARCHAR NOT NULL,
  "entry_id" VARCHAR NOT NULL,
  "day" DATE NOT NULL,
  "movement" VARCHAR NOT NULL,
  "amount" DECIMAL(38, 12) NOT NULL,
  "currency" VARCHAR NOT NULL,
  "note" VARCHAR,
  "source" VARCHAR NOT NULL
);

-- seat: a seat of a product on the day of a snapshot, and who holds it
CREATE TABLE "seat" (
  "source" VARCHAR NOT NULL,
  "biller" VARCHAR NOT NULL,
  "product" VARCHAR NOT NULL,
  "seat_id" VARCHAR NOT NULL,
  "as_of" DATE NOT NULL,
  "employee" VARCHAR,
  "team" VARCHAR,
  "plan" VARCHAR,
  "state" VARCHAR NOT NULL,
  "assigned_on" DATE,
  "last_active_on" DATE,
  "price" DECIMAL(38, 12),
  "currency" VARCHAR
);

-- run: a training, fine-tuning or evaluation run; an iteration is a run with a parent or an experiment
CREATE TABLE "run" (
  "source" VARCHAR NOT NULL,
  "run_id" VARCHAR NOT NULL,
  "name" VARCHAR,
  "project" VARCHAR,
  "experiment" VARCHAR,
  "parent_id" VARCHAR,
  "kind" VARCHAR,
  "model" VARCHAR,
  "employee" VARCHAR,
  "team" VARCHAR,
  "state" VARCHAR NOT NULL,
  "started_at" TIMESTAMP NOT NULL,
  "ended_at" TIMESTAMP,
  "gpu_model" VARCHAR,
  "gpu_count" DECIMAL(38, 12),
  "gpu_seconds" DECIMAL(38, 12),
  "host" VARCHAR,
  "cluster" VARCHAR,
  "tags" VARCHAR
);

-- payment: a line of a card or accounts-payable statement: evidence of what was paid, to whom and by whom
CREATE TABLE "payment" (
  "source" VARCHAR NOT NULL,
  "payment_id" VARCHAR NOT NULL,
  "day" DATE NOT NULL,
  "payee" VARCHAR NOT NULL,
  "vendor" VARCHAR,
  "category" VARCHAR,
  "amount" DECIMAL(38, 12) NOT NULL,
  "currency" VARCHAR NOT NULL,
  "payer_name" VARCHAR,
  "card" VARCHAR,
  "account_code" VARCHAR,
  "reference" VARCHAR,
  "team" VARCHAR,
  "product" VARCHAR,
  "state" VARCHAR NOT NULL,
  "matched" VARCHAR,
  "loaded_at" TIMESTAMP NOT NULL
);
