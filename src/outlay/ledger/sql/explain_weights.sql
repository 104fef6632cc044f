-- The heaviest keys of usage in some cells
SELECT
  k.team,
  k.product,
  k.feature,
  k.model,
  u.is_modelled AS is_without_price,
  CAST(u.requests AS DECIMAL(38, 0)) AS requests,
  CAST(w.weight AS DECIMAL(38, 0)) AS weight,
  CAST(sum(w.weight) OVER (PARTITION BY w.cell) AS DECIMAL(38, 0)) AS weight_of_all
FROM cell_weight AS w
JOIN usage AS u USING (target)
JOIN keys_in AS k ON k.key_id = u.key_id
WHERE list_contains(?, w.cell)
ORDER BY w.weight DESC, w.place
LIMIT 20
