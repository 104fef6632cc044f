-- First split of a pool: 1 what telemetry saw, 2 what it missed; quantities are scaled to stay below 1e15
CREATE OR REPLACE TABLE split_weight AS
WITH weight AS (
  SELECT cell AS part_of, 1 AS target, 1 AS place, telemetry AS weight FROM cell_gap
  WHERE is_own_usage AND is_seen AND gap > 0
  UNION ALL
  SELECT cell, 2, 2, CASE WHEN is_seen THEN gap ELSE 1 END FROM cell_gap
  WHERE is_own_usage AND (gap > 0 OR NOT is_seen)
)
SELECT part_of, target, place, weight // (sum(weight) OVER (PARTITION BY part_of) // 1000000000000000 + 1) AS weight
FROM weight
