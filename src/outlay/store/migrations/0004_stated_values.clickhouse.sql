-- Values keep what was stated and at which rate it was converted, so that they can be converted again.
ALTER TABLE "value" ADD COLUMN "stated_amount" Nullable(Decimal(38, 12));

ALTER TABLE "value" ADD COLUMN "stated_currency" Nullable(String);

ALTER TABLE "value" ADD COLUMN "x_fx_rate" Nullable(Decimal(38, 12));

ALTER TABLE "value" ADD COLUMN "x_fx_date" Nullable(Date32);

ALTER TABLE "value" ADD COLUMN "x_fx_source" Nullable(String);
