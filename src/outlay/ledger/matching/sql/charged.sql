-- Charges in scope with the cause that their kind of row is, or `usage` where they are compared with usage
CREATE OR REPLACE TABLE charged AS
WITH placed AS (
  SELECT
    c.*, s.statement, s.kind AS payer_kind, p.is_named,
    p.is_vendor OR EXISTS (
      FROM usage_in AS u JOIN key_in AS ku USING (key_id) JOIN statement_in AS su USING (payer_id)
      WHERE su.statement = s.statement AND su.is_estimated
    ) AS is_used,
    k.provider, k.account, k.credential, k.model, k.model_family, k.token_class
  FROM charge_in AS c
  JOIN scope_in AS p USING (key_id)
  JOIN statement_in AS s USING (payer_id)
  JOIN key_in AS k USING (key_id)
)
SELECT
  *,
  CASE
    WHEN charge_category = 'Tax' THEN 'tax'
    WHEN charge_category = 'Credit' AND cost_class = 'promotional_credit' THEN 'promotional_credit'
    WHEN charge_category = 'Credit' THEN 'credit'
    WHEN charge_category = 'Purchase' OR payer_kind = 'seat' THEN 'purchase'
    WHEN charge_category = 'Adjustment' THEN 'adjustment'
    WHEN is_refund THEN 'credit'
    WHEN is_committed AND tokens IS NULL THEN 'purchase'
    -- a bill that names no model and no kind of token is compared as a whole
    WHEN is_named OR (is_used AND NOT bool_or(is_named) OVER (PARTITION BY statement)) THEN 'usage'
    ELSE 'other_charges'
  END AS kind
FROM placed
