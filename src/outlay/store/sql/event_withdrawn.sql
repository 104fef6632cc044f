-- Stored requests that a changed one replaces.
CREATE OR REPLACE TEMP TABLE withdrawn AS
SELECT found.request_key, found.ts, found.key_id, found.customer
FROM found
SEMI JOIN changed ON found.request_key = changed.request_key AND found.batch_ts = changed.ts
