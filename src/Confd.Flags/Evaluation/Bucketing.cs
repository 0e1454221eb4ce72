using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Confd.Flags.Contexts;
using Confd.Shared;

namespace Confd.Flags.Evaluation;

/// <summary>The position of a context in a rollout: a number from 0 to 1, from a hash that all of LaunchDarkly's SDKs compute
/// alike.</summary>
internal static class Bucketing
{
    /// <summary>The weight of all contexts, in 1/100000. A float: each SDK adds up shares of it.</summary>
    public const float FullWeight = Weights.Full;

    private const float MaxHash = 0xFFFFFFFFFFFFFFF;

    // The longest long with its sign.
    private const int MaxDigits = 20;

    /// <summary>Hashes <c>key.salt.value</c>.</summary>
    /// <param name="key">The key of the flag or segment.</param>
    /// <param name="salt">The salt of the flag or segment.</param>
    /// <param name="value">The attribute's value. Strings and whole numbers are hashed, everything else is in bucket 0.</param>
    public static float Compute(string key, string salt, FlagValue value)
    {
        Span<char> digits = stackalloc char[MaxDigits];
        return TryGetText(value, digits, out var text) ? Hash(key, ".", salt, text) : 0;
    }

    /// <summary>Hashes <c>seed.value</c>.</summary>
    public static float Compute(long seed, FlagValue value)
    {
        Span<char> digits = stackalloc char[MaxDigits];
        Span<char> seedDigits = stackalloc char[MaxDigits];
        seed.TryFormat(seedDigits, out var length, provider: CultureInfo.InvariantCulture);
        return TryGetText(value, digits, out var text) ? Hash(seedDigits[..length], "", "", text) : 0;
    }

    private static bool TryGetText(FlagValue value, Span<char> digits, out ReadOnlySpan<char> text)
    {
        text = value.AsString;
        if (value.Kind == FlagValueKind.String)
        {
            return true;
        }

        var number = value.AsDouble;
        if (value.Kind != FlagValueKind.Number || Math.Floor(number) != number || Math.Abs(number) >= long.MaxValue)
        {
            return false;
        }

        ((long)number).TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        text = digits[..length];
        return true;
    }

    // The input is first, separator, second, a dot, value.
    private static float Hash(ReadOnlySpan<char> first, string separator, string second, ReadOnlySpan<char> value)
    {
        var maxBytes = Encoding.UTF8.GetMaxByteCount(first.Length + second.Length + value.Length + 2);
        byte[]? rented = null;
        var input = maxBytes <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(maxBytes);
        var length = Append(input, 0, first);
        length = Append(input, length, separator);
        length = Append(input, length, second);
        input[length++] = (byte)'.';
        length = Append(input, length, value);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // the hash is part of LaunchDarkly's format and protects nothing
        SHA1.HashData(input[..length], hash);
#pragma warning restore CA5350
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        // The first 15 of the 40 hexadecimal digits. Single precision on purpose: that is how the .NET and Go SDKs compute.
        var number = BinaryPrimitives.ReadUInt64BigEndian(hash) >> 4;
        return (long)number / MaxHash;
    }

    private static int Append(Span<byte> input, int length, ReadOnlySpan<char> text) =>
        length + Encoding.UTF8.GetBytes(text, input[length..]);
}
