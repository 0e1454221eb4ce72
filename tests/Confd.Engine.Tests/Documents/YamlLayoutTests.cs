using System.Text;
using Confd.Engine.Documents;

namespace Confd.Engine.Tests.Documents;

/// <summary>Putting white space right makes no more of a text than there is room for.</summary>
public sealed class YamlLayoutTests
{
    [Fact]
    public void ReadDocument_LinesLeftOfWhatSurroundsThem_AreRead()
    {
        var root = Read($"a:\n{new string(' ', 8)}b: [\n{Repeat("x,\n", 1_000)}x]\n").ShouldBeOfType<DocumentNode.Mapping>();

        root.Entries.GetAt(0).Value.ShouldBeOfType<DocumentNode.Mapping>()
            .Entries.GetAt(0).Value.ShouldBeOfType<DocumentNode.Sequence>().Elements.Count.ShouldBe(1_001);
    }

    [Fact]
    public void ReadDocument_ManyLinesThatNeedManyBlanks_AreRefusedBeforeTheyFillTheMemory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        Should.Throw<DocumentException>(() => Read($"a:\n{new string(' ', 10_000)}b: [\n{Repeat("x,\n", 10_000)}x]\n"))
            .Message.ShouldEndWith("this line is not indented as what surrounds it");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(50_000_000, "it would be 100 million letters");
    }

    [Fact]
    public void ReadDocument_ManyLinesOfBlanksAheadOfAText_AreCopiedOnce()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        Read($"a: |\n{Repeat("  \n", 10_000)}b: 1\n").ShouldBeOfType<DocumentNode.Mapping>();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(50_000_000, "copied for each line it is 100 million bytes");
    }

    [Fact]
    public void ReadDocument_TabsAreLookedFor_AsksWhetherToStopThereToo()
    {
        Steps("a: b \t\n").ShouldBeGreaterThan(Steps("a: b  \n") + 3);

        static int Steps(string text)
        {
            var steps = 0;
            YamlDocumentReader.ReadDocument(Encoding.UTF8.GetBytes(text), step: () => steps++);
            return steps;
        }
    }

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();

    private static DocumentNode Read(string text) => YamlDocumentReader.ReadDocument(Encoding.UTF8.GetBytes(text)).Root;
}
