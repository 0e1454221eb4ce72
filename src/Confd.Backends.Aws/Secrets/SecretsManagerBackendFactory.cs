using Confd.Aws.Json;

namespace Confd.Backends.Aws.Secrets;

/// <summary>The backend <c>secretsmanager</c>: secrets of AWS Secrets Manager.</summary>
public sealed class SecretsManagerBackendFactory : AwsBackendFactory
{
    /// <summary>The version of each secret to read.</summary>
    public static readonly BackendOption VersionStage =
        new("secretsmanager-version-stage", OptionKind.Text, "staging label of the versions of secrets to read") { Default = "AWSCURRENT" };

    /// <summary>Secrets are not flattened, not even JSON objects.</summary>
    public static readonly BackendOption NoFlatten =
        new("secretsmanager-no-flatten", OptionKind.Switch, "do not turn the members of JSON secrets into keys");

    /// <inheritdoc/>
    public override string Name => "secretsmanager";

    /// <inheritdoc/>
    public override string Summary => "Read keys from AWS Secrets Manager";

    /// <inheritdoc/>
    public override IReadOnlyList<BackendOption> Options { get; } = [VersionStage, NoFlatten];

    /// <inheritdoc/>
    protected override AwsService Service => AwsService.SecretsManager;

    /// <inheritdoc/>
    protected override string? Source => "AWS Secrets Manager";

    /// <inheritdoc/>
    protected override string? NoRegionMessage =>
        "AWS region not found. Configure a region via AWS SDK defaults such as AWS_REGION, AWS_DEFAULT_REGION, "
        + "the profile in ~/.aws/config, "
        + "or the instance metadata service";

    private protected override IKeyBackend Create(AwsJsonClient client, BackendSection section, BackendContext context) =>
        new SecretsManagerBackend(client, section.Text(VersionStage)!, flattens: !section.Switch(NoFlatten), context);
}
