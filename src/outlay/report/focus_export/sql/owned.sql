-- Who each ledger row was allocated to, as a JSON object of the dimensions that are known
CREATE OR REPLACE TEMP VIEW ledger_day AS
SELECT
  *,
  CAST(json_merge_patch('{}', json_object(
    'team', team, 'owner', owner, 'business_unit', business_unit, 'product', product, 'feature', feature,
    'endpoint', endpoint, 'service', service, 'environment', environment, 'cost_center', cost_center,
    'initiative', initiative, 'plan', plan, 'segment', segment, 'employee', employee, 'cluster', cluster,
    'namespace', namespace, 'workload', workload, 'attribution', attribution)) AS VARCHAR) AS owned
FROM ledger_rows
