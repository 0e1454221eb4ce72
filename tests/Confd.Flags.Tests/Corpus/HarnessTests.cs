using Confd.TestSupport;

namespace Confd.Flags.Tests.Corpus;

/// <summary>The data files of LaunchDarkly's sdk-test-harness (Apache 2.0), read where they lie; skipped where they are absent.</summary>
public sealed class HarnessTests
{
    private const string Folder = "flags/sdk-test-harness/server-side-eval";

    [Fact]
    public void Evaluate_EveryHarnessCase_GivesTheExpectedResult()
    {
        var files = Directory.GetFiles(RepositoryFiles.ThirdParty(Folder), "*.yml");

        var cases = files.SelectMany(HarnessSuite.ReadCases).ToList();

        cases.Count.ShouldBe(728);
        cases.Select(evaluation => evaluation.FindDifference()).OfType<string>().ShouldBeEmpty();
    }
}
