-- The number of a ledger row: 63 bits of a hash over its axes and key, the same once its bill settles
CREATE OR REPLACE MACRO row_number_of(axis, key_id) AS
CAST(md5_number_lower(concat_ws('/', axis, key_id)) >> 1 AS BIGINT)
