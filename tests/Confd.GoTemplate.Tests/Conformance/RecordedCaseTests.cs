using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Conformance;

/// <summary>
/// The recorded cases that need the language, the printing and a few doubles of confd's functions. All cases run with the real
/// functions in the engine's tests.
/// </summary>
public sealed partial class RecordedCaseTests
{
    // Functions of confd that have no double here.
    private static readonly string[] Elsewhere =
    [
        "gets", "getvs", "ls", "lsdir", "include", "datetime", "toJson", "toPrettyJson", "regexMatch", "regexFind", "regexReplaceAll",
        "replace", "repeat", "base", "default", "coalesce", "ternary", "empty", "reverse", "keys", "values", "hasKey", "pluck",
        "sortByLength", "sortKVByLength", "quote", "squote", "trimPrefix", "trimSuffix", "contains", "parseBool", "kebabcase",
        "camelcase", "snakecase", "dir", "getenv", "indent", "nindent", "base64Encode", "base64Decode", "sha256sum", "hostname",
        "lookupIP", "lookupSRV", "fileExists", "pascalcase", "cget", "parseInt", "nospace",
    ];

    // Topics that are about confd's functions rather than the language.
    private static readonly string[] FunctionTopics = ["json", "kv", "strings", "regex", "include", "time", "math", "dicts"];

    [Fact]
    public void Render_RecordedCase_GivesTheRecordedOutcome()
    {
        var served = 0;
        var failures = new StringBuilder();
        foreach (var item in RecordedCase.ReadAll().Where(IsServed))
        {
            served++;
            if (FindDifference(item) is { } difference)
            {
                failures.AppendLine(difference);
            }
        }

        failures.ToString().ShouldBeEmpty();
        served.ShouldBeGreaterThan(1250);
    }

    private static bool IsServed(RecordedCase item)
        => item.Templates.Count == 1
            && !FunctionTopics.Contains(item.Topic, StringComparer.Ordinal)
            && !Words().Matches(item.Main).Any(word => Elsewhere.Contains(word.Value, StringComparer.Ordinal));

    private static string? FindDifference(RecordedCase item)
    {
        var output = new ArrayBufferWriter<byte>();
        string? error = null;
        try
        {
            var template = Template.Parse("main.tmpl", Encoding.UTF8.GetBytes(item.Main), Doubles.Table);
            template.Render(output, Value.Invalid, item.Keys);
        }
        catch (TemplateException exception)
        {
            error = exception.Message;
        }

        if (item.LibraryError is { } expectedError)
        {
            return error == expectedError
                ? null
                : $"{item.Id}: {Shorten(item.Main)}\n  want error {expectedError}\n"
                    + $"  got        {error ?? Encoding.UTF8.GetString(output.WrittenSpan)}";
        }

        var wanted = Encoding.UTF8.GetString(item.Output!);
        var got = Encoding.UTF8.GetString(output.WrittenSpan);
        return error is null && got == wanted ? null : $"{item.Id}: {Shorten(item.Main)}\n  want {wanted}\n  got  {error ?? got}";
    }

    private static string Shorten(string text) => text.Length <= 400 ? text : text[..400] + "...";

    [GeneratedRegex("[A-Za-z0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
