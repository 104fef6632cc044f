-- The kinds of charge that rules tell apart, besides the key
CREATE OR REPLACE TABLE kind AS
SELECT row_number() OVER () AS kind, *
FROM (SELECT DISTINCT payer_id, charge_category, pricing_category, charge_class, cost_class FROM pool_in)
