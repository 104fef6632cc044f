-- A member of a nested column's JSON as text, null where it is empty.
CREATE OR REPLACE TEMP MACRO member(x, path) AS nullif(json_extract_string(x, path), '')
