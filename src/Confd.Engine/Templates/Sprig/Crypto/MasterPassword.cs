using System.Buffers.Binary;
using System.Text;
using Confd.GoTemplate;
using Confd.Shared.Digests;

namespace Confd.Engine.Templates.Sprig.Crypto;

/// <summary>Passwords that are computed from a master password and a site (the Master Password algorithm), for
/// <c>derivePassword</c>.</summary>
internal static class MasterPassword
{
    private const string Scope = "com.lyndir.masterpassword";
    private const string Vowels = "AEIOU";
    private const string Consonants = "BCDFGHJKLMNPQRSTVWXYZ";
    private const string Letters = Vowels + "aeiou" + Consonants + "bcdfghjklmnpqrstvwxyz";
    private const string Digits = "0123456789";

    /// <summary>Computes the password.</summary>
    /// <param name="context">Cancels it with the run.</param>
    /// <param name="counter">The number of the password for one site.</param>
    /// <param name="kind">maximum, long, medium, short, basic or pin.</param>
    /// <param name="password">The master password.</param>
    /// <param name="user">The user's name.</param>
    /// <param name="site">The site.</param>
    /// <returns>Null for another kind.</returns>
    public static string? Derive(
        RenderContext context,
        uint counter,
        string kind,
        ReadOnlySpan<byte> password,
        ReadOnlySpan<byte> user,
        ReadOnlySpan<byte> site)
    {
        if (PatternsOf(kind) is not { } patterns)
        {
            return null;
        }

        var key = Scrypt.Derive(context, password, Scoped(user), cost: 32_768, blockSize: 8, parallelization: 2, length: 64);
        var number = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(number, counter);
        var seed = HmacSha256.Compute(key, [.. Scoped(site), .. number]);
        var pattern = patterns[seed[0] % patterns.Length];
        var text = new StringBuilder();
        for (var index = 0; index < pattern.Length; index++)
        {
            var characters = CharactersOf(pattern[index]);
            text.Append(characters[seed[index + 1] % characters.Length]);
        }

        return text.ToString();
    }

    private static byte[] Scoped(ReadOnlySpan<byte> name)
    {
        var length = new byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32BigEndian(length, name.Length);
        return [.. Encoding.ASCII.GetBytes(Scope), .. length, .. name];
    }

    private static string[]? PatternsOf(string kind) => kind switch
    {
        "maximum" => ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        "long" =>
        [
            "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv", "CvccCvcvCvcvno", "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc", "CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv",
            "CvccCvccCvcvno", "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc", "CvccCvcvCvccno",
        ],
        "medium" => ["CvcnoCvc", "CvcCvcno"],
        "short" => ["Cvcn"],
        "basic" => ["aaanaaan", "aannaaan", "aaannaaa"],
        "pin" => ["nnnn"],
        _ => null,
    };

    private static string CharactersOf(char kind) => kind switch
    {
        'v' => "aeiou",
        'c' => "bcdfghjklmnpqrstvwxyz",
        'C' => Consonants,
        'a' => Letters,
        'n' => Digits,
        'o' => "@&%?,=[]_:-+*$#!'^~;()/.",
        _ => Letters + Digits + "!@#$%^&*()",
    };
}
