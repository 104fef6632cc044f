-- What each row becomes: itself, the parts that commitments make of it, and the credits that are money given.
CREATE OR REPLACE TEMP VIEW entries AS
SELECT
  line_id, 'line' AS role, 0 AS number,
  v_net AS billed, v_net AS effective, v_contracted AS contracted, v_list AS listed, v_amount AS consumed, v_priced AS priced,
  NULL AS discount, NULL AS discount_name, NULL AS discount_kind, NULL AS discount_quantity, NULL AS starts, NULL AS ends,
  NULL AS credit_type, NULL AS credit_name, NULL AS credit_id
FROM metered
WHERE line_id NOT IN (SELECT line_id FROM parts WHERE role IN ('purchase', 'used', 'rest'))
UNION ALL
SELECT
  line_id, role, number, exact(billed), exact(effective), exact(contracted), exact(listed), exact(consumed), exact(priced),
  discount, discount_name, discount_kind, exact(discount_quantity), starts, ends, NULL, NULL, NULL
FROM parts
UNION ALL
SELECT
  line_id, 'credit', number, v_credit, v_credit, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL, type, name, id
FROM elements
WHERE is_reduction IS NOT TRUE
