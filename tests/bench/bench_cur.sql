COPY (
  SELECT
    'line' || printf('%020x', i * 2654435761) AS "identity/LineItemId",
    'Anniversary' AS "bill/BillType",
    'AWS' AS "bill/BillingEntity",
    'Amazon Web Services, Inc.' AS "bill/InvoicingEntity",
    '1234567' || (i % 2) AS "bill/InvoiceId",
    '12345678900' || (i % 2) AS "bill/PayerAccountId",
    '2026-09-01T00:00:00Z' AS "bill/BillingPeriodStartDate",
    '2026-10-01T00:00:00Z' AS "bill/BillingPeriodEndDate",
    '98760000' || (1000 + i % 50) AS "lineItem/UsageAccountId",
    kind AS "lineItem/LineItemType",
    strftime(TIMESTAMP '2026-09-01' + to_days(CAST(i // 20 % 30 AS INTEGER)), '%Y-%m-%dT%H:%M:%SZ') AS "lineItem/UsageStartDate",
    strftime(TIMESTAMP '2026-09-02' + to_days(CAST(i // 20 % 30 AS INTEGER)), '%Y-%m-%dT%H:%M:%SZ') AS "lineItem/UsageEndDate",
    CASE WHEN i % 20 = 17 THEN 'AmazonBedrock' ELSE ['AmazonEC2', 'AmazonS3', 'AWSLambda', 'AmazonRDS'][1 + i // 20 % 4] END
      AS "lineItem/ProductCode",
    CASE WHEN i % 20 = 17 THEN 'USE1-Claude4.6Sonnet-input-tokens' ELSE 'BoxUsage:m5.' || (i % 800) END AS "lineItem/UsageType",
    'RunInstances' AS "lineItem/Operation",
    'us-east-1a' AS "lineItem/AvailabilityZone",
    'arn:aws:ec2:us-east-1:123456789012:instance/i-' || printf('%012x', i * 2654435761 % 200000) AS "lineItem/ResourceId",
    CAST(i % 1000 AS DECIMAL(18, 4)) / 10 AS "lineItem/UsageAmount",
    'USD' AS "lineItem/CurrencyCode",
    CASE WHEN kind = 'SavingsPlanNegation' THEN '-' ELSE '' END || printf('%d.%010d', i // 20 % 90, i // 20 * 7919 % 10000000000)
      AS "lineItem/UnblendedCost",
    '0.0960000000' AS "lineItem/UnblendedRate",
    '1.0000000000' AS "lineItem/BlendedCost",
    'description of usage type ' || (i % 800) AS "lineItem/LineItemDescription",
    'Amazon Web Services, Inc.' AS "lineItem/LegalEntity",
    'Amazon Service ' || (i % 40) AS "product/ProductName",
    'us-east-1' AS "product/region",
    'm5.' || (i % 6) || 'xlarge' AS "product/instanceType",
    'Linux' AS "product/operatingSystem",
    'SKU' || (i % 900) AS "product/sku",
    CASE WHEN i % 20 = 17 THEN '1K tokens' ELSE 'Hrs' END AS "pricing/unit",
    'SKU' || (i % 900) || '.P1' AS "pricing/RateCode",
    '1.2345678901' AS "pricing/publicOnDemandCost",
    '0.1920000000' AS "pricing/publicOnDemandRate",
    CASE WHEN kind LIKE 'SavingsPlan%' THEN 'arn:aws:savingsplans::123456789000:savingsplan/' || (i % 7) END
      AS "savingsPlan/SavingsPlanARN",
    CASE WHEN kind = 'SavingsPlanCoveredUsage' THEN '0.7712345678' END AS "savingsPlan/SavingsPlanEffectiveCost",
    CASE WHEN kind = 'SavingsPlanRecurringFee' THEN '24.0000000000' END AS "savingsPlan/TotalCommitmentToDate",
    CASE WHEN kind = 'SavingsPlanRecurringFee' THEN '23.5000000000' END AS "savingsPlan/UsedCommitment",
    'team-' || (i % 30) AS "resourceTags/user:team",
    ['prod', 'dev', 'stage'][1 + i % 3] AS "resourceTags/user:env",
    'svc-' || (i % 500) AS "resourceTags/user:Name",
    FILLERS
  FROM (
    SELECT
      i,
      CASE
        WHEN i % 20 IN (12, 14) THEN 'SavingsPlanCoveredUsage'
        WHEN i % 20 IN (13, 15) THEN 'SavingsPlanNegation'
        WHEN i % 20 = 16 THEN 'SavingsPlanRecurringFee'
        ELSE 'Usage'
      END AS kind
    FROM range(ROWS) AS t (i)
  )
) TO TARGET (HEADER)
