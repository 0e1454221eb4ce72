using System.Text;
using System.Text.Json;
using Confd.Engine.Documents;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Documents;

/// <summary>XML texts, sound and broken, as Go's <c>encoding/xml</c> judges them.</summary>
public sealed class XmlSyntaxTests
{
    [Fact]
    public async Task FindProblem_RecordedTexts_AreAcceptedOrRefusedAsByGo()
    {
        var rows = await File.ReadAllLinesAsync(RepositoryFiles.Fixture("go-xml/cases.jsonl"), Cancellation);
        var differences = new List<string>();
        foreach (var row in rows)
        {
            var fields = JsonSerializer.Deserialize<string[]>(row)!;
            var problem = XmlSyntax.FindProblem(Encoding.UTF8.GetBytes(fields[0]), Cancellation);
            if ((problem?.Full ?? "") is var actual && actual != fields[1])
            {
                differences.Add($"{row}\n  ours: {actual}");
            }
        }

        differences.ShouldBeEmpty();
        rows.Length.ShouldBe(556);
    }

    [Fact]
    public void FindProblem_NamesAndEntities_AreNotShown() =>
        XmlSyntax.FindProblem("<secret></other>"u8.ToArray(), Cancellation)!.Redacted.ShouldBe(
            "XML syntax error on line 1: element <a string of 6 bytes> closed by </a string of 5 bytes>");
}
