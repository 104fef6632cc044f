-- A moment in UTC as OCI writes it, with or without seconds.
CREATE OR REPLACE TEMP MACRO oci_moment(x) AS
  timezone('UTC', coalesce(try_cast(x AS TIMESTAMPTZ), try_strptime(x, ['%Y-%m-%dT%H:%MZ', '%Y-%m-%d %H:%M'])::TIMESTAMPTZ))
