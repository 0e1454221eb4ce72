using System.Text.RegularExpressions;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Architecture;

/// <summary>Work limited by a time or its caller uses <c>TimeLimit</c> of <c>Confd.Following</c>, which distinguishes the two
/// and observes late failures.</summary>
public sealed partial class TimeLimitSourceTests
{
    // Who measures otherwise, and why.
    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal)
    {
        ["HttpStore.cs"] = "its time begins anew with each piece of an answer, within another one",
    };

    [Fact]
    public void Sources_TimesBesideACallersToken_AreTimeLimits() =>
        Measuring().ShouldBe(Allowed.Keys, ignoreOrder: true, "use TimeLimit of Confd.Following");

    [Theory]
    [InlineData("new CancellationTokenSource(time, clock); CancellationTokenSource.CreateLinkedTokenSource(a, b)", true)]
    [InlineData("CancellationTokenSource.CreateLinkedTokenSource(\n    a, b);\nnew CancellationTokenSource(o.Time, o.Clock)", true)]
    [InlineData("new CancellationTokenSource(time, _clock); await work.WaitAsync(limit.Token)", true)]
    [InlineData("end = CancellationTokenSource.CreateLinkedTokenSource(a); end.CancelAfter(time);", true)]
    [InlineData("new CancellationTokenSource(time, clock); await server.StopAsync(limit.Token)", false)]
    [InlineData("new CancellationTokenSource(); CancellationTokenSource.CreateLinkedTokenSource(a, b)", false)]
    [InlineData("new TimeLimit(time, clock, token); await turn.WaitAsync(token)", false)]
    public void Search_Source_FindsTimesBesideATokenOnly(string source, bool expected) => IsMeasuring(source).ShouldBe(expected);

    private static IEnumerable<string> Measuring() =>
        RepositoryFiles.Sources.Where(file => IsMeasuring(File.ReadAllText(file))).Select(file => Path.GetFileName(file));

    private static bool IsMeasuring(string source) =>
        (Times().IsMatch(source) && Waits().IsMatch(source)) || (source.Contains(".CancelAfter(") && source.Contains("CreateLinked"));

    [GeneratedRegex(@"new CancellationTokenSource\([^;)]+,")]
    private static partial Regex Times();

    [GeneratedRegex(@"CreateLinkedTokenSource\(|\.WaitAsync\((?:limit|end|late)\.Token\)")]
    private static partial Regex Waits();
}
