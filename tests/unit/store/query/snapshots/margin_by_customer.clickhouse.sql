SELECT
  "a"."g0" AS "g0",
  "a"."m0" AS "m0",
  "a"."m1" AS "m1",
  "a"."m2" AS "m2"
FROM (
  SELECT
    "u"."g0" AS "g0",
    CAST(SUM("u"."m0") AS Nullable(Decimal(38, 12))) AS "m0",
    CAST(SUM("u"."m1") AS Nullable(Decimal(38, 12))) AS "m1",
    CAST(SUM("u"."m2") AS Nullable(Int64)) AS "m2"
  FROM (
    SELECT
      "r"."g0" AS "g0",
      CAST(NULL AS Nullable(Decimal(38, 12))) AS "m0",
      CAST(SUM("r"."m1") AS Nullable(Decimal(38, 12))) AS "m1",
      CAST(NULL AS Nullable(Int64)) AS "m2"
    FROM (
      SELECT
        COALESCE("t"."customer", 'unattributed') AS "g0",
        "t"."effective_cost" AS "m1"
      FROM "ledger_customer" AS "t"
      JOIN "coverage" AS "c"
        ON "c"."payer_id" = "t"."payer_id" AND "c"."day" = "t"."day"
      WHERE
        "t"."day" >= CAST('2026-11-01' AS Nullable(DATE))
        AND "t"."day" < CAST('2026-12-01' AS Nullable(DATE))
        AND "t"."cost_class" IN ('consumption')
    ) AS "r"
    GROUP BY
      "r"."g0"
    UNION ALL
    SELECT
      "r"."g0" AS "g0",
      CAST(NULL AS Nullable(Decimal(38, 12))) AS "m0",
      CAST(SUM("r"."m1") AS Nullable(Decimal(38, 12))) AS "m1",
      CAST(NULL AS Nullable(Int64)) AS "m2"
    FROM (
      SELECT
        COALESCE("t"."customer", 'unattributed') AS "g0",
        CASE
          WHEN "t"."cost_state" <> 'unknown' AND "t"."payer_kind" IN ('metered', 'reseller')
          THEN "t"."priced_cost"
        END AS "m1"
      FROM "customer_day" AS "t"
      LEFT JOIN "coverage" AS "c"
        ON "c"."payer_id" = "t"."payer_id" AND "c"."day" = "t"."day"
      WHERE
        "t"."day" >= CAST('2026-11-01' AS Nullable(DATE))
        AND "t"."day" < CAST('2026-12-01' AS Nullable(DATE))
        AND "t"."payer_kind" IN ('metered', 'reseller')
        AND "c"."payer_id" IS NULL
    ) AS "r"
    GROUP BY
      "r"."g0"
    UNION ALL
    SELECT
      "r"."g0" AS "g0",
      CAST(NULL AS Nullable(Decimal(38, 12))) AS "m0",
      CAST(NULL AS Nullable(Decimal(38, 12))) AS "m1",
      CAST(SUM("r"."m2") AS Nullable(Int64)) AS "m2"
    FROM (
      SELECT
        COALESCE("t"."customer", 'unattributed') AS "g0",
        "t"."requests" AS "m2"
      FROM "customer_day" AS "t"
      WHERE
        "t"."day" >= CAST('2026-11-01' AS Nullable(DATE))
        AND "t"."day" < CAST('2026-12-01' AS Nullable(DATE))
    ) AS "r"
    GROUP BY
      "r"."g0"
    UNION ALL
    SELECT
      "r"."g0" AS "g0",
      CAST(SUM("r"."m0") AS Nullable(Decimal(38, 12))) AS "m0",
      CAST(NULL AS Nullable(Decimal(38, 12))) AS "m1",
      CAST(NULL AS Nullable(Int64)) AS "m2"
    FROM (
      SELECT
        COALESCE("t"."customer", 'unattributed') AS "g0",
        CASE WHEN "t"."metric" = 'revenue_recognised' THEN "t"."amount" END AS "m0"
      FROM "value" AS "t"
      JOIN "key" AS "k"
        ON "k"."key_id" = "t"."key_id"
      WHERE
        "t"."day" >= CAST('2026-11-01' AS Nullable(DATE))
        AND "t"."day" < CAST('2026-12-01' AS Nullable(DATE))
        AND "t"."metric" IN ('revenue_recognised')
    ) AS "r"
    GROUP BY
      "r"."g0"
  ) AS "u"
  GROUP BY
    "u"."g0"
) AS "a"
ORDER BY
  "a"."m0" - "a"."m1" DESC,
  "a"."g0" ASC
LIMIT 21
