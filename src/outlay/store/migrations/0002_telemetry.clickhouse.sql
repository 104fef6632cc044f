-- Telemetry: what an event keeps of its observations, what was priced with which card, and the intake's own tables.
ALTER TABLE "event" ADD COLUMN "source_kind" Nullable(String);
ALTER TABLE "event" ADD COLUMN "source_key" Nullable(Int64);
ALTER TABLE "event" ADD COLUMN "requests" Int64 DEFAULT 1;
ALTER TABLE "event" ADD COLUMN "processing" Nullable(String);
ALTER TABLE "event" ADD COLUMN "speed" Nullable(String);
ALTER TABLE "event" ADD COLUMN "stated_cost" Nullable(Decimal(38, 12));
ALTER TABLE "event" ADD COLUMN "stated_by" Nullable(String);
DROP TABLE "observation";

-- observation: one telemetry record as received, and the request that it speaks of
CREATE TABLE "observation" (
  "source" String,
  "source_id" String,
  "ts" DateTime64(6, 'UTC'),
  "version" Int64,
  "source_key" Int64,
  "request_key" Int64,
  "content_hash" Int64,
  "received_at" DateTime64(6, 'UTC'),
  "role" String,
  "trace_key" Nullable(Int64),
  "span_key" Nullable(Int64),
  "parent_key" Nullable(Int64),
  "has_usage" Bool,
  "record" Nullable(String)
)
ENGINE = MergeTree ORDER BY ("ts", "source_key");

-- event_alias: a key of a request that was seen several times, other than the keys of its event
CREATE TABLE "event_alias" (
  "key" Int64,
  "request_key" Int64,
  "ts" DateTime64(6, 'UTC')
)
ENGINE = MergeTree ORDER BY ("ts", "key");

-- price_card: the price of a model in a context during a window, as it was used
CREATE TABLE "price_card" (
  "card_id" String,
  "provider" String,
  "model" String,
  "source" String,
  "source_version" String,
  "valid_from" Nullable(Date32),
  "valid_to" Nullable(Date32),
  "daily" Nullable(String),
  "context" Nullable(String),
  "overlays" Nullable(String),
  "confidence" String,
  "rates" String,
  "first_used" DateTime64(6, 'UTC')
)
ENGINE = MergeTree ORDER BY ("card_id");

-- reprice: what pricing again changed on a day: requests whose card changed from one to another
CREATE TABLE "reprice" (
  "reprice_id" String,
  "at" DateTime64(6, 'UTC'),
  "reason" String,
  "day" Date32,
  "provider" Nullable(String),
  "model" Nullable(String),
  "old_card" Nullable(String),
  "new_card" Nullable(String),
  "requests" Int64,
  "old_cost" Nullable(Decimal(38, 12)),
  "new_cost" Nullable(Decimal(38, 12))
)
ENGINE = MergeTree ORDER BY ("at", "day");

-- intake: a count of the intake of telemetry, or how far it came
CREATE TABLE "intake" (
  "name" String,
  "n" Int64
)
ENGINE = MergeTree ORDER BY ("name");

-- dead_letter: a telemetry record that could not become an observation, without any content
CREATE TABLE "dead_letter" (
  "dead_letter_id" String,
  "received_at" DateTime64(6, 'UTC'),
  "source" String,
  "kind" String,
  "reason" String,
  "field" Nullable(String),
  "record" Nullable(String),
  "state" String
)
ENGINE = MergeTree ORDER BY ("received_at");

-- usage_metric: tokens that a metric series counted until a day's end: a check of the spans, never usage
CREATE TABLE "usage_metric" (
  "series_key" Int64,
  "day" Date32,
  "start_time" DateTime64(6, 'UTC'),
  "is_delta" Bool,
  "service" Nullable(String),
  "provider" Nullable(String),
  "model" Nullable(String),
  "token_type" String,
  "quantity" Int64
)
ENGINE = MergeTree ORDER BY ("day");
