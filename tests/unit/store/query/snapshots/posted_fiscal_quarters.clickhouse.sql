SELECT
  "a"."g0" AS "g0",
  "a"."m0" AS "m0",
  "a"."m1" AS "m1"
FROM (
  SELECT
    "u"."g0" AS "g0",
    CAST(SUM("u"."m0") AS Nullable(Decimal(38, 12))) AS "m0",
    CAST(SUM("u"."m1") AS Nullable(Decimal(38, 12))) AS "m1"
  FROM (
    SELECT
      "r"."g0" AS "g0",
      CAST(SUM("r"."m0") AS Nullable(Decimal(38, 12))) AS "m0",
      CAST(SUM("r"."m1") AS Nullable(Decimal(38, 12))) AS "m1"
    FROM (
      SELECT
        CAST(dateTrunc('QUARTER', "t"."accounting_period" - INTERVAL '1' MONTH) + INTERVAL '1' MONTH AS Nullable(DATE)) AS "g0",
        "t"."effective_cost" AS "m0",
        CASE WHEN "k"."cost_group" = 'ai' THEN "t"."effective_cost" END AS "m1"
      FROM "ledger" AS "t"
      JOIN "key" AS "k"
        ON "k"."key_id" = "t"."key_id"
      WHERE
        "t"."accounting_period" >= CAST('2026-11-01' AS Nullable(DATE))
        AND "t"."accounting_period" < CAST('2026-12-01' AS Nullable(DATE))
        AND "t"."cost_class" IN ('consumption', 'promotional_credit', 'tax_cost')
    ) AS "r"
    GROUP BY
      "r"."g0"
  ) AS "u"
  GROUP BY
    "u"."g0"
) AS "a"
ORDER BY
  "a"."g0" ASC,
  "a"."m0" DESC
LIMIT 10001
