using Confd.Aws.Json;

namespace Confd.Backends.Aws.Parameters;

/// <summary>The backend <c>ssm</c>: parameters of AWS Systems Manager.</summary>
public sealed class SsmBackendFactory : AwsBackendFactory
{
    /// <summary>Only versions of parameters with this label; none for the newest.</summary>
    public static readonly BackendOption Label =
        new("ssm-label", OptionKind.Text, "read the versions of parameters that have this label instead of the newest");

    /// <inheritdoc/>
    public override string Name => "ssm";

    /// <inheritdoc/>
    public override string Summary => "Read keys from the parameters of AWS Systems Manager";

    /// <inheritdoc/>
    public override IReadOnlyList<BackendOption> Options { get; } = [Label];

    /// <inheritdoc/>
    protected override AwsService Service => AwsService.Ssm;

    /// <inheritdoc/>
    protected override string? Source => null;

    private protected override IKeyBackend Create(AwsJsonClient client, BackendSection section, BackendContext context) =>
        new SsmBackend(client, section.Text(Label), context);
}
