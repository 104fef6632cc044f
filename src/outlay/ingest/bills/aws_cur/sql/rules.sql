-- How many lines each rule took, and by how much it changed what is billed, by currency.
SELECT
  currency,
  count(*) AS lines,
  coalesce(sum(unblended), 0) + coalesce(sum(excess), 0) AS read,
  count(*) FILTER (excess <> 0) AS rounded,
  coalesce(-sum(excess), 0) AS rounded_change,
  count(*) FILTER (is_net AND NOT is_dropped AND net <> unblended) AS net_basis,
  coalesce(sum(net - unblended) FILTER (is_net AND kind <> 'discount'), 0) AS net_basis_change,
  count(*) FILTER (is_net AND kind = 'discount') AS discount_inside,
  coalesce(-sum(unblended) FILTER (is_net AND kind = 'discount'), 0) AS discount_inside_change,
  count(*) FILTER (kind = 'sp_covered') AS covered_by_savings_plan,
  coalesce(-sum(cost) FILTER (kind = 'sp_covered'), 0) AS covered_by_savings_plan_change,
  count(*) FILTER (kind = 'sp_negation') AS negation,
  coalesce(-sum(cost) FILTER (kind = 'sp_negation'), 0) AS negation_change,
  count(*) FILTER (kind = 'ri_covered') AS covered_by_reservation,
  coalesce(-sum(cost) FILTER (kind = 'ri_covered'), 0) AS covered_by_reservation_change,
  count(*) FILTER (kind = 'split') AS split,
  count(*) FILTER (kind IN ('sp_fee', 'ri_fee') AND unused <> 0) AS unused,
  count(*) FILTER (is_commitment_fee) AS commitment_fee,
  count(*) FILTER (is_correction) AS correction,
  count(*) FILTER (kind = 'refund' AND category = 'Purchase') AS refunded_fee,
  count(*) FILTER (kind = 'other') AS unknown_type,
  count(*) FILTER (issuer_assumed AND NOT is_dropped) AS issuer_assumed
FROM (SELECT *, unblended_wide - unblended AS excess FROM costed)
GROUP BY currency
ORDER BY currency
