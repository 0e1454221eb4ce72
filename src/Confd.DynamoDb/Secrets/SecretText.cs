using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace Confd.DynamoDb.Secrets;

/// <summary>The text of an encrypted value in a table: a prefix with the version, then Base64.</summary>
/// <remarks>
/// The Base64 holds two bytes with the length of the wrapped data key, the wrapped data key, 12 bytes nonce, the ciphertext, and 16 bytes
/// tag. <c>docs/secrets.md</c> explains why.
/// </remarks>
/// <param name="WrappedKey">The data key, encrypted by KMS.</param>
/// <param name="Nonce">AES-GCM's.</param>
/// <param name="Ciphertext">As long as the value.</param>
/// <param name="Tag">AES-GCM's.</param>
internal sealed record SecretText(
    ReadOnlyMemory<byte> WrappedKey, ReadOnlyMemory<byte> Nonce, ReadOnlyMemory<byte> Ciphertext, ReadOnlyMemory<byte> Tag)
{
    public const int NonceBytes = 12;
    public const int TagBytes = 16;

    /// <summary>The prefix of every version.</summary>
    public const string AnyPrefix = "confd-secret:";

    /// <summary>The prefix of this version; bound to the ciphertext, too.</summary>
    public const string Prefix = AnyPrefix + "v1:";

    private const int LengthBytes = 2;

    /// <summary>True for an encrypted value of any version.</summary>
    public static bool IsSecret(ReadOnlySpan<byte> value) => value.StartsWith("confd-secret:"u8);

    /// <inheritdoc cref="IsSecret(ReadOnlySpan{byte})"/>
    public static bool IsSecret(string value) => value.StartsWith(AnyPrefix, StringComparison.Ordinal);

    /// <summary>Parses an encrypted value.</summary>
    /// <exception cref="FormatException">It is truncated, changed, or of another version; the message quotes nothing.</exception>
    public static SecretText Parse(ReadOnlySpan<byte> value)
    {
        if (!value.StartsWith("confd-secret:v1:"u8))
        {
            throw new FormatException("it is encrypted in a form that this version of confd does not know");
        }

        var base64 = value[Prefix.Length..];
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        if (Base64.DecodeFromUtf8(base64, bytes, out _, out var length) != System.Buffers.OperationStatus.Done)
        {
            throw Cut();
        }

        var all = bytes.AsMemory(0, length);
        var keyLength = length >= LengthBytes ? BinaryPrimitives.ReadUInt16BigEndian(all.Span) : 0;
        var nonce = LengthBytes + keyLength;
        return keyLength > 0 && length >= nonce + NonceBytes + TagBytes
            ? new SecretText(
                all[LengthBytes..nonce], all.Slice(nonce, NonceBytes), all[(nonce + NonceBytes)..^TagBytes], all[^TagBytes..])
            : throw Cut();
    }

    /// <summary>The text for the table.</summary>
    public string Format()
    {
        var all = new byte[LengthBytes + WrappedKey.Length + NonceBytes + Ciphertext.Length + TagBytes];
        BinaryPrimitives.WriteUInt16BigEndian(all, checked((ushort)WrappedKey.Length));
        WrappedKey.CopyTo(all.AsMemory(LengthBytes));
        Nonce.CopyTo(all.AsMemory(LengthBytes + WrappedKey.Length));
        Ciphertext.CopyTo(all.AsMemory(LengthBytes + WrappedKey.Length + NonceBytes));
        Tag.CopyTo(all.AsMemory(all.Length - TagBytes));
        return new StringBuilder(Prefix).Append(Convert.ToBase64String(all)).ToString();
    }

    private static FormatException Cut() => new("its encrypted text is not whole");
}
