using Confd.GoTemplate.Formatting;

namespace Confd.GoTemplate.Tests.Formatting;

/// <summary>Counts and checksums come from the general categories of Unicode 15.0, the version of Go 1.26.</summary>
public sealed class GoUnicodeTests
{
    [Fact]
    public void IsPrint_EveryCodePoint_AgreesWithUnicode15()
        => Summarize(GoUnicode.IsPrint).ShouldBe((148998, 2322054906u));

    [Fact]
    public void IsLetter_EveryCodePoint_AgreesWithUnicode15()
        => Summarize(GoUnicode.IsLetter).ShouldBe((136104, 2194922977u));

    [Fact]
    public void IsDecimalDigit_EveryCodePoint_AgreesWithUnicode15()
        => Summarize(GoUnicode.IsDecimalDigit).ShouldBe((680, 1702269437u));

    [Theory]
    [InlineData(new byte[] { 0xFF }, 0xFFFD, 1)]
    [InlineData(new byte[] { 0xE2, 0x98 }, 0xFFFD, 1)]
    [InlineData(new byte[] { 0xE2, 0x98, 0x83 }, 0x2603, 3)]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, 0xFFFD, 1)]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x98, 0x80, 0x41 }, 0x1F600, 4)]
    [InlineData(new byte[] { 0xC0, 0x80 }, 0xFFFD, 1)]
    [InlineData(new byte[0], 0xFFFD, 0)]
    public void Decode_Bytes_GivesCodePointAndLength(byte[] text, int rune, int length)
    {
        GoUnicode.Decode(text, out var used).ShouldBe(rune);
        used.ShouldBe(length);
    }

    [Fact]
    public void CountRunes_BadBytes_CountOneEach()
        => GoUnicode.CountRunes([(byte)'a', 0xFF, 0xE2, 0x98, 0x83, 0xE2, 0x98, (byte)'z']).ShouldBe(6);

    // How many code points have a property, and FNV-1a over their three low bytes.
    private static (int Count, uint Checksum) Summarize(Func<int, bool> property)
    {
        var count = 0;
        var checksum = 2166136261;
        for (var rune = 0; rune <= GoUnicode.MaxCodePoint; rune++)
        {
            if (!property(rune))
            {
                continue;
            }

            count++;
            for (var shift = 0; shift <= 16; shift += 8)
            {
                checksum = unchecked((checksum ^ (uint)((rune >> shift) & 0xFF)) * 16777619);
            }
        }

        return (count, checksum);
    }
}
