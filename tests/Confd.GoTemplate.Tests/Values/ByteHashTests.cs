using System.Text;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Values;

public sealed class ByteHashTests
{
    [Fact]
    public void Of_EqualBytesInOtherPlaces_IsEqual()
    {
        var bytes = Encoding.UTF8.GetBytes("xx/service/17/settingxx");
        for (var length = 0; length <= bytes.Length - 2; length++)
        {
            ByteHash.Of(bytes.AsSpan(2, length)).ShouldBe(ByteHash.Of(bytes.AsSpan(2, length).ToArray()));
        }
    }

    [Theory]
    [InlineData("/service/{0}/setting")]
    [InlineData("{0}")]
    [InlineData("key-{0:D9}")]
    [InlineData("{0:X8}________{0:X8}")]
    public void Of_KeysOfOneForm_SpreadsLowAndHighBits(string form)
    {
        const int Keys = 20_000;
        const int Places = 1 << 12;
        var low = new int[Places];
        var high = new int[Places];
        for (var i = 0; i < Keys; i++)
        {
            var hash = (uint)ByteHash.Of(Encoding.UTF8.GetBytes(string.Format(null, form, i)));
            low[hash % Places]++;
            high[hash >> 20]++;
        }

        // Twenty thousand balls in four thousand boxes: some five in each; more than thirty in one do not come by chance.
        low.Max().ShouldBeLessThan(30);
        high.Max().ShouldBeLessThan(30);
    }

    [Fact]
    public void Of_ZerosOfAnyLength_AreAllDifferent()
        => Enumerable.Range(0, 64).Select(length => ByteHash.Of(new byte[length])).Distinct().Count().ShouldBe(64);
}
