using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Confd.Cli.Tests.Scenarios;

/// <summary>Judges what the program printed.</summary>
internal static partial class ScenarioText
{
    /// <summary>Throws where a step's wishes for one of its outputs are not met.</summary>
    public static void Check(string label, string text, JsonNode? wanted)
    {
        if (wanted is null)
        {
            return;
        }

        if (wanted["unified"] is { } unified)
        {
            UnifiedDiffCheck.Check(PlainLines(text), unified);
        }

        CheckParts(label, text, wanted);
        if ((bool?)wanted["empty"] is { } isEmpty && isEmpty != (text.Length == 0))
        {
            throw new ScenarioFailure($"{label} is {Clip(text)}");
        }

        if (wanted["json"] is { } json)
        {
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)).ToList();
            foreach (var part in json.AsArray())
            {
                Require(lines.Exists(line => IsSubset(part, line)), $"no {label} line contains {part!.ToJsonString()}");
            }
        }
    }

    /// <summary>The lines that are no log lines; the random name of a staged file in a diff's header becomes <c>@STAGE@</c>.</summary>
    public static string Plain(string text) => StageName().Replace(string.Join('\n', PlainLines(text)), "$1.@STAGE@$2");

    /// <summary>True where every member and text of <paramref name="wanted"/> is found; <c>@ANY@</c> stands for anything.</summary>
    public static bool IsSubset(JsonNode? wanted, JsonNode? found) => wanted switch
    {
        JsonObject members => found is JsonObject other
            && members.All(member => other.TryGetPropertyValue(member.Key, out var value) && IsSubset(member.Value, value)),
        JsonValue value when value.TryGetValue<string>(out var text) && text == "@ANY@" => true,
        _ => JsonNode.DeepEquals(wanted, found),
    };

    /// <summary>One text, or a list of them, or nothing.</summary>
    public static IEnumerable<string> List(JsonNode? node) => node switch
    {
        null => [],
        JsonArray array => array.Select(each => (string)each!),
        _ => [(string)node!],
    };

    public static string Clip(string text) => text.Length <= 200 ? $"\"{text}\"" : $"\"{text[..200]}...\"";

    private static List<string> PlainLines(string text) => [.. text.Split('\n').Where(line => !LogLine().IsMatch(line))];

    private static void CheckParts(string label, string text, JsonNode wanted)
    {
        foreach (var part in List(wanted["has"]))
        {
            Require(
                text.Contains(part, StringComparison.Ordinal), $"{label} lacks {Clip(part)}; it ends {Clip(text.Trim().Split('\n')[^1])}");
        }

        foreach (var part in List(wanted["hasnot"]))
        {
            Require(!text.Contains(part, StringComparison.Ordinal), $"{label} contains {Clip(part)}");
        }

        foreach (var pattern in List(wanted["match"]))
        {
            Require(Regex.IsMatch(text, pattern, RegexOptions.Multiline), $"{label} does not match {pattern}");
        }

        var position = 0;
        foreach (var part in List(wanted["order"]))
        {
            var found = text.IndexOf(part, position, StringComparison.Ordinal);
            Require(found >= 0, $"{label} lacks {Clip(part)} after the earlier ones");
            position = found + part.Length;
        }
    }

    private static void Require(bool isMet, string complaint)
    {
        if (!isMet)
        {
            throw new ScenarioFailure(complaint);
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\S+ \S* ?.*\[\d+\]: (DEBUG|INFO|WARN|ERROR) ")]
    private static partial Regex LogLine();

    [GeneratedRegex(@"(?m)^((?:\x1b\[[0-9;]*m)?\+\+\+ .*/)\.[^/\n]*?((?:\x1b\[0m)?)$")]
    private static partial Regex StageName();
}
