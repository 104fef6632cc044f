-- What rules judge: the distinct tuples of key, payer and kinds of charge among the pools
CREATE OR REPLACE TABLE combo AS
SELECT row_number() OVER () AS combo, *
FROM (
  SELECT DISTINCT key_id, payer_id, charge_category, pricing_category, charge_class, cost_class FROM pool_in
)
