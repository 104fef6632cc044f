-- What identifies a request by the provider's id of its answer. Long ids are unique in the world; short ones only with
-- the provider that counts them, and servers of one's own give the same short id to many requests.
CREATE OR REPLACE TEMP MACRO response_identity(provider, response_id) AS CASE
  WHEN length(response_id) >= 20 THEN 'r' || chr(31) || response_id
  WHEN provider <> 'self_hosted' THEN 'r' || chr(31) || provider || chr(31) || response_id
END
