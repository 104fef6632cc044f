-- Billing accounts and months billed in more than one currency.
SELECT BillingAccountId, string_agg(DISTINCT BillingCurrency, ', ' ORDER BY BillingCurrency), count(*)
FROM good
GROUP BY InvoiceIssuerName, BillingAccountId, CAST(BillingPeriodStart AS DATE)
HAVING count(DISTINCT BillingCurrency) > 1
ORDER BY BillingAccountId
