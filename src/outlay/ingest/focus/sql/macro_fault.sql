-- Why a row is refused: column, reason and value, split by the unit separator.
CREATE OR REPLACE TEMP MACRO fault(name, value, reason) AS
  name || chr(31) || CASE WHEN value IS NULL THEN 'is missing' ELSE reason END || chr(31) || coalesce(value, '')
