-- The requests in the deltas of each rollup; latency is not always known, cost is unless the price is not.
SELECT
  (SELECT coalesce(sum(requests), 0) FROM delta_event_hour) AS event_hour,
  (SELECT coalesce(sum(requests), 0) FROM delta_customer_day) AS customer_day,
  (SELECT coalesce(sum(requests), 0) FROM delta_customer_month) AS customer_month,
  (SELECT coalesce(sum(n), 0) FROM delta_event_hist WHERE measure = 'cost') AS event_hist,
  (SELECT coalesce(sum(requests), 0) FROM delta_event_hour WHERE cost_state <> 'unknown') AS priced
