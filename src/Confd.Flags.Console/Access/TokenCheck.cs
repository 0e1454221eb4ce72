using System.Security.Cryptography;
using System.Text;

namespace Confd.Flags.Console.Access;

/// <summary>Finds the token that somebody shows. All are compared each time, by their hashes, so that the time of an answer tells nothing
/// of any.</summary>
internal sealed class TokenCheck(IReadOnlyList<ConsoleToken> tokens)
{
    private readonly byte[][] _hashes = [.. tokens.Select(token => HashOf(token.Secret))];

    /// <summary>The token's place; null: it is none.</summary>
    public int? Find(string secret)
    {
        var hash = HashOf(secret);
        int? found = null;
        for (var at = 0; at < _hashes.Length; at++)
        {
            found = CryptographicOperations.FixedTimeEquals(_hashes[at], hash) ? at : found;
        }

        return found;
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
