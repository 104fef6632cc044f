-- The last part of the path that Azure's FOCUS export gives for a billing account or profile: native exports give that.
CREATE OR REPLACE TEMP MACRO azure_account(x) AS CASE
  WHEN x ILIKE '/providers/microsoft.billing/billingaccounts/%' THEN regexp_extract(x, '([^/]+)/*$', 1) ELSE x
END
