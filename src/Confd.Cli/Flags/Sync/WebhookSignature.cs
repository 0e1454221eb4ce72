using System.Security.Cryptography;
using System.Text;

namespace Confd.Cli.Flags.Sync;

/// <summary>LaunchDarkly's signature of a webhook: HMAC-SHA256 of the body's bytes, in lower-case hex, in the header
/// <c>X-LD-Signature</c>.</summary>
internal static class WebhookSignature
{
    public const string Header = "X-LD-Signature";

    /// <summary>Compares in a time that does not depend on where a wrong signature differs.</summary>
    public static bool IsValid(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> body, string? signature) =>
        signature is not null && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(secret, body))), Encoding.UTF8.GetBytes(signature));
}
