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
    [InlineData("")]
    [InlineData("rw-r--r--")]
    [InlineData("0888")]
    [InlineData("0x")]
    [InlineData("-1")]
    [InlineData("6 4")]
    [InlineData("99999999999")]
    public void TryParse_NoNumber_IsRefused(string text) => ModeText.TryParse(text, out _).ShouldBeFalse();
}
