-- Clean rows with digests: of the content (the charge's id), of what a key is made from, and of the delivery scope.
SELECT
  clean.*,
  CAST(ChargePeriodStart AS DATE) AS x_day,
  md5(concat_ws(chr(31), TEXTS)) AS h_content,
  CASE WHEN Tags IS NOT NULL THEN hash(Tags) ELSE 0 END AS h_tags,
  CASE WHEN h_details IS NOT NULL THEN hash(h_details) ELSE 0 END AS h_sku,
  hash(
    ServiceProviderName, h_publisher, InvoiceIssuerName, BillingAccountId, ServiceName, ServiceCategory,
    ServiceSubcategory, SubAccountId, RegionId, SkuMeter, h_credential, h_model, ChargeCategory, PricingCategory,
    PricingUnit
  ) AS h_tuple,
  hash(InvoiceIssuerName, BillingAccountId, CAST(BillingPeriodStart AS DATE)) AS h_scope
FROM clean
