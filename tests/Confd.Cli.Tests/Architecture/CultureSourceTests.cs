using System.Text.RegularExpressions;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Architecture;

/// <summary>Times and fractions in messages look alike in every program, whatever its culture: the libraries live in programs of
/// others.</summary>
public sealed partial class CultureSourceTests
{
    [Fact]
    public void Sources_TimesAndFractionsInTexts_NameTheirCulture() =>
        RepositoryFiles.Sources
            .SelectMany(file => Faults(File.ReadAllText(file)).Select(fault => $"{Path.GetFileName(file)}: {fault}"))
            .ShouldBeEmpty("use string.Create(CultureInfo.InvariantCulture, …), ToString with it, or UtcText of Confd.Shared");

    [Theory]
    [InlineData("throw new E($\"no answer within {limit.TotalSeconds:0.#} s\");", true)]
    [InlineData("var text = $\"last on {time:yyyy-MM-ddTHH:mm:ssZ}\";", true)]
    [InlineData("LogEnds(ILogger logger, string path, DateTime end);", true)]
    [InlineData("LogEnds(ILogger logger, DateTimeOffset end);", true)]
    [InlineData("string.Create(CultureInfo.InvariantCulture, $\"within {limit.TotalSeconds:0.#} s\")", false)]
    [InlineData("string.Create(\n    CultureInfo.InvariantCulture, $\"within {limit.TotalSeconds:0.#} s\")", false)]
    [InlineData("$\"{count:00} of {id:N}\"", false)]
    [InlineData("LogEnds(ILogger logger, string path, string end);", false)]
    public void Scan_Source_FindsFormattingWithoutACulture(string source, bool expected) => Faults(source).Any().ShouldBe(expected);

    private static IEnumerable<string> Faults(string source) =>
        Formats().Matches(source)
            .Where(format => !Invariant().IsMatch(source[Math.Max(0, format.Index - 200)..format.Index]))
            .Concat(LoggedTimes().Matches(source))
            .Select(fault => fault.Value);

    // A fraction or a part of a date behind a colon, within the braces of an interpolated text.
    [GeneratedRegex("""\$"[^"\n]*\{[^{}"\n]*[^:{}"\n]:(?:[0#,]*\.[0#]+|[^{}"\n]*(?:yyyy|HH|MM))[^{}"\n]*\}""")]
    private static partial Regex Formats();

    [GeneratedRegex(@"string\.Create\(\s*CultureInfo\.InvariantCulture,\s*$")]
    private static partial Regex Invariant();

    [GeneratedRegex(@"\bLog\w+\(ILogger [^)]*\bDateTime(?:Offset)?\b[^)]*\)")]
    private static partial Regex LoggedTimes();
}
