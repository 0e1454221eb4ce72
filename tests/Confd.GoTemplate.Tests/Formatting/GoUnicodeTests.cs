using Confd.GoTemplate.Formatting;
using Confd.Shared;

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

    // How many code points have a property, and FNV-1a over their three low bytes.
    private static (int Count, uint Checksum) Summarize(Func<int, bool> property)
    {
        var count = 0;
        var checksum = 2166136261;
        for (var rune = 0; rune <= GoUtf8.MaxRune; rune++)
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
