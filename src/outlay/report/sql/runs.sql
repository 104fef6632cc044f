-- Runs that began in a range, by project, experiment and model: how many there are, how they ended, their GPU time.
SELECT
  project,
  experiment,
  model,
  count(*) AS runs,
  CAST(sum(CASE WHEN parent_id IS NOT NULL OR experiment IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) AS iterations,
  CAST(sum(CASE WHEN state IN ('failed', 'crashed') THEN 1 ELSE 0 END) AS BIGINT) AS failed,
  CAST(sum(CASE WHEN state = 'killed' THEN 1 ELSE 0 END) AS BIGINT) AS stopped,
  CAST(sum(CASE WHEN state IN ('running', 'pending') THEN 1 ELSE 0 END) AS BIGINT) AS going,
  CAST(sum(CASE WHEN gpu_seconds IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS without_gpu_time,
  sum(gpu_seconds) AS gpu_seconds,
  sum(CASE WHEN state IN ('failed', 'crashed') THEN gpu_seconds END) AS failed_gpu_seconds,
  min(started_at) AS first_started,
  max(started_at) AS last_started
FROM run
WHERE started_at >= $since AND started_at < $until
GROUP BY project, experiment, model
