-- Values keep what was stated and at which rate it was converted, so that they can be converted again.
ALTER TABLE "value" ADD COLUMN "stated_amount" DECIMAL(38, 12);

ALTER TABLE "value" ADD COLUMN "stated_currency" VARCHAR;

ALTER TABLE "value" ADD COLUMN "x_fx_rate" DECIMAL(38, 12);

ALTER TABLE "value" ADD COLUMN "x_fx_date" DATE;

ALTER TABLE "value" ADD COLUMN "x_fx_source" VARCHAR;
