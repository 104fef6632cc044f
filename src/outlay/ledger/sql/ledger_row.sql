-- Ledger rows: parts summed by key and axes; a row's number is a hash of what names it, the same once its bill settles
CREATE OR REPLACE TABLE ledger_row AS
WITH summed AS (
  SELECT
    * EXCLUDE (event_key, is_modelled, pool, billed_cost, effective_cost, list_cost),
    sum(billed_cost) AS billed_cost,
    sum(effective_cost) AS effective_cost,
    sum(list_cost) AS list_cost
  FROM placed
  GROUP BY ALL
)
SELECT
  * EXCLUDE (is_list_unknown),
  row_number_of(
    day, accounting_period, key_id, payer_id, charge_category, pricing_category, invoice_id, billing_period, cost_class,
    cost_state, finality, is_list_unknown
  ) AS ledger_row
FROM summed
