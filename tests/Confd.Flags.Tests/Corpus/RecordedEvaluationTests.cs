using Confd.Flags.Contexts;
using Confd.Flags.Json;
using Confd.Flags.Model;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Corpus;

/// <summary>Evaluations recorded from LaunchDarkly's Node and .NET SDKs; see the README beside them.</summary>
public sealed class RecordedEvaluationTests
{
    public static TheoryData<string> Topics() =>
        [.. Directory.GetFiles(RepositoryFiles.Fixture("flags"), "*.jsonl").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Fact]
    public void Topics_OfTheFixtures_AreAllFound() =>
        Directory.GetFiles(RepositoryFiles.Fixture("flags"), "*.jsonl").Sum(file => File.ReadLines(file).Count()).ShouldBe(1635);

    [Theory]
    [MemberData(nameof(Topics))]
    public void Evaluate_RecordedCase_EqualsLaunchDarkly(string topic)
    {
        var cases = ReadCases(topic).ToList();

        cases.ShouldNotBeEmpty();
        cases.Select(evaluation => evaluation.FindDifference()).OfType<string>().ShouldBeEmpty();
    }

    /// <summary>What stores and relays do to data on its way must not change a result.</summary>
    [Theory]
    [MemberData(nameof(Topics))]
    public void Evaluate_DataWrittenAndReadAgain_EqualsLaunchDarkly(string topic)
    {
        var differences = ReadCases(topic)
            .Select(evaluation => (evaluation with { Data = WriteAndRead(evaluation.Data) }).FindDifference());

        differences.OfType<string>().ShouldBeEmpty();
    }

    private static FlagSet WriteAndRead(FlagSet data) => new(
        data.Flags.Values.Select(flag => FlagJson.Parse(FlagJson.ToUtf8(flag))),
        data.Segments.Values.Select(segment => SegmentJson.Parse(SegmentJson.ToUtf8(segment))));

    private static IEnumerable<EvaluationCase> ReadCases(string topic)
    {
        var folder = RepositoryFiles.Fixture("flags");
        var files = new Dictionary<string, FlagSet>();
        foreach (var line in File.ReadLines(Path.Combine(folder, $"{topic}.jsonl")))
        {
            var row = FlagValue.Parse(line).Properties;
            yield return row.TryGetValue("dataFile", out var file)
                ? EvaluationCase.Of(row, ReadFile(files, Path.Combine(folder, file.AsString!)), row["expect"])
                : EvaluationCase.Of(row, row["expect"]);
        }
    }

    private static FlagSet ReadFile(Dictionary<string, FlagSet> files, string path)
    {
        if (!files.TryGetValue(path, out var data))
        {
            data = FlagSetJson.Parse(File.ReadAllBytes(path));
            files.Add(path, data);
        }

        return data;
    }
}
