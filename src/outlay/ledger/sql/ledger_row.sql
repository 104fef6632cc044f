-- Ledger rows: parts summed by key and axes; the row's number is a hash of what names it, stable when a bill settles
CREATE OR REPLACE TABLE ledger_row AS
WITH axes AS (
  SELECT
    a.key_id,
    p.day,
    p.accounting_period,
    p.payer_id,
    p.charge_category,
    p.pricing_category,
    p.invoice_id,
    p.billing_period,
    p.cost_class,
    CASE WHEN a.is_modelled THEN 'modelled' ELSE p.cost_state END AS cost_state,
    CASE
      WHEN p.charge_class = 'Correction' THEN 'adjusted'
      WHEN c.state = 'settled' THEN 'final'
      ELSE 'open'
    END AS finality,
    p.is_list_unknown,
    a.billed_cost,
    a.effective_cost,
    a.list_cost
  FROM part AS a
  JOIN pool AS p USING (pool)
  LEFT JOIN coverage_in AS c ON c.payer_id = p.payer_id AND c.day = p.day
)
SELECT
  * EXCLUDE (is_list_unknown, billed_cost, effective_cost, list_cost),
  CAST(md5_number_lower(concat_ws(
    chr(31), day, accounting_period, key_id, payer_id, charge_category, coalesce(pricing_category, chr(30)),
    coalesce(invoice_id, chr(30)), billing_period, cost_class, cost_state, finality = 'adjusted', is_list_unknown
  )) >> 1 AS BIGINT) AS ledger_row,
  sum(billed_cost) AS billed_cost,
  sum(effective_cost) AS effective_cost,
  sum(list_cost) AS list_cost
FROM axes
GROUP BY ALL
