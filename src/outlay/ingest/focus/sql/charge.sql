-- The charges of the scopes that change, as the table `charge` takes them.
INSERT INTO charge BY NAME
SELECT charged.* EXCLUDE (h_scope, money), changing.delivery_id AS x_delivery_id, getvariable('source') AS x_source
FROM charged
LEFT JOIN changing ON changing.h_scope = charged.h_scope
WHERE charged.h_scope IN (SELECT h_scope FROM changing)
