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
        COALESCE("t"."customer", 'unattributed') AS "g0",
        COALESCE("t"."feature", 'unattributed') AS "g1",
        "t"."effective_cost" AS "m0"
      FROM "ledger_customer_month" AS "t"
      LEFT JOIN (
        SELECT
          "d"."payer_id" AS "payer_id",
          "d"."month" AS "month"
        FROM (
          SELECT
            "t"."payer_id" AS "payer_id",
            "t"."day" AS "day",
            CAST(dateTrunc('MONTH', "t"."day") AS Nullable(DATE)) AS "month"
          FROM "coverage" AS "t"
        ) AS "d"
        GROUP BY
          "d"."payer_id",
          "d"."month"
      ) AS "c"
        ON "c"."payer_id" = "t"."payer_id" AND "c"."month" = "t"."month"
      WHERE
        "t"."month" >= CAST('2026-11-01' AS Nullable(DATE))
        AND "t"."month" < CAST('2026-12-01' AS Nullable(DATE))
        AND "t"."cost_class" IN ('consumption')
        AND COALESCE("t"."covered", NOT (
          "c"."payer_id" IS NULL
        ))
    ) AS "r"
    GROUP BY
      "r"."g0",
      "r"."g1"
    UNION ALL
    SELECT
      "r"."g0" AS "g0",
      "r"."g1" AS "g1",
      CAST(SUM("r"."m0") AS Nullable(Decimal(38, 12))) AS "m0"
    FROM (
      SELECT
        COALESCE("t"."customer", 'unattributed') AS "g0",
        COALESCE("t"."feature", 'unattributed') AS "g1",
        CASE
          WHEN "t"."cost_state" <> 'unknown' AND "t"."payer_kind" IN ('metered', 'reseller')
          THEN "t"."priced_cost"
        END AS "m0"
      FROM "customer_month" AS "t"
      LEFT JOIN (
        SELECT
          "d"."payer_id" AS "payer_id",
          "d"."month" AS "month"
        FROM (
          SELECT
            "t"."payer_id" AS "payer_id",
            "t"."day" AS "day",
            CAST(dateTrunc('MONTH', "t"."day") AS Nullable(DATE)) AS "month"
          FROM "coverage" AS "t"
        ) AS "d"
        GROUP BY
          "d"."payer_id",
          "d"."month"
      ) AS "c"
        ON "c"."payer_id" = "t"."payer_id" AND "c"."month" = "t"."month"
      WHERE
        "t"."month" >= CAST('2026-11-01' AS Nullable(DATE))
        AND "t"."month" < CAST('2026-12-01' AS Nullable(DATE))
        AND "t"."payer_kind" IN ('metered', 'reseller')
        AND "c"."payer_id" IS NULL
    ) AS "r"
    GROUP BY
      "r"."g0",
      "r"."g1"
    UNION ALL
    SELECT
      "r"."g0" AS "g0",
      "r"."g1" AS "g1",
      CAST(SUM("r"."m0") AS Nullable(Decimal(38, 12))) AS "m0"
    FROM (
      SELECT
        COALESCE("t"."customer", 'unattributed') AS "g0",
        COALESCE("k"."feature", "k"."attribution", 'unattributed') AS "g1",
        CASE
          WHEN "t"."cost_state" <> 'unknown' AND "k"."payer_kind" IN ('metered', 'reseller')
          THEN "t"."priced_cost"
        END AS "m0"
      FROM "event" AS "t"
      JOIN "key" AS "k"
        ON "k"."key_id" = "t"."key_id"
      LEFT JOIN "coverage" AS "c"
        ON "c"."payer_id" = "k"."payer_id" AND "c"."day" = CAST("t"."ts" AS Nullable(DATE))
      JOIN (
        SELECT
          "d"."payer_id" AS "payer_id",
          "d"."month" AS "month"
        FROM (
          SELECT
            "t"."payer_id" AS "payer_id",
            "t"."day" AS "day",
            CAST(dateTrunc('MONTH', "t"."day") AS Nullable(DATE)) AS "month"
          FROM "coverage" AS "t"
        ) AS "d"
        GROUP BY
          "d"."payer_id",
          "d"."month"
      ) AS "p"
        ON "p"."payer_id" = "k"."payer_id"
        AND "p"."month" = CAST(dateTrunc('MONTH', CAST("t"."ts" AS Nullable(DATE))) AS Nullable(DATE))
      WHERE
        "t"."ts" >= CAST('2026-11-01' AS Nullable(DATE))
        AND "t"."ts" < CAST('2026-12-01' AS Nullable(DATE))
        AND "k"."payer_kind" IN ('metered', 'reseller')
        AND "c"."payer_id" IS NULL
        AND "t"."ts" >= (
          SELECT
            MIN("o"."opens")
          FROM (
            SELECT
              CASE
                WHEN COUNT(*) = DATE_DIFF(DAY, "d"."month", MAX("d"."day")) + 1
                THEN CAST(MAX("d"."day") + INTERVAL '1' DAY AS Nullable(DATE))
                ELSE "d"."month"
              END AS "opens",
              CAST("d"."month" + INTERVAL '1' MONTH AS Nullable(DATE)) AS "ends"
            FROM (
              SELECT
                "t"."payer_id" AS "payer_id",
                "t"."day" AS "day",
                CAST(dateTrunc('MONTH', "t"."day") AS Nullable(DATE)) AS "month"
              FROM "coverage" AS "t"
              WHERE
                "t"."day" >= CAST('2026-11-01' AS Nullable(DATE))
                AND "t"."day" < CAST('2026-12-01' AS Nullable(DATE))
            ) AS "d"
            GROUP BY
              "d"."payer_id",
              "d"."month"
          ) AS "o"
          WHERE
            "o"."opens" < "o"."ends"
        )
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
  "a"."m0" DESC,
  "a"."g0" ASC,
  "a"."g1" ASC
LIMIT 10001
