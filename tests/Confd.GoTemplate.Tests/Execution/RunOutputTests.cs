using System.Buffers;
using System.Text;
using Confd.GoTemplate.Execution;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Execution;

public sealed class RunOutputTests
{
    private readonly ArrayBufferWriter<byte> _writer = new();

    [Fact]
    public void TryWrite_Texts_ArriveInOrder()
    {
        var output = NewOutput(1_000_000);
        var large = Encoding.ASCII.GetBytes(new string('x', 40_000));
        output.TryWrite("a"u8).ShouldBeTrue();
        output.TryWrite(large).ShouldBeTrue();
        output.TryWrite("b"u8).ShouldBeTrue();
        output.End();
        Encoding.ASCII.GetString(_writer.WrittenSpan).ShouldBe("a" + new string('x', 40_000) + "b");
    }

    [Fact]
    public void TryWrite_BeforeTheEnd_WritesInChunks()
    {
        var output = NewOutput(1_000_000);
        for (var count = 0; count < 40; count++)
        {
            output.TryWrite(new byte[1024]).ShouldBeTrue();
        }

        _writer.WrittenCount.ShouldBe(32 * 1024);
        output.End();
        _writer.WrittenCount.ShouldBe(40 * 1024);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(4, false)]
    [InlineData(0, false)]
    public void TryWrite_AtTheLimit_KeepsWhatFits(int limit, bool fits)
    {
        var output = NewOutput(limit);
        output.TryWrite("hello"u8).ShouldBe(fits);
        output.End();
        Encoding.ASCII.GetString(_writer.WrittenSpan).ShouldBe("hello"[..limit]);
    }

    [Fact]
    public void TryKeepLimit_PrintedBeyondIt_IsCut()
    {
        var output = NewOutput(3);
        output.Printer.Print([Value.FromInt(12345)]);
        output.TryKeepLimit().ShouldBeFalse();
        output.End();
        Encoding.ASCII.GetString(_writer.WrittenSpan).ShouldBe("123");
    }

    [Fact]
    public void End_PrintedBeyondTheLimit_IsCutAlsoAfterAFailure()
    {
        var output = NewOutput(3);
        output.Printer.Print([Value.FromInt(12345)]);
        output.End();
        Encoding.ASCII.GetString(_writer.WrittenSpan).ShouldBe("123");
    }

    private RunOutput NewOutput(long limit)
    {
        var output = new RunOutput();
        output.Begin(_writer, new RenderContext(options: new TemplateOptions { MaxOutputBytes = limit }));
        return output;
    }
}
