using System.Security.Cryptography;
using Confd.Shared.Digests;

namespace Confd.Engine.Tests.Shared;

/// <summary>Our own sums against those of the system.</summary>
public sealed class Md5SumTests
{
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 140), 1000, 65536, 100_001];

    [Theory]
    [MemberData(nameof(Lengths))]
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "what ours is compared with")]
    public void Finish_TextOfAnyLength_IsTheSystemsSum(int length)
    {
        var text = Enumerable.Range(0, length).Select(index => (byte)(index * 7)).ToArray();
        var sum = new Md5Sum();
        sum.Append(text.AsSpan(0, length / 3));
        sum.Append(text.AsSpan(length / 3));

        sum.Finish().ShouldBe(Convert.ToHexStringLower(MD5.HashData(text)));
        Sha256Sum.Compute(text).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(text)));
    }
}
