using System.Text;
using Confd.Shared;

namespace Confd.Engine.Tests.Shared;

public sealed class Utf8OrderTests
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
        Math.Sign(Utf8Order.Instance.Compare(left, right)).ShouldBe(order);
        Math.Sign(Utf8Order.Instance.Compare(right, left)).ShouldBe(-order);
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
            Math.Sign(Utf8Order.Instance.Compare(left, right)).ShouldBe(Math.Sign(ofBytes), $"{left} {right}");
        }

        string Next() => string.Concat(random.GetItems(letters, random.Next(5)));
    }
}
