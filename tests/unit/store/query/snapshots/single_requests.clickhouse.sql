SELECT
  "a"."g0" AS "g0",
  "a"."m0" AS "m0",
  "a"."m1" AS "m1"
FROM (
  SELECT
    "u"."g0" AS "g0",
    CAST(MAX("u"."m0") AS Nullable(Int64)) AS "m0",
    CAST(SUM("u"."m1") AS Nullable(Int64)) AS "m1"
  FROM (
    SELECT
      "r"."g0" AS "g0",
      CAST(NULL AS Nullable(Int64)) AS "m0",
      CAST(SUM("r"."m1") AS Nullable(Int64)) AS "m1"
    FROM (
      SELECT
        "t"."user" AS "g0",
        CASE WHEN "t"."status" = 'error' THEN "t"."requests" ELSE 0 END AS "m1"
      FROM "event" AS "t"
      JOIN "key" AS "k"
        ON "k"."key_id" = "t"."key_id"
      WHERE
        "t"."ts" >= CAST('2026-11-01' AS Nullable(DATE))
        AND "t"."ts" < CAST('2026-12-01' AS Nullable(DATE))
        AND COALESCE(COALESCE("t"."customer", 'unattributed'), '') = 'acme'
    ) AS "r"
    GROUP BY
      "r"."g0"
    UNION ALL
    SELECT
      "w"."g0" AS "g0",
      CAST(MIN(CASE WHEN "w"."u" * 100 >= "w"."n" * 99 THEN "w"."b" END) AS Nullable(Int64)) AS "m0",
      CAST(NULL AS Nullable(Int64)) AS "m1"
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
            "t"."user" AS "g0",
            CASE
              WHEN "t"."priced_cost" > 0
              THEN CAST(FLOOR(
                LN(CAST("t"."priced_cost" AS Nullable(Float64)) / "t"."requests" * 1000000000000.0) / LN(1.02)
              ) AS Nullable(Int64))
              ELSE CAST(-1000 AS Nullable(Int64))
            END AS "b",
            "t"."requests" AS "n"
          FROM "event" AS "t"
          JOIN "key" AS "k"
            ON "k"."key_id" = "t"."key_id"
          WHERE
            "t"."ts" >= CAST('2026-11-01' AS Nullable(DATE))
            AND "t"."ts" < CAST('2026-12-01' AS Nullable(DATE))
            AND NOT (
              "t"."priced_cost" IS NULL
            )
            AND "k"."payer_kind" IN ('metered', 'reseller')
            AND COALESCE(COALESCE("t"."customer", 'unattributed'), '') = 'acme'
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
