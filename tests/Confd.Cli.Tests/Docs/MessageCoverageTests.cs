using System.Text.RegularExpressions;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Docs;

/// <summary>
/// Every warning and error of the log and every failure that ends the program has an entry in <c>docs/troubleshooting.md</c> or
/// <c>docs/messages.md</c>, and no entry is of a message that is gone. Messages are read from the source: the texts of
/// <c>[LoggerMessage]</c>, and those of the exceptions that the program ends with or a resource fails by.
/// </summary>
public sealed partial class MessageCoverageTests
{
    private const char Varying = '…';

    // What a message is without words of its own, such as "{Reason}".
    private const int FewestLetters = 4;

    private static readonly IReadOnlyList<string[]> Entries = [.. Headings().Concat(Rows()).Select(PiecesOf)];
    private static readonly IReadOnlyList<string> Found = [.. Messages().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    [Fact]
    public void Messages_OfTheProgram_HaveAnEntryEach()
    {
        Found.Count.ShouldBeGreaterThan(180);

        Found.Where(message => !Entries.Any(entry => Covers(entry, message))).ShouldBeEmpty("write an entry in docs/messages.md");
    }

    [Fact]
    public void Entries_OfThePage_AreOfMessagesThatThereAre()
    {
        var gone = Rows().Where(row => !Found.Any(message => Covers(PiecesOf(row), message)));

        gone.ShouldBeEmpty("these entries of docs/messages.md are of no message");
    }

    [Fact]
    public void Entries_OfThePage_AreDifferent() => Rows().ShouldBeUnique();

    [Theory]
    [InlineData("Reload throttled for …", "Reload throttled for … (next allowed in …)", true)]
    [InlineData("Redis node … sends no", "Redis node … does not tell all", false)]
    [InlineData("a … b", "b … a", false)]
    public void Entry_OfPieces_CoversWhatHasThemInOrder(string entry, string message, bool expected) =>
        Covers(PiecesOf(entry), message).ShouldBe(expected);

    [Theory]
    [InlineData("[LoggerMessage(LogLevel.Warning, \"one {A} \" + \"two\")]", "one … two")]
    [InlineData("[LoggerMessage(Level = LogLevel.Error, Message = \"set \\\"{A}\\\"\")]", "set \"…\"")]
    [InlineData("[LoggerMessage(LogLevel.Debug, \"one\")]", null)]
    [InlineData("throw new KeyBackendException($\"no {F(a, \"b\")} here\");", "no … here")]
    [InlineData("throw new UpdateException(ErrorText.Format($\"no {a}\"));", "no …")]
    [InlineData("throw new ConfigurationException(FailureText.Of(e));", null)]
    public void Scan_Source_FindsTheText(string source, string? expected) =>
        MessagesOf(source).ShouldBe(expected is null ? [] : [expected]);

    private static string[] PiecesOf(string entry) =>
        entry.Split(Varying, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool Covers(string[] pieces, string message)
    {
        var at = 0;
        foreach (var piece in pieces)
        {
            var found = message.IndexOf(piece, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + piece.Length;
        }

        return pieces.Length > 0;
    }

    private static string[] Page(string name) => File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "docs", name));

    private static IEnumerable<string> Headings() =>
        Page("troubleshooting.md")
            .Select(line => Heading().Match(line))
            .Where(match => match.Success)
            .Select(match => match.Groups["text"].Value);

    private static IEnumerable<string> Rows() =>
        Page("messages.md").Select(line => Row().Match(line)).Where(match => match.Success).Select(match => match.Groups["text"].Value);

    private static IEnumerable<string> Messages() =>
        from file in RepositoryFiles.Sources
        from message in MessagesOf(File.ReadAllText(file))
        where SentenceOf(message).Count(char.IsLetter) >= FewestLetters
        select message;

    // Without the facts in brackets at the end.
    private static string SentenceOf(string message) =>
        message.EndsWith(']') && message.LastIndexOf(" [", StringComparison.Ordinal) is >= 0 and var facts ? message[..facts] : message;

    private static IEnumerable<string> MessagesOf(string source)
    {
        foreach (Match match in Start().Matches(source))
        {
            var arguments = source[(match.Index + match.Length)..];
            var isLog = match.Value.StartsWith("[Logger", StringComparison.Ordinal);
            if (isLog && !Severe().IsMatch(arguments))
            {
                continue;
            }

            var text = SourceText.FirstOf(isLog ? arguments[arguments.IndexOf('"', StringComparison.Ordinal)..] : arguments);
            if (text is not null)
            {
                yield return text;
            }
        }
    }

    [GeneratedRegex(@"^### `(?<text>.+)`$", RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| `(?<text>[^`]+)`[^|]* \|", RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    [GeneratedRegex(
        @"\[LoggerMessage\(|new (Configuration|KeyBackend|TemplateRender|Update|Resource|Validation|UnsafeCommand)"
        + @"Exception\(\s*(ErrorText\.Format\()?",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Start();

    [GeneratedRegex(@"^[^""]*LogLevel\.(Warning|Error|Critical)", RegexOptions.ExplicitCapture)]
    private static partial Regex Severe();
}
