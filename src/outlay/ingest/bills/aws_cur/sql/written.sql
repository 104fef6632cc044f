-- Every charge that comes of a bill.
SELECT * EXCLUDE (kind, unused, unused_quantity), CAST(NULL AS VARCHAR) AS "x_RowKind" FROM charges
UNION ALL BY NAME
SELECT * EXCLUDE (kind, unused, unused_quantity), 'unused' AS "x_RowKind" FROM unused
UNION ALL BY NAME
SELECT * FROM residuals
