using Confd.GoTemplate.Tests.Support;
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

    [Theory]
    [InlineData(0, 1, "bytes", 8)]
    [InlineData(0, 1, "ints", 1)]
    [InlineData(0, 5, "bytes", 8)]
    [InlineData(0, 1, "strings", 1)]
    [InlineData(0, 1, "pairs", 1)]
    [InlineData(1, 1, "bytes", 8)]
    [InlineData(1, 1, "ints", 2)]
    [InlineData(1, 8, "bytes", 16)]
    [InlineData(1, 1, "strings", 2)]
    [InlineData(1, 1, "pairs", 2)]
    [InlineData(2, 1, "bytes", 8)]
    [InlineData(2, 1, "ints", 4)]
    [InlineData(2, 11, "bytes", 16)]
    [InlineData(2, 1, "strings", 4)]
    [InlineData(2, 1, "pairs", 4)]
    [InlineData(3, 1, "bytes", 8)]
    [InlineData(3, 1, "ints", 6)]
    [InlineData(3, 14, "bytes", 24)]
    [InlineData(3, 1, "strings", 6)]
    [InlineData(3, 1, "pairs", 6)]
    [InlineData(4, 1, "bytes", 8)]
    [InlineData(4, 1, "ints", 8)]
    [InlineData(4, 17, "bytes", 24)]
    [InlineData(4, 1, "strings", 8)]
    [InlineData(4, 1, "pairs", 8)]
    [InlineData(5, 1, "bytes", 16)]
    [InlineData(5, 1, "ints", 10)]
    [InlineData(5, 20, "bytes", 32)]
    [InlineData(5, 1, "strings", 10)]
    [InlineData(5, 1, "pairs", 10)]
    [InlineData(7, 1, "bytes", 16)]
    [InlineData(7, 1, "ints", 14)]
    [InlineData(7, 26, "bytes", 48)]
    [InlineData(7, 1, "strings", 14)]
    [InlineData(7, 1, "pairs", 14)]
    [InlineData(8, 1, "bytes", 16)]
    [InlineData(8, 1, "ints", 16)]
    [InlineData(8, 29, "bytes", 48)]
    [InlineData(8, 1, "strings", 16)]
    [InlineData(9, 1, "bytes", 24)]
    [InlineData(9, 1, "ints", 18)]
    [InlineData(9, 32, "bytes", 48)]
    [InlineData(9, 1, "strings", 18)]
    [InlineData(15, 1, "bytes", 32)]
    [InlineData(15, 1, "ints", 30)]
    [InlineData(15, 50, "bytes", 80)]
    [InlineData(15, 1, "strings", 30)]
    [InlineData(16, 1, "bytes", 32)]
    [InlineData(16, 1, "ints", 32)]
    [InlineData(16, 53, "bytes", 80)]
    [InlineData(17, 1, "bytes", 48)]
    [InlineData(17, 1, "ints", 36)]
    [InlineData(17, 56, "bytes", 80)]
    [InlineData(31, 1, "bytes", 64)]
    [InlineData(31, 1, "ints", 64)]
    [InlineData(31, 98, "bytes", 144)]
    [InlineData(32, 1, "bytes", 64)]
    [InlineData(32, 1, "ints", 64)]
    [InlineData(32, 101, "bytes", 144)]
    [InlineData(33, 1, "bytes", 80)]
    [InlineData(33, 1, "ints", 72)]
    [InlineData(33, 104, "bytes", 144)]
    [InlineData(63, 1, "bytes", 128)]
    [InlineData(63, 1, "ints", 128)]
    [InlineData(63, 194, "bytes", 288)]
    [InlineData(64, 1, "bytes", 128)]
    [InlineData(64, 1, "ints", 128)]
    [InlineData(64, 197, "bytes", 288)]
    [InlineData(100, 1, "bytes", 208)]
    [InlineData(100, 1, "ints", 224)]
    [InlineData(100, 305, "bytes", 416)]
    [InlineData(127, 1, "bytes", 256)]
    [InlineData(127, 1, "ints", 256)]
    [InlineData(127, 386, "bytes", 576)]
    [InlineData(255, 1, "bytes", 512)]
    [InlineData(255, 1, "ints", 512)]
    [InlineData(255, 770, "bytes", 1152)]
    [InlineData(256, 1, "bytes", 512)]
    [InlineData(256, 1, "ints", 512)]
    [InlineData(256, 773, "bytes", 1152)]
    [InlineData(257, 1, "bytes", 576)]
    [InlineData(257, 1, "ints", 608)]
    [InlineData(257, 776, "bytes", 1152)]
    [InlineData(500, 1, "bytes", 896)]
    [InlineData(500, 1, "ints", 848)]
    [InlineData(500, 1505, "bytes", 2048)]
    [InlineData(512, 1, "bytes", 896)]
    [InlineData(512, 1, "ints", 848)]
    [InlineData(512, 1541, "bytes", 2304)]
    [InlineData(1000, 1, "bytes", 1536)]
    [InlineData(1000, 1, "ints", 1536)]
    [InlineData(1000, 3005, "bytes", 4096)]
    [InlineData(1024, 1, "bytes", 1536)]
    [InlineData(1024, 1, "ints", 1536)]
    [InlineData(1024, 3077, "bytes", 4864)]
    [InlineData(5000, 1, "bytes", 6528)]
    [InlineData(5000, 1, "ints", 7168)]
    [InlineData(5000, 15005, "bytes", 20480)]
    public void NewCapacity_ElementsOfASize_GrowsAsGoDoes(int length, int more, string kind, int capacity)
    {
        var element = kind switch
        {
            "bytes" => GoType.Uint8,
            "ints" => GoType.Int,
            "strings" => GoType.String,
            _ => Samples.Pair,
        };
        SliceGrowth.NewCapacity(length + more, length, element).ShouldBe(capacity);
    }

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
