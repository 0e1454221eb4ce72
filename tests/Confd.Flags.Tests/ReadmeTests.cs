using System.Text;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Tests;

/// <summary>The README shows code that is compiled and run here.</summary>
public sealed class ReadmeTests
{
    private const string Data =
        """
        {"flags":{"button-color":{"version":1,"on":true,"variations":["red","blue"],"fallthrough":{"variation":0}},
                  "new-checkout":{"version":1,"on":true,"variations":[true,false],"fallthrough":{"variation":1},"rules":[
                    {"id":"gold","variation":0,"clauses":[{"contextKind":"org","attribute":"plan","op":"in","values":["gold"]}]}]}},
         "segments":{}}
        """;

    private static readonly string Readme = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "src", "Confd.Flags", "README.md"));

    private static MemoryFlagStore Store => new(FlagDataReader.Read(Encoding.UTF8.GetBytes(Data), "example"));

    [Theory]
    [InlineData("first")]
    [InlineData("detail")]
    [InlineData("async")]
    [InlineData("serverless")]
    [InlineData("changes")]
    [InlineData("testing")]
    [InlineData("json")]
    [InlineData("fake")]
    [InlineData("evaluator")]
    [InlineData("validate")]
    public void Readme_Example_IsTheCodeThatRuns(string name) => Readme.ShouldContain($"```csharp\n{ReadRegion(name)}```\n");

    [Fact]
    public void Readme_Settings_AreThoseOfTheClient() =>
        OptionTable.Mistakes("src/Confd.Flags/README.md", "| Setting | Default |", new FlagClientOptions()).ShouldBeEmpty();

    [Fact]
    public async Task Readme_Examples_DoWhatTheySay()
    {
        await using var store = Store;
        await using var flags = await FlagClient.OpenAsync(
            store, new FlagClientOptions { LeavesStoreOpen = true }, Cancellation);

        (await ReadmeExamples.FirstAsync(Store)).ShouldBe("red");
        (await ReadmeExamples.AsyncAsync(flags, EvaluationContext.New("user-1"), Cancellation)).ShouldBeFalse();
        (await ReadmeExamples.DetailAsync(flags)).Trim().ShouldBe("True because RULE_MATCH(0,gold)");
        (await ReadmeExamples.ServerlessAsync(Store)).ShouldBe("red");
        (await ReadmeExamples.ChangesAsync(Store)).Trim().ShouldBe("changed: button-color");
        (await ReadmeExamples.TestingAsync()).ShouldBeTrue();
        ReadmeExamples.Json(flags, EvaluationContext.New("user-1")).ShouldBe("""{"$flagsState":{},"$valid":true}""");
        ReadmeExamples.Fake().Values["limit"].ShouldBe(5);
        ReadmeExamples.Validate("""{"fallthrough":{"rollout":{"variations":[{"variation":0,"weight":99999}]}},"variations":[1]}"""u8).Trim()
            .ShouldBe("$.fallthrough.rollout.variations: the weights add up to 99999, not 100000");
        ReadmeExamples.Evaluator(Encoding.UTF8.GetBytes(Data)).Trim().ShouldBe("everyone gets it");
    }

    // The lines between the markers, moved to the left edge.
    private static string ReadRegion(string name)
    {
        var source = Path.Combine(RepositoryFiles.Root, "tests", "Confd.Flags.Tests", "ReadmeExamples.cs");
        var lines = File.ReadAllLines(source)
            .SkipWhile(line => line.Trim() != $"// readme: {name}")
            .Skip(1)
            .TakeWhile(line => line.Trim() != "// end")
            .Select(line => line.Length >= 8 ? line[8..] : "");
        return string.Concat(lines.Select(line => line + "\n"));
    }
}
