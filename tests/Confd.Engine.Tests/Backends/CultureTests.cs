using System.Buffers;
using System.Text;
using Confd.Engine.Backends;
using Confd.Engine.Diffs;
using Confd.Engine.Documents;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Backends;

public sealed class CultureTests
{
    [Fact]
    public void Read_UnderAForeignCulture_GivesTheSameTexts()
    {
        using var culture = new ForeignCulture();
        var keyFile = new KeyFile(UnsupportedScalars.Skip, _ => { });

        Texts(keyFile.Read("{\"a\":[-42,-1.5,-1e-9,-1e21,12345678901234567890]}"u8, "f.json"))
            .ShouldBe(["-42", "-1.5", "-0.000000001", "-1000000000000000000000", "12345678901234567000"]);
        Texts(keyFile.Read("a: [-42, -0x10, -1.5, -1e-9, 1_000.5, -.inf, .nan, 'İıIi']"u8, "f.yaml"))
            .ShouldBe(["-42", "-16", "-1.5", "-0.000000001", "1000.5", "-Inf", "NaN", "İıIi"]);
    }

    [Fact]
    public async Task Select_UnderAForeignCulture_GivesTheSameKeys()
    {
        using var culture = new ForeignCulture();
        await using var backend = new EnvironmentBackend(() => [new("TITLE_ID", "1"u8.ToArray())]);

        (await backend.ReadAsync(["/title"], Cancellation)).Select(["/title"]).Keys.ShouldBe(["/title/id"]);
    }

    [Fact]
    public void Messages_UnderAForeignCulture_AreTheSame()
    {
        using var culture = new ForeignCulture();
        var output = new ArrayBufferWriter<byte>();

        UnifiedDiff.Write(output, default, "a\nb\n"u8.ToArray(), new UnifiedDiffOptions("old", "new"));

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("--- old\n+++ new\n@@ -0,0 +1,2 @@\n+a\n+b\n");
        OutputFormat.FindProblem("json", "[1,]"u8.ToArray(), Cancellation)!
            .Full.ShouldBe("invalid JSON: invalid character ']' looking for beginning of value (line 1, column 4)");
    }

    private static IEnumerable<string> Texts(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> values) =>
        values.Values.Select(value => Encoding.UTF8.GetString(value.Span));
}
