using System.Security.Cryptography;

namespace Confd.Cli.Flags.Sync;

/// <summary>LaunchDarkly's signature of a webhook: HMAC-SHA256 of the body's bytes, in lower-case hex, in the header
/// <c>X-LD-Signature</c>.</summary>
internal static class WebhookSignature
{
    public const string Header = "X-LD-Signature";

    /// <summary>Compares in a time that does not depend on where a wrong signature differs.</summary>
    public static bool IsValid(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> body, string? signature)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (signature is not { Length: HMACSHA256.HashSizeInBytes * 2 }
            || Convert.FromHexString(signature, given, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, body, expected);
        return CryptographicOperations.FixedTimeEquals(expected, given);
    }
}
