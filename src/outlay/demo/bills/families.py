"""Cloud services by name, each in its FOCUS category."""

from __future__ import annotations

from typing import Final

from outlay.demo.bills.cloud import Family

_AI: Final = "AI and Machine Learning"


def _family(service: str, category: str, subcategory: str) -> Family:
    return Family(service=service, category=category, subcategory=subcategory)


EC2: Final = _family("Amazon Elastic Compute Cloud", "Compute", "Virtual Machines")
EKS: Final = _family("Amazon Elastic Container Service for Kubernetes", "Compute", "Containers")
LAMBDA: Final = _family("AWS Lambda", "Compute", "Serverless Compute")
RDS: Final = _family("Amazon Relational Database Service", "Databases", "Relational Databases")
DYNAMODB: Final = _family("Amazon DynamoDB", "Databases", "NoSQL Databases")
ELASTICACHE: Final = _family("Amazon ElastiCache", "Databases", "Caching")
OPENSEARCH: Final = _family("Amazon OpenSearch Service", "Analytics", "Search")
KINESIS: Final = _family("Amazon Kinesis", "Analytics", "Streaming Analytics")
REDSHIFT: Final = _family("Amazon Redshift", "Databases", "Data Warehouses")
GLUE: Final = _family("AWS Glue", "Analytics", "Data Processing")
S3: Final = _family("Amazon Simple Storage Service", "Storage", "Object Storage")
EBS: Final = _family("Amazon Elastic Block Store", "Storage", "Block Storage")
FSX: Final = _family("Amazon FSx", "Storage", "File Storage")
VPC: Final = _family("Amazon Virtual Private Cloud", "Networking", "Network Connectivity")
TRANSFER: Final = _family("AWS Data Transfer", "Networking", "Network Infrastructure")
CLOUDFRONT: Final = _family("Amazon CloudFront", "Networking", "Content Delivery")
ELB: Final = _family("Elastic Load Balancing", "Networking", "Application Networking")
SQS: Final = _family("Amazon Simple Queue Service", "Integration", "Messaging")
CLOUDWATCH: Final = _family("AmazonCloudWatch", "Management and Governance", "Observability")
WAF: Final = _family("AWS WAF", "Security", "Threat Detection and Response")
SUPPORT: Final = _family("AWS Support (Business)", "Management and Governance", "Support")
SAVINGS_PLANS: Final = _family("Savings Plans for AWS Compute usage", "Compute", "Virtual Machines")
BEDROCK: Final = _family("Amazon Bedrock", _AI, "Generative AI")
SAGEMAKER: Final = _family("Amazon SageMaker", _AI, "Machine Learning")
CREDITS: Final = _family("AWS Credits", "Other", "Other (Other)")
DATADOG: Final = _family("Datadog Pro", "Management and Governance", "Observability")

AZURE_VM: Final = _family("Virtual Machines", "Compute", "Virtual Machines")
AZURE_SQL: Final = _family("Azure SQL Database", "Databases", "Relational Databases")
AZURE_DOCUMENTS: Final = _family("Azure AI Document Intelligence", _AI, "Other (AI and Machine Learning)")
AZURE_SEARCH: Final = _family("Azure AI Search", _AI, "AI Platforms")
AZURE_BLOB: Final = _family("Azure Blob Storage", "Storage", "Object Storage")
AZURE_MONITOR: Final = _family("Azure Monitor", "Management and Governance", "Observability")
AZURE_DEFENDER: Final = _family("Microsoft Defender for Cloud", "Security", "Security Posture Management")

BIGQUERY: Final = _family("BigQuery", "Databases", "Data Warehouses")
GKE: Final = _family("Kubernetes Engine", "Compute", "Containers")
VERTEX: Final = _family("Vertex AI", _AI, "AI Platforms")
GCS: Final = _family("Cloud Storage", "Storage", "Object Storage")
PUBSUB: Final = _family("Cloud Pub/Sub", "Integration", "Messaging")
