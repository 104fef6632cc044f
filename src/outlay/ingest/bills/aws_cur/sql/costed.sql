-- The lines with the cost that holds for their bill, and how a charge of each is classed.
CREATE OR REPLACE TEMP VIEW costed AS
SELECT
  lines.*,
  bills.is_net,
  CASE WHEN bills.is_net THEN lines.net ELSE lines.unblended END AS cost,
  CASE WHEN bills.is_net THEN coalesce(sp_net_effective, sp_effective) ELSE sp_effective END AS sp_share,
  CASE WHEN bills.is_net THEN coalesce(ri_net_effective, ri_effective) ELSE ri_effective END AS ri_share,
  CASE
    WHEN kind = 'ri_fee' THEN CASE WHEN bills.is_net THEN ri_net_unused ELSE ri_unused END
    WHEN kind <> 'sp_fee' THEN NULL
    -- no column tells the unused part after discounts: it shrinks as what is committed does, by the fee's discount
    WHEN bills.is_net AND sp_committed > 0 AND lines.net <> lines.unblended
      THEN units_money(half_even(
        money_units(sp_committed - sp_used) * money_units(sp_committed - lines.unblended + lines.net),
        money_units(sp_committed)))
    ELSE sp_committed - sp_used
  END AS unused,
  kind = 'split' OR kind = 'sp_negation' OR (kind = 'discount' AND bills.is_net) AS is_dropped,
  kind IN ('sp_covered', 'ri_covered') AS is_covered,
  kind IN ('sp_upfront', 'sp_fee', 'ri_upfront', 'ri_fee') AS is_commitment_fee,
  CASE
    WHEN kind IN ('usage', 'sp_covered', 'ri_covered', 'discount') THEN 'Usage'
    WHEN kind IN ('sp_upfront', 'sp_fee', 'ri_upfront', 'ri_fee', 'fee') THEN 'Purchase'
    WHEN kind = 'tax' THEN 'Tax'
    WHEN kind = 'credit' THEN 'Credit'
    WHEN kind = 'refund' THEN CASE
      WHEN tax_type IS NOT NULL THEN 'Tax'
      WHEN commitment IS NOT NULL THEN 'Purchase'
      WHEN usage_type IS NOT NULL THEN 'Usage'
      ELSE 'Adjustment'
    END
    ELSE 'Adjustment'
  END AS category,
  started < lines.period_start AND kind IN ('usage', 'sp_covered', 'ri_covered', 'discount', 'tax', 'refund', 'other')
    AS is_correction,
  coalesce(product_code ILIKE 'AmazonBedrock%' OR product_name ILIKE '%amazon bedrock edition%', false) AS is_bedrock
FROM lines
JOIN bills ON bills.payer IS NOT DISTINCT FROM lines.payer
  AND bills.period_start IS NOT DISTINCT FROM lines.period_start
  AND bills.currency IS NOT DISTINCT FROM lines.currency
