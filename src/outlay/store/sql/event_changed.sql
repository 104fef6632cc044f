-- Requests of the batch whose stored content differs and is not newer.
CREATE OR REPLACE TEMP TABLE changed AS
SELECT batch.*
FROM batch
SEMI JOIN found
  ON batch.request_key = found.request_key AND batch.ts = found.batch_ts
  AND batch.content_hash <> found.content_hash AND batch.version >= found.version
