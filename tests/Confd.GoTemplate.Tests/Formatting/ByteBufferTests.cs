using Confd.GoTemplate.Formatting;

namespace Confd.GoTemplate.Tests.Formatting;

public sealed class ByteBufferTests
{
    [Fact]
    public void Append_EveryForm_FollowsTheOthers()
    {
        var buffer = new ByteBuffer(0);
        buffer.Append((byte)'a');
        buffer.Append('b');
        buffer.Append("c☃"u8);
        buffer.Append("dé");
        buffer.Append(-12L);
        buffer.Append(ulong.MaxValue);
        buffer.ToString().ShouldBe("abc☃dé-1218446744073709551615");
        buffer.ToArray().Length.ShouldBe(buffer.Length);
        buffer.ToByteString().ToString().ShouldBe(buffer.ToString());
    }

    [Theory]
    [InlineData('a', "a")]
    [InlineData(0x2603, "☃")]
    [InlineData(0x1F600, "😀")]
    [InlineData(0xD800, "\uFFFD")]
    [InlineData(0x110000, "\uFFFD")]
    [InlineData(-1, "\uFFFD")]
    public void AppendRune_CodePoint_IsEncodedOrReplaced(int rune, string expected)
    {
        var buffer = new ByteBuffer();
        buffer.AppendRune(rune);
        buffer.ToString().ShouldBe(expected);
    }

    [Fact]
    public void InsertRepeated_Inside_MovesTheRest()
    {
        var buffer = new ByteBuffer(4);
        buffer.Append("abcd"u8);
        buffer.InsertRepeated(1, (byte)'-', 3);
        buffer.InsertRepeated(7, (byte)'!', 1);
        buffer.InsertRepeated(0, (byte)'?', 0);
        buffer.InsertRepeated(0, (byte)'?', -1);
        buffer.ToString().ShouldBe("a---bcd!");
    }

    [Fact]
    public void AppendRepeated_NoneOrLess_AddsNothing()
    {
        var buffer = new ByteBuffer();
        buffer.AppendRepeated((byte)'x', 0);
        buffer.AppendRepeated((byte)'x', -5);
        buffer.AppendRepeated((byte)'x', 3);
        buffer.ToString().ShouldBe("xxx");
    }

    [Fact]
    public void TruncateAndClear_Length_IsCut()
    {
        var buffer = new ByteBuffer();
        buffer.Append("abcdef"u8);
        buffer.Truncate(2);
        buffer.ToString().ShouldBe("ab");
        buffer.Clear();
        (buffer.Length, buffer.ToByteString().IsEmpty).ShouldBe((0, true));
    }

    [Fact]
    public void Append_FarBeyondTheLimit_FailsBeforeTheMemoryIsTaken()
    {
        var buffer = new ByteBuffer { Limit = 100 };
        Should.Throw<TemplateFunctionException>(() => buffer.AppendRepeated((byte)'x', int.MaxValue))
            .Message.ShouldBe("exceeded maximum output size (100 bytes)");
        buffer.Length.ShouldBe(0);
    }
}
