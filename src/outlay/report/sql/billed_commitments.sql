-- The commitments that bills name, one row for each id whatever its case.
SELECT
  min(c.CommitmentDiscountId) AS commitment_id,
  max(c.CommitmentDiscountName) AS name,
  max(c.CommitmentDiscountType) AS type,
  max(c.CommitmentDiscountCategory) AS category,
  min(c.BillingCurrency) AS currency,
  min(d.biller) AS biller,
  list_sort(list(DISTINCT d.biller)) AS billers,
  min(c.BillingAccountId) AS billing_account,
  min(c.x_source) AS source
FROM charge AS c
JOIN delivery AS d ON d.delivery_id = c.x_delivery_id
WHERE c.CommitmentDiscountId IS NOT NULL AND d.kind <> 'prepayment'
GROUP BY lower(c.CommitmentDiscountId)
ORDER BY commitment_id
