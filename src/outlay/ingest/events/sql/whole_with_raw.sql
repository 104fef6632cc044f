-- Rows with what their raw provider bodies say; counts that stand beside a body win over it.
CREATE OR REPLACE TEMP VIEW whole AS
SELECT mapped.* REPLACE (REPLACED)
FROM mapped
LEFT JOIN extracted ON mapped._file = extracted._file AND mapped._row = extracted._row
