SELECT
  "a"."g0" AS "g0",
  "a"."g1" AS "g1",
  "a"."m0" AS "m0"
FROM (
  SELECT
    "u"."g0" AS "g0",
    "u"."g1" AS "g1",
    CAST(SUM("u"."m0") AS Nullable(Decimal(38, 12))) AS "m0"
  FROM (
    SELECT
      "r"."g0" AS "g0",
      "r"."g1" AS "g1",
      CAST(SUM("r"."m0") AS Nullable(Decimal(38, 12))) AS "m0"
    FROM (
      SELECT
        CAST(dateTrunc('MONTH', "t"."billing_period") AS Nullable(DATE)) AS "g0",
        "t"."invoice_id" AS "g1",
        "t"."billed_cost" AS "m0"
      FROM "ledger" AS "t"
      JOIN "key" AS "k"
        ON "k"."key_id" = "t"."key_id"
      WHERE
        "t"."billing_period" >= CAST('2026-11-01' AS Nullable(DATE))
        AND "t"."billing_period" < CAST('2026-12-01' AS Nullable(DATE))
    ) AS "r"
    GROUP BY
      "r"."g0",
      "r"."g1"
  ) AS "u"
  GROUP BY
    "u"."g0",
    "u"."g1"
) AS "a"
ORDER BY
  "a"."g0" ASC,
  "a"."m0" DESC,
  "a"."g1" ASC
LIMIT 10001
