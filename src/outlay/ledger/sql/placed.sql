-- Parts with the axes of the ledger
CREATE OR REPLACE VIEW placed AS
SELECT
  a.key_id,
  a.event_key,
  a.is_modelled,
  p.pool,
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
