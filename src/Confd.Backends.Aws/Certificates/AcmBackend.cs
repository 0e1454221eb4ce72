using System.Text;
using System.Text.Json;
using Confd.Aws;
using Confd.Aws.Json;

namespace Confd.Backends.Aws.Certificates;

/// <summary>Certificates by ARN: the certificate at the key, its chain at <c>KEY_chain</c>, its encrypted private key at
/// <c>KEY_private_key</c>.</summary>
internal sealed class AcmBackend(AwsJsonClient client, byte[]? passphrase, BackendContext context) : AwsBackend(client, context)
{
    private const string PrivateKeySuffix = "_private_key";

    public override string Name => "acm";

    protected override string Title => "ACM";

    protected override string CountName => "certificate_count";

    protected override ServiceListing Listing { get; } = new("ListCertificates", "MaxItems", 1000, "CertificateSummaryList");

    protected override bool IsSecret(string key) => key.EndsWith(PrivateKeySuffix, StringComparison.Ordinal);

    protected override Func<string, CancellationToken, Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>> StartReading(
        ReadingBudget budget) => (lookupKey, cancellationToken) => ReadKeyAsync(lookupKey, budget, cancellationToken);

    private async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadKeyAsync(
        string lookupKey, ReadingBudget budget, CancellationToken cancellationToken)
    {
        var key = new LookupKey(lookupKey).Path;
        var answer = await RequestAsync(key.TrimStart('/'), cancellationToken).ConfigureAwait(false);
        var values = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (member, suffix) in new[] { ("Certificate", ""), ("CertificateChain", "_chain"), ("PrivateKey", PrivateKeySuffix) })
        {
            if (JsonResponse.TextOrNull(answer, member) is { Length: > 0 } text)
            {
                budget.Take(key + suffix, text.Length);
                values[key + suffix] = Encoding.UTF8.GetBytes(text);
            }
        }

        return values;
    }

    private async Task<JsonElement> RequestAsync(string arn, CancellationToken cancellationToken)
    {
        try
        {
            return await Client.SendAsync(
                passphrase is null ? "GetCertificate" : "ExportCertificate",
                writer =>
                {
                    writer.WriteString("CertificateArn", arn);
                    if (passphrase is not null)
                    {
                        writer.WriteBase64String("Passphrase", passphrase);
                    }
                },
                "Certificate",
                JsonValueKind.String,
                cancellationToken).ConfigureAwait(false);
        }
        catch (AwsException failed)
        {
            var what = passphrase is null ? "failed to retrieve certificate" : "failed to export certificate";
            throw new KeyBackendException($"{what}: {arn}: {failed.Message}", failed);
        }
    }
}
