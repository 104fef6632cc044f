-- Who each ledger row was allocated to, as a JSON object of the known dimensions; who sells, and the service's category
CREATE OR REPLACE TEMP VIEW ledger_day AS
SELECT
  ledger_rows.*,
  CAST(json_merge_patch('{}', json_object(
    'team', team, 'owner', owner, 'business_unit', business_unit, 'product', product, 'feature', feature,
    'endpoint', endpoint, 'service', service, 'environment', environment, 'cost_center', cost_center,
    'initiative', initiative, 'plan', plan, 'segment', segment, 'employee', employee, 'cluster', cluster,
    'namespace', namespace, 'workload', workload, 'attribution', attribution)) AS VARCHAR) AS owned,
  -- a seller who sends its own invoice is named as there
  CASE WHEN provider IS NULL OR split_part(provider, '.', 1) = split_part(biller, '.', 1) THEN issuer ELSE provider END
    AS seller,
  -- a service has one category, whatever rows of it are for
  coalesce(service_category.category, CASE cost_group
    WHEN 'ai' THEN 'AI and Machine Learning' WHEN 'compute' THEN 'Compute' WHEN 'storage' THEN 'Storage'
    WHEN 'network' THEN 'Networking' WHEN 'saas' THEN 'Business Applications'
    WHEN 'people_tools' THEN 'Developer Tools' ELSE 'Other' END) AS service_category
FROM ledger_rows
LEFT JOIN service_category ON service_category.service_name = provider_service
