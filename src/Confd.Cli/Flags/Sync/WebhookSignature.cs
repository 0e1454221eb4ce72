using System.Security.Cryptography;
using System.Text;

namespace Confd.Cli.Flags.Sync;

/// <summary>LaunchDarkly's signature of a webhook: HMAC-SHA256 of the body's bytes, in lower-case hex, in the header
/// <c>X-LD-Signature</c>. Computed while the body arrives.</summary>
/// <param name="secret">The secret.</param>
internal sealed class WebhookSignature(ReadOnlySpan<byte> secret) : IDisposable
{
    public const string Header = "X-LD-Signature";

    private readonly IncrementalHash _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);

    /// <summary>Adds the next bytes of the body.</summary>
    public void Add(ReadOnlySpan<byte> body) => _hash.AppendData(body);

    /// <summary>Ends the body, and compares in constant time.</summary>
    public bool IsValid(string? signature) =>
        Convert.ToHexStringLower(_hash.GetHashAndReset()) is var right
        && signature is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(signature));

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
