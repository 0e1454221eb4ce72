namespace Confd.Aws.Json;

/// <summary>A service of AWS with JSON 1.1 over POST: the parameters of its requests.</summary>
/// <param name="Name">The name for people: <c>SSM</c>.</param>
/// <param name="EndpointPrefix">The start of its host, and its name in signatures: <c>ssm</c>.</param>
/// <param name="TargetPrefix">The start of the header <c>X-Amz-Target</c>: <c>AmazonSSM</c>.</param>
/// <param name="Version">The version of its API: <c>2014-11-06</c>.</param>
/// <param name="LocalName">The start of <c>SSM_LOCAL</c> and <c>SSM_ENDPOINT_URL</c>.</param>
/// <param name="EndpointName">The end of <c>AWS_ENDPOINT_URL_SSM</c>.</param>
public sealed record AwsService(
    string Name, string EndpointPrefix, string TargetPrefix, string Version, string LocalName, string EndpointName)
{
    /// <summary>Parameters of Systems Manager.</summary>
    public static AwsService Ssm { get; } = new("SSM", "ssm", "AmazonSSM", "2014-11-06", "SSM", "SSM") { IsFipsInGovernmentRegions = true };

    /// <summary>AWS Secrets Manager.</summary>
    public static AwsService SecretsManager { get; } =
        new("Secrets Manager", "secretsmanager", "secretsmanager", "2017-10-17", "SECRETSMANAGER", "SECRETS_MANAGER")
        {
            IsDualStackUnderItsName = true,
        };

    /// <summary>AWS Certificate Manager.</summary>
    public static AwsService CertificateManager { get; } =
        new("ACM", "acm", "CertificateManager", "2015-12-08", "ACM", "ACM") { IsFipsInGovernmentRegions = true };

    /// <summary>AWS Key Management Service.</summary>
    public static AwsService KeyManagement { get; } = new("KMS", "kms", "TrentService", "2014-11-01", "KMS", "KMS");

    /// <summary>True where the regular endpoints of the partitions <c>aws</c>, <c>aws-cn</c> and <c>aws-us-gov</c> have IPv6 addresses too,
    /// and no others exist for them.</summary>
    public bool IsDualStackUnderItsName { get; init; }

    /// <summary>True where the regular endpoints of the GovCloud regions are FIPS endpoints.</summary>
    public bool IsFipsInGovernmentRegions { get; init; }
}
