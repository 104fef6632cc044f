-- Telemetry: what an event keeps of its observations, what was priced with which card, and the intake's own tables.
ALTER TABLE "event" ADD COLUMN "source_kind" VARCHAR;
ALTER TABLE "event" ADD COLUMN "source_key" BIGINT;
ALTER TABLE "event" ADD COLUMN "requests" BIGINT DEFAULT 1;
ALTER TABLE "event" ADD COLUMN "processing" VARCHAR;
ALTER TABLE "event" ADD COLUMN "speed" VARCHAR;
ALTER TABLE "event" ADD COLUMN "stated_cost" DECIMAL(38, 12);
ALTER TABLE "event" ADD COLUMN "stated_by" VARCHAR;
ALTER TABLE "event" ALTER COLUMN "requests" SET NOT NULL;
DROP TABLE "observation";

-- observation: one telemetry record as received, and the request that it speaks of
CREATE TABLE "observation" (
  "source" VARCHAR NOT NULL,
  "source_id" VARCHAR NOT NULL,
  "ts" TIMESTAMP NOT NULL,
  "version" BIGINT NOT NULL,
  "source_key" BIGINT NOT NULL,
  "request_key" BIGINT NOT NULL,
  "content_hash" BIGINT NOT NULL,
  "received_at" TIMESTAMP NOT NULL,
  "role" VARCHAR NOT NULL,
  "trace_key" BIGINT,
  "span_key" BIGINT,
  "parent_key" BIGINT,
  "has_usage" BOOLEAN NOT NULL,
  "record" VARCHAR
);

-- event_alias: a key of a request that was seen several times, other than the keys of its event
CREATE TABLE "event_alias" (
  "key" BIGINT NOT NULL,
  "request_key" BIGINT NOT NULL,
  "ts" TIMESTAMP NOT NULL
);

-- price_card: the price of a model in a context during a window, as it was used
CREATE TABLE "price_card" (
  "card_id" VARCHAR NOT NULL,
  "provider" VARCHAR NOT NULL,
  "model" VARCHAR NOT NULL,
  "source" VARCHAR NOT NULL,
  "source_version" VARCHAR NOT NULL,
  "valid_from" DATE,
  "valid_to" DATE,
  "daily" VARCHAR,
  "context" VARCHAR,
  "overlays" VARCHAR,
  "confidence" VARCHAR NOT NULL,
  "rates" VARCHAR NOT NULL,
  "first_used" TIMESTAMP NOT NULL
);

-- reprice: what pricing again changed on a day: requests whose card changed from one to another
CREATE TABLE "reprice" (
  "reprice_id" VARCHAR NOT NULL,
  "at" TIMESTAMP NOT NULL,
  "reason" VARCHAR NOT NULL,
  "day" DATE NOT NULL,
  "provider" VARCHAR,
  "model" VARCHAR,
  "old_card" VARCHAR,
  "new_card" VARCHAR,
  "requests" BIGINT NOT NULL,
  "old_cost" DECIMAL(38, 12),
  "new_cost" DECIMAL(38, 12)
);

-- intake: a count of the intake of telemetry, or how far it came
CREATE TABLE "intake" (
  "name" VARCHAR NOT NULL,
  "n" BIGINT NOT NULL
);

-- dead_letter: a telemetry record that could not become an observation, without any content
CREATE TABLE "dead_letter" (
  "dead_letter_id" VARCHAR NOT NULL,
  "received_at" TIMESTAMP NOT NULL,
  "source" VARCHAR NOT NULL,
  "kind" VARCHAR NOT NULL,
  "reason" VARCHAR NOT NULL,
  "field" VARCHAR,
  "record" VARCHAR,
  "state" VARCHAR NOT NULL
);

-- usage_metric: tokens that a metric series counted until a day's end: a check of the spans, never usage
CREATE TABLE "usage_metric" (
  "series_key" BIGINT NOT NULL,
  "day" DATE NOT NULL,
  "start_time" TIMESTAMP NOT NULL,
  "is_delta" BOOLEAN NOT NULL,
  "service" VARCHAR,
  "provider" VARCHAR,
  "model" VARCHAR,
  "token_type" VARCHAR NOT NULL,
  "quantity" BIGINT NOT NULL
);
