-- What each source reported of usage, of requests and of facts without money, and how far it reaches.
SELECT source, 'usage_report' AS origin, 'provider-usage' AS kind, count(*) AS n, min(day) AS first_day,
  max(day) AS last_day
FROM provider_usage
GROUP BY source
UNION ALL
SELECT source, 'telemetry', 'events', count(*), CAST(min(ts) AS DATE), CAST(max(ts) AS DATE)
FROM event
GROUP BY source
UNION ALL
SELECT source, 'file', 'seats', count(*), min(as_of), max(as_of)
FROM seat
GROUP BY source
UNION ALL
SELECT source, 'file', 'runs', count(*), CAST(min(started_at) AS DATE), CAST(max(started_at) AS DATE)
FROM run
GROUP BY source
UNION ALL
SELECT source, 'file', 'payments', count(*), min(day), max(day)
FROM payment
GROUP BY source
UNION ALL
SELECT source, 'file', 'invoices', count(*), min(period_start), CAST(max(period_end) - INTERVAL 1 DAY AS DATE)
FROM invoice
GROUP BY source
ORDER BY 1, 2
