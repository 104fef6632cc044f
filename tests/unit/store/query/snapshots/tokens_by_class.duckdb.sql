SELECT
  "a"."g0" AS "g0",
  "a"."m0" AS "m0"
FROM (
  SELECT
    "u"."g0" AS "g0",
    CAST(SUM("u"."m0") AS BIGINT) AS "m0"
  FROM (
    SELECT
      "r"."g0" AS "g0",
      CAST(SUM("r"."m0") AS BIGINT) AS "m0"
    FROM (
      SELECT
        'input' AS "g0",
        "t"."input" AS "m0"
      FROM "event_hour" AS "t"
      JOIN "key" AS "k"
        ON "k"."key_id" = "t"."key_id"
      WHERE
        "t"."day" >= CAST('2026-11-01' AS DATE)
        AND "t"."day" < CAST('2026-12-01' AS DATE)
        AND (
          "t"."input" <> 0 OR "t"."cost_input" <> 0
        )
        AND COALESCE('input', '') IN ('input', 'output')
    ) AS "r"
    GROUP BY
      "r"."g0"
    UNION ALL
    SELECT
      "r"."g0" AS "g0",
      CAST(SUM("r"."m0") AS BIGINT) AS "m0"
    FROM (
      SELECT
        'cache_read' AS "g0",
        "t"."cache_read" AS "m0"
      FROM "event_hour" AS "t"
      JOIN "key" AS "k"
        ON "k"."key_id" = "t"."key_id"
      WHERE
        "t"."day" >= CAST('2026-11-01' AS DATE)
        AND "t"."day" < CAST('2026-12-01' AS DATE)
        AND (
          "t"."cache_read" <> 0 OR "t"."cost_cache_read" <> 0
        )
        AND COALESCE('cache_read', '') IN ('input', 'output')
    ) AS "r"
    GROUP BY
      "r"."g0"
    UNION ALL
    SELECT
      "r"."g0" AS "g0",
      CAST(SUM("r"."m0") AS BIGINT) AS "m0"
    FROM (
      SELECT
        'cache_write' AS "g0",
        "t"."cache_write_5m" + "t"."cache_write_1h" AS "m0"
      FROM "event_hour" AS "t"
      JOIN "key" AS "k"
        ON "k"."key_id" = "t"."key_id"
      WHERE
        "t"."day" >= CAST('2026-11-01' AS DATE)
        AND "t"."day" < CAST('2026-12-01' AS DATE)
        AND (
          "t"."cache_write_5m" <> 0
          OR "t"."cache_write_1h" <> 0
          OR "t"."cost_cache_write" <> 0
        )
        AND COALESCE('cache_write', '') IN ('input', 'output')
    ) AS "r"
    GROUP BY
      "r"."g0"
    UNION ALL
    SELECT
      "r"."g0" AS "g0",
      CAST(SUM("r"."m0") AS BIGINT) AS "m0"
    FROM (
      SELECT
        'output' AS "g0",
        "t"."output" AS "m0"
      FROM "event_hour" AS "t"
      JOIN "key" AS "k"
        ON "k"."key_id" = "t"."key_id"
      WHERE
        "t"."day" >= CAST('2026-11-01' AS DATE)
        AND "t"."day" < CAST('2026-12-01' AS DATE)
        AND (
          "t"."output" <> 0 OR "t"."reasoning" <> 0 OR "t"."cost_output" <> 0
        )
        AND COALESCE('output', '') IN ('input', 'output')
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
