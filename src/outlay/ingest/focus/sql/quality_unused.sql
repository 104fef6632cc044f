-- Commitments paid for in the delivery whose use costs less than was paid, without a row for the unused rest.
SELECT CommitmentDiscountId
FROM good
WHERE CommitmentDiscountId IS NOT NULL
GROUP BY CommitmentDiscountId, BillingAccountId, BillingPeriodStart, BillingCurrency
HAVING bool_and(ChargeFrequency = 'Recurring') FILTER (ChargeCategory = 'Purchase')
  AND sum(EffectiveCost) FILTER (ChargeCategory = 'Purchase') = 0
  AND count(*) FILTER (CommitmentDiscountStatus = 'Used') > 0
  AND count(*) FILTER (CommitmentDiscountStatus = 'Unused') = 0
  AND sum(BilledCost) FILTER (ChargeCategory = 'Purchase') * 99
    > coalesce(sum(EffectiveCost) FILTER (ChargeCategory = 'Usage'), 0) * 100
ORDER BY CommitmentDiscountId
