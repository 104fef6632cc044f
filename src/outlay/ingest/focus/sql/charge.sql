-- The charges of the scopes that change, as the table `charge` takes them.
CREATE OR REPLACE TEMP VIEW charge AS
SELECT charged.* EXCLUDE (h_scope), changing.delivery_id AS x_delivery_id, getvariable('source') AS x_source
FROM charged
JOIN changing ON changing.h_scope = charged.h_scope
