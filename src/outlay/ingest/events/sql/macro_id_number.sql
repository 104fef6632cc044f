-- The number of a trace. Links of spans are kept for three days only, so the engine's own fast hash will do.
CREATE OR REPLACE TEMP MACRO id_number(id) AS CASE WHEN id IS NOT NULL THEN hash(id) END
