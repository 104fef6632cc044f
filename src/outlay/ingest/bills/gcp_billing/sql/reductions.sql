-- What lowers the price of each row: in all, by commitments, and each kind for the record.
CREATE OR REPLACE TEMP TABLE reductions AS
SELECT
  line_id,
  sum(v_credit) AS v_reduction,
  coalesce(sum(v_credit) FILTER (commitment_kind = 'offset'), 0) AS v_offset,
  coalesce(sum(v_credit) FILTER (commitment_kind IN ('spend', 'resource')), 0) AS v_committed,
  bool_or(commitment_kind = 'spend') AS is_spend,
  min(coalesce(id, name)) FILTER (commitment_kind IN ('spend', 'resource')) AS commitment,
  min(name) FILTER (commitment_kind IN ('spend', 'resource')) AS commitment_name,
  CAST(to_json(list({'type': type, 'name': name, 'amount': CAST(v_credit AS VARCHAR)} ORDER BY number)) AS VARCHAR)
    AS record
FROM elements
WHERE is_reduction
GROUP BY line_id
