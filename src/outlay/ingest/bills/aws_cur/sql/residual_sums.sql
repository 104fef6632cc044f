-- The residual charges by currency.
SELECT BillingCurrency, count(*) AS residual, sum(BilledCost) AS residual_change FROM residuals GROUP BY BillingCurrency
