using System.Text;
using Confd.Cli.Tools;

namespace Confd.Cli.Tests.Tools;

public sealed class ByteLinesTests
{
    [Fact]
    public void TryRead_Lines_ComeOneByOneWithTheirNumbers()
    {
        var longLine = new string('x', 200_000);
        var lines = new ByteLines(new MemoryStream(Encoding.UTF8.GetBytes($"\ufeffone\n\n{longLine}\nlast")));

        var read = new List<string>();
        while (lines.TryRead(out var line))
        {
            read.Add($"{lines.Number} {Encoding.UTF8.GetString(line)}");
        }

        read.ShouldBe(["1 one", "2 ", $"3 {longLine}", "4 last"]);
    }

    [Fact]
    public void TryRead_LineWithoutEnd_IsRefused()
    {
        var lines = new ByteLines(new MemoryStream(Encoding.UTF8.GetBytes("one\n" + new string('x', 300_000))), maxBytes: 100_000);
        lines.TryRead(out _).ShouldBeTrue();

        Should.Throw<IOException>(() => lines.TryRead(out _)).Message.ShouldBe("line 2 is longer than 100000 bytes");
    }
}
