using System.Text;
using Confd.Engine.Documents;

namespace Confd.Engine.Tests.Documents;

/// <summary>Putting white space right makes no more of a text than there is room for.</summary>
public sealed class YamlLayoutTests
{
    [Fact]
    public void ReadDocument_UnderindentedLines_AreRead()
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
    public void ReadDocument_CancelledDuringTheSearchForTabs_Stops()
    {
        // The same text without a tab is only read.
        var left = 0;
        YamlDocumentReader.ReadDocument("a: b  \n"u8, step: () => left++);

        Should.Throw<OperationCanceledException>(() => YamlDocumentReader.ReadDocument("a: b \t\n"u8, step: StopAfterReading));

        void StopAfterReading()
        {
            if (left-- == 0)
            {
                throw new OperationCanceledException();
            }
        }
    }

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();

    private static DocumentNode Read(string text) => YamlDocumentReader.ReadDocument(Encoding.UTF8.GetBytes(text)).Root;
}
