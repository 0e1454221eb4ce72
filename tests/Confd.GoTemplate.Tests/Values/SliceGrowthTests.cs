using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Values;

/// <summary>Capacities as Go's <c>cap(append(s, x))</c> gives them.</summary>
public sealed class SliceGrowthTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 6)]
    [InlineData(4, 8)]
    [InlineData(5, 10)]
    [InlineData(7, 14)]
    [InlineData(9, 18)]
    public void Append_FullSliceOfInterfaces_GrowsAsGoDoes(int length, int capacity)
        => GoSlice.Over(GoType.AnySlice, new Value[length]).Append(Value.FromInt(1)).Capacity.ShouldBe(capacity);

    [Theory]
    [InlineData(0, 8)]
    [InlineData(8, 16)]
    [InlineData(33, 80)]
    public void Append_FullSliceOfBytes_GrowsToWholeBlocks(int length, int capacity)
        => GoSlice.OfBytes(new byte[length]).Append(Value.FromInteger(GoType.Uint8, 1)).Capacity.ShouldBe(capacity);

    [Fact]
    public void Append_SpareCapacity_WritesWhereOthersSee()
    {
        var grown = GoSlice.Over(GoType.AnySlice, [Value.FromInt(1), Value.FromInt(2), Value.FromInt(3)]).Append(Value.FromInt(4));
        var first = grown.Append(Value.FromString("first"));
        var second = grown.Append(Value.FromString("second"));

        first[4].AsString().ToString().ShouldBe("second");
        second[4].AsString().ToString().ShouldBe("second");
        grown.Length.ShouldBe(4);
    }

    [Fact]
    public void Slice_CapacityLimited_AppendCopies()
    {
        var whole = GoSlice.Over(GoType.AnySlice, [Value.FromInt(1), Value.FromInt(2), Value.FromInt(3)]);
        var head = whole.Slice(0, 2, 2).Append(Value.FromString("x"));

        whole[2].AsInt().ShouldBe(3);
        head[2].AsString().ToString().ShouldBe("x");
    }
}
