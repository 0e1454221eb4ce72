using System.Text;
using Confd.Engine.Posix;

namespace Confd.Engine.Tests.Posix;

public sealed class ByteOrderTests
{
    [Theory]
    [InlineData("", "a", -1)]
    [InlineData("a", "a", 0)]
    [InlineData("a", "B", 1)]
    [InlineData("ab", "a", 1)]
    [InlineData("\uFFEE", "\U0001F600", -1)]
    [InlineData("\U0001F600", "\U0001F601", -1)]
    [InlineData("a/b", "a-b", 1)]
    public void Compare_TwoTexts_GoByTheirBytes(string left, string right, int order)
    {
        Math.Sign(ByteOrder.Instance.Compare(left, right)).ShouldBe(order);
        Math.Sign(ByteOrder.Instance.Compare(right, left)).ShouldBe(-order);
    }

    [Fact]
    public void Compare_RandomTexts_AgreesWithTheBytesOfUtf8()
    {
        string[] letters = ["a", "b", "/", "é", "日", "\uE000", "\uFFFD", "\U00010000", "\U0001F600", "\U0010FFFF"];
        var random = new Random(1);
        for (var round = 0; round < 5000; round++)
        {
            var (left, right) = (Next(), Next());

            var ofBytes = Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
            Math.Sign(ByteOrder.Instance.Compare(left, right)).ShouldBe(Math.Sign(ofBytes), $"{left} {right}");
        }

        string Next() => string.Concat(random.GetItems(letters, random.Next(5)));
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0xff, 0x62 })]
    [InlineData(new byte[] { 0xc3 })]
    [InlineData(new byte[] { 0xed, 0xb2, 0x80 })]
    [InlineData(new byte[] { 0xf0, 0x9f, 0x98, 0x80, 0x80 })]
    public void LosslessText_BytesThatAreNoText_ComeBackAsTheyWere(byte[] bytes)
    {
        LosslessText.Encode(LosslessText.Decode(bytes)).ShouldBe(bytes);
        LosslessText.Show(LosslessText.Decode(bytes)).ShouldBe(Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void LosslessText_RandomBytes_ComeBackAsTheyWere()
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
