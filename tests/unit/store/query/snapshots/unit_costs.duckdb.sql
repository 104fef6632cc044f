SELECT
  "a"."g0" AS "g0",
  "a"."m0" AS "m0",
  "a"."m1" AS "m1",
  "a"."m2" AS "m2"
FROM (
  SELECT
    "u"."g0" AS "g0",
    CAST(SUM("u"."m0") AS DECIMAL(38, 12)) AS "m0",
    CAST(SUM("u"."m1") AS DECIMAL(38, 12)) AS "m1",
    CAST(SUM("u"."m2") AS BIGINT) AS "m2"
  FROM (
    SELECT
      "r"."g0" AS "g0",
      CAST(SUM("r"."m0") AS DECIMAL(38, 12)) AS "m0",
      CAST(SUM("r"."m1") AS DECIMAL(38, 12)) AS "m1",
      CAST(NULL AS BIGINT) AS "m2"
    FROM (
      SELECT
        COALESCE("k"."product", "k"."attribution", 'unattributed') AS "g0",
        "t"."effective_cost" AS "m0",
        CASE
          WHEN "t"."day" >= CAST('2026-11-01' AS DATE)
          AND "t"."day" < CAST('2026-11-20' AS DATE)
          THEN "t"."effective_cost"
        END AS "m1"
      FROM "ledger" AS "t"
      JOIN "key" AS "k"
        ON "k"."key_id" = "t"."key_id"
      JOIN "coverage" AS "c"
        ON "c"."payer_id" = "t"."payer_id" AND "c"."day" = "t"."day"
      WHERE
        "t"."day" >= CAST('2026-11-01' AS DATE)
        AND "t"."day" < CAST('2026-12-01' AS DATE)
        AND "t"."cost_class" IN ('consumption')
    ) AS "r"
    GROUP BY
      "r"."g0"
    UNION ALL
    SELECT
      "r"."g0" AS "g0",
      CAST(SUM("r"."m0") AS DECIMAL(38, 12)) AS "m0",
      CAST(SUM("r"."m1") AS DECIMAL(38, 12)) AS "m1",
      CAST(NULL AS BIGINT) AS "m2"
    FROM (
      SELECT
        COALESCE("k"."product", "k"."attribution", 'unattributed') AS "g0",
        CASE
          WHEN "t"."cost_state" <> 'unknown' AND "k"."payer_kind" IN ('metered', 'reseller')
          THEN "t"."priced_cost"
        END AS "m0",
        CASE
          WHEN "t"."day" >= CAST('2026-11-01' AS DATE)
          AND "t"."day" < CAST('2026-11-20' AS DATE)
          THEN CASE
            WHEN "t"."cost_state" <> 'unknown' AND "k"."payer_kind" IN ('metered', 'reseller')
            THEN "t"."priced_cost"
          END
        END AS "m1"
      FROM "event_hour" AS "t"
      JOIN "key" AS "k"
        ON "k"."key_id" = "t"."key_id"
      LEFT JOIN "coverage" AS "c"
        ON "c"."payer_id" = "k"."payer_id" AND "c"."day" = "t"."day"
      WHERE
        "t"."day" >= CAST('2026-11-01' AS DATE)
        AND "t"."day" < CAST('2026-12-01' AS DATE)
        AND "k"."payer_kind" IN ('metered', 'reseller')
        AND "c"."payer_id" IS NULL
    ) AS "r"
    GROUP BY
      "r"."g0"
    UNION ALL
    SELECT
      "r"."g0" AS "g0",
      CAST(NULL AS DECIMAL(38, 12)) AS "m0",
      CAST(NULL AS DECIMAL(38, 12)) AS "m1",
      CAST(SUM("r"."m2") AS BIGINT) AS "m2"
    FROM (
      SELECT
        COALESCE("k"."product", "k"."attribution", 'unattributed') AS "g0",
        CASE
          WHEN "t"."day" >= CAST('2026-11-01' AS DATE)
          AND "t"."day" < CAST('2026-11-20' AS DATE)
          THEN "t"."requests"
        END AS "m2"
      FROM "event_hour" AS "t"
      JOIN "key" AS "k"
        ON "k"."key_id" = "t"."key_id"
      WHERE
        "t"."day" >= CAST('2026-11-01' AS DATE)
        AND "t"."day" < CAST('2026-12-01' AS DATE)
    ) AS "r"
    GROUP BY
      "r"."g0"
  ) AS "u"
  GROUP BY
    "u"."g0"
) AS "a"
ORDER BY
  CAST("a"."m1" AS DOUBLE) / NULLIF(CAST("a"."m2" AS DOUBLE), 0) DESC,
  "a"."g0" ASC
LIMIT 10001
