-- An Azure id in small letters, because Azure itself spells one id in several ways; other ids as they are.
CREATE OR REPLACE TEMP MACRO azure_id(x) AS
  CASE WHEN regexp_matches(x, '^/(subscriptions|providers)/', 'i') THEN lower(x) ELSE x END
