SELECT
  "a"."g0" AS "g0",
  "a"."m0" AS "m0"
FROM (
  SELECT
    "u"."g0" AS "g0",
    CAST(SUM("u"."m0") AS Nullable(Decimal(38, 12))) AS "m0"
  FROM (
    SELECT
      "r"."g0" AS "g0",
      CAST(SUM("r"."m0") AS Nullable(Decimal(38, 12))) AS "m0"
    FROM (
      SELECT
        "k"."provider_service" AS "g0",
        "t"."list_cost" AS "m0"
      FROM "ledger" AS "t"
      JOIN "key" AS "k"
        ON "k"."key_id" = "t"."key_id"
      JOIN "coverage" AS "c"
        ON "c"."payer_id" = "t"."payer_id" AND "c"."day" = "t"."day"
      WHERE
        "t"."day" >= CAST('2026-11-01' AS Nullable(DATE))
        AND "t"."day" < CAST('2026-12-01' AS Nullable(DATE))
        AND "t"."charge_category" IN ('Usage', 'Purchase')
        AND NOT (
          "t"."charge_category" = 'Purchase'
          AND "t"."effective_cost" = 0
          AND "t"."billed_cost" <> 0
        )
    ) AS "r"
    GROUP BY
      "r"."g0"
    UNION ALL
    SELECT
      "r"."g0" AS "g0",
      CAST(SUM("r"."m0") AS Nullable(Decimal(38, 12))) AS "m0"
    FROM (
      SELECT
        "k"."provider_service" AS "g0",
        CASE
          WHEN "t"."cost_state" <> 'unknown' AND "k"."payer_kind" IN ('metered', 'reseller')
          THEN "t"."priced_cost"
        END AS "m0"
      FROM "event_hour" AS "t"
      JOIN "key" AS "k"
        ON "k"."key_id" = "t"."key_id"
      LEFT JOIN "coverage" AS "c"
        ON "c"."payer_id" = "k"."payer_id" AND "c"."day" = "t"."day"
      WHERE
        "t"."day" >= CAST('2026-11-01' AS Nullable(DATE))
        AND "t"."day" < CAST('2026-12-01' AS Nullable(DATE))
        AND "k"."payer_kind" IN ('metered', 'reseller')
        AND "c"."payer_id" IS NULL
    ) AS "r"
    GROUP BY
      "r"."g0"
  ) AS "u"
  GROUP BY
    "u"."g0"
) AS "a"
ORDER BY
  "a"."m0" DESC,
  "a"."g0" ASC
LIMIT 10001
