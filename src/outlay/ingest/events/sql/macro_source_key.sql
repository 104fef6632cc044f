-- The key of a source and its id. Hashed, because ids that count up, or that a sender chose, must not fall together.
CREATE OR REPLACE TEMP MACRO source_key_of(number, identity, id) AS CAST(md5_number_lower(identity) >> 1 AS BIGINT)
