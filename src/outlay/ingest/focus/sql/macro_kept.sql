-- A displaced original value as a JSON member, so that nothing a bill says is lost.
CREATE OR REPLACE TEMP MACRO kept(name, value) AS '"' || name || '":' || CAST(to_json(value) AS VARCHAR)
