-- A number for the provider's id of a request's answer, where that identifies it.
CREATE OR REPLACE TEMP MACRO response_hash(provider, response_id) AS
  CASE WHEN response_identity(provider, response_id) IS NOT NULL
    THEN hash('r', response_identity(provider, response_id)) END
