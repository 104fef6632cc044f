-- Requests of the batch whose stored content differs and is not newer.
CREATE OR REPLACE TEMP TABLE changed AS
SELECT batch.*
FROM batch
JOIN found USING (request_key)
WHERE batch.content_hash <> found.content_hash AND batch.version >= found.version
