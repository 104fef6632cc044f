SELECT
  "a"."g0" AS "g0",
  "a"."m0" AS "m0",
  "a"."m1" AS "m1"
FROM (
  SELECT
    "u"."g0" AS "g0",
    CAST(MAX("u"."m0") AS BIGINT) AS "m0",
    CAST(MAX("u"."m1") AS BIGINT) AS "m1"
  FROM (
    SELECT
      "w"."g0" AS "g0",
      CAST(MIN(CASE WHEN "w"."u" * 100 >= "w"."n" * 95 THEN "w"."b" END) AS BIGINT) AS "m0",
      CAST(NULL AS BIGINT) AS "m1"
    FROM (
      SELECT
        "h"."g0" AS "g0",
        "h"."b" AS "b",
        SUM("h"."n") OVER (PARTITION BY "h"."g0" ORDER BY "h"."b") AS "u",
        SUM("h"."n") OVER (PARTITION BY "h"."g0") AS "n"
      FROM (
        SELECT
          "r"."g0" AS "g0",
          "r"."b" AS "b",
          SUM("r"."n") AS "n"
        FROM (
          SELECT
            COALESCE("k"."endpoint", "k"."attribution", 'unattributed') AS "g0",
            "t"."bucket" AS "b",
            "t"."n" AS "n"
          FROM "event_hist" AS "t"
          JOIN "key" AS "k"
            ON "k"."key_id" = "t"."key_id"
          WHERE
            "t"."day" >= CAST('2026-11-01' AS DATE)
            AND "t"."day" < CAST('2026-12-01' AS DATE)
            AND "t"."measure" = 'cost'
            AND "k"."payer_kind" IN ('metered', 'reseller')
        ) AS "r"
        GROUP BY
          "r"."g0",
          "r"."b"
      ) AS "h"
    ) AS "w"
    GROUP BY
      "w"."g0"
    UNION ALL
    SELECT
      "w"."g0" AS "g0",
      CAST(NULL AS BIGINT) AS "m0",
      CAST(MIN(CASE WHEN "w"."u" * 100 >= "w"."n" * 50 THEN "w"."b" END) AS BIGINT) AS "m1"
    FROM (
      SELECT
        "h"."g0" AS "g0",
        "h"."b" AS "b",
        SUM("h"."n") OVER (PARTITION BY "h"."g0" ORDER BY "h"."b") AS "u",
        SUM("h"."n") OVER (PARTITION BY "h"."g0") AS "n"
      FROM (
        SELECT
          "r"."g0" AS "g0",
          "r"."b" AS "b",
          SUM("r"."n") AS "n"
        FROM (
          SELECT
            COALESCE("k"."endpoint", "k"."attribution", 'unattributed') AS "g0",
            "t"."bucket" AS "b",
            "t"."n" AS "n"
          FROM "event_hist" AS "t"
          JOIN "key" AS "k"
            ON "k"."key_id" = "t"."key_id"
          WHERE
            "t"."day" >= CAST('2026-11-01' AS DATE)
            AND "t"."day" < CAST('2026-12-01' AS DATE)
            AND "t"."measure" = 'latency'
        ) AS "r"
        GROUP BY
          "r"."g0",
          "r"."b"
      ) AS "h"
    ) AS "w"
    GROUP BY
      "w"."g0"
  ) AS "u"
  GROUP BY
    "u"."g0"
) AS "a"
ORDER BY
  "a"."m0" DESC,
  "a"."g0" ASC
LIMIT 10001
