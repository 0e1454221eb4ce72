using Confd.Engine.Resources;

namespace Confd.Engine.Tests.Resources;

public sealed class ModeTextTests
{
    // Go's strconv.ParseUint(text, 0, 32), cut to the permission bits.
    [Theory]
    [InlineData("0644", 0x1A4)]
    [InlineData("0o644", 0x1A4)]
    [InlineData("0O600", 0x180)]
    [InlineData("0x1a4", 0x1A4)]
    [InlineData("0b110100100", 0x1A4)]
    [InlineData("420", 0x1A4)]
    [InlineData("644", 0x84)]
    [InlineData("4755", 0x93)]
    [InlineData("04755", 0x1ED)]
    [InlineData("0", 0)]
    [InlineData("0_644", 0x1A4)]
    public void TryParse_Number_YieldsPermissionBits(string text, int bits)
    {
        ModeText.TryParse(text, out var mode).ShouldBeTrue();

        ((int)mode).ShouldBe(bits);
    }

    [Theory]
    [InlineData("", "invalid syntax")]
    [InlineData("rw-r--r--", "invalid syntax")]
    [InlineData("0888", "invalid syntax")]
    [InlineData("0x", "invalid syntax")]
    [InlineData("-1", "invalid syntax")]
    [InlineData("6 4", "invalid syntax")]
    [InlineData("99999999999", "value out of range")]
    [InlineData("99999999999999999999999999", "value out of range")]
    public void TryParse_NoNumber_IsRefusedInGosWords(string text, string reason)
    {
        ModeText.TryParse(text, out _, out var problem).ShouldBeFalse();

        problem.ShouldBe($"strconv.ParseUint: parsing \"{text}\": {reason}");
    }
}
