using System.Text;
using Confd.Engine.Posix;

namespace Confd.Engine.Tests.Posix;

public sealed class LosslessTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("ä日😀\u0000\uFFFD\uFEFF")]
    public void Decode_Utf8_IsTheTextItself(string text)
    {
        LosslessText.Decode(Encoding.UTF8.GetBytes(text)).ShouldBe(text);
        LosslessText.Encode(text).ShouldBe(Encoding.UTF8.GetBytes(text));
        LosslessText.Show(text).ShouldBe(text);
    }

    // Bytes, the UTF-16 code units that they become, and what people see.
    [Theory]
    [InlineData("ff", "DCFF", "\uFFFD")]
    [InlineData("80", "DC80", "\uFFFD")]
    [InlineData("61ff62", "0061 DCFF 0062", "a\uFFFDb")]
    [InlineData("c3", "DCC3", "\uFFFD")]
    [InlineData("e29d", "DCE2 DC9D", "\uFFFD")]
    [InlineData("c0af", "DCC0 DCAF", "\uFFFD\uFFFD")]
    [InlineData("eda080", "DCED DCA0 DC80", "\uFFFD\uFFFD\uFFFD")]
    [InlineData("f4908080", "DCF4 DC90 DC80 DC80", "\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("f09f9880ff", "D83D DE00 DCFF", "😀\uFFFD")]
    public void Decode_OtherBytes_ComeBackAndAreShownAsDotNetWould(string hex, string units, string shown)
    {
        var bytes = Convert.FromHexString(hex);

        var text = LosslessText.Decode(bytes);

        string.Join(' ', text.Select(unit => $"{(int)unit:X4}")).ShouldBe(units);
        LosslessText.Encode(text).ShouldBe(bytes);
        LosslessText.Show(text).ShouldBe(shown);
    }

    [Fact]
    public void Encode_LoneSurrogateThatStandsForNoByte_IsTheReplacementCharacter() =>
        LosslessText.Encode("\uD800a\uDCFF\uDC7F").ShouldBe([.. "\uFFFDa"u8, 0xff, .. "\uFFFD"u8]);

    [Fact]
    public void Encode_WhatDecodeMadeOfAnyBytes_IsTheSameBytes()
    {
        var random = new Random(9);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = new byte[random.Next(24)];
            random.NextBytes(bytes);

            LosslessText.Encode(LosslessText.Decode(bytes)).ShouldBe(bytes, Convert.ToHexString(bytes));
        }
    }

    [Fact]
    public void Decode_RandomBytes_ComeBackAsTheyWere()
    {
        var random = new Random(2);
        byte[] seeds = [0x00, 0x41, 0x7f, 0x80, 0xbf, 0xc3, 0xa4, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0xf0, 0x9f, 0x98, 0xff];
        for (var round = 0; round < 5000; round++)
        {
            var bytes = random.GetItems(seeds, random.Next(12));

            LosslessText.Encode(LosslessText.Decode(bytes)).ShouldBe(bytes, Convert.ToHexString(bytes));
        }
    }
}
