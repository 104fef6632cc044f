-- Requests of the batch that are not stored yet.
CREATE OR REPLACE TEMP TABLE fresh AS
SELECT batch.*
FROM batch
ANTI JOIN found ON batch.request_key = found.request_key AND batch.ts = found.batch_ts
