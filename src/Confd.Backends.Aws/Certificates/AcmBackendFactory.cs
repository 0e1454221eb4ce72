using System.Text;
using Confd.Aws.Json;

namespace Confd.Backends.Aws.Certificates;

/// <summary>The backend <c>acm</c>: certificates of AWS Certificate Manager.</summary>
public sealed class AcmBackendFactory : AwsBackendFactory
{
    /// <summary>The variable that holds the passphrase for exported private keys.</summary>
    public const string PassphraseVariable = "ACM_PASSPHRASE";

    /// <summary>Reads private keys, too.</summary>
    public static readonly BackendOption ExportPrivateKey =
        new(
            "acm-export-private-key",
            OptionKind.Switch,
            $"export certificates with their private keys, encrypted with {PassphraseVariable}")
        {
            Variable = "ACM_EXPORT_PRIVATE_KEY",
        };

    /// <inheritdoc/>
    public override string Name => "acm";

    /// <inheritdoc/>
    public override string Summary => "Read certificates from AWS Certificate Manager";

    /// <inheritdoc/>
    public override IReadOnlyList<BackendOption> Options { get; } = [ExportPrivateKey];

    /// <inheritdoc/>
    protected override AwsService Service => AwsService.CertificateManager;

    /// <inheritdoc/>
    protected override string? Source => "AWS ACM";

    /// <inheritdoc/>
    protected override void Classify(BackendSection section)
    {
        if (section.Switch(ExportPrivateKey) && string.IsNullOrEmpty(Connection.Environment(PassphraseVariable)))
        {
            throw new KeyBackendException($"{PassphraseVariable} environment variable is required when exporting private keys");
        }
    }

    private protected override IKeyBackend Create(AwsJsonClient client, BackendSection section, BackendContext context) => new AcmBackend(
        client,
        section.Switch(ExportPrivateKey) ? Encoding.UTF8.GetBytes(Connection.Environment(PassphraseVariable)!) : null,
        context);
}
