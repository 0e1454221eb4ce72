using System.CommandLine;
using System.Text.Json;
using Confd.Cli.Logging;
using Confd.Shared;

namespace Confd.Cli.Tools;

/// <summary>The values of <c>--output</c>: a sentence for people, or one line of JSON for scripts.</summary>
internal static class ToolOutput
{
    public const string Json = "json";

    private const string Text = "text";

    /// <summary>Creates the option.</summary>
    public static Option<string> CreateOption()
    {
        var output = new Option<string>("--output", "-o") { Description = "text or json.", DefaultValueFactory = _ => Text };
        output.AcceptOnlyFromAmong(Text, Json);
        return output;
    }

    /// <summary>Prints one JSON value on a line of its own.</summary>
    public static Task WriteJsonAsync(ParseResult arguments, Action<Utf8JsonWriter> write) =>
        arguments.InvocationConfiguration.Output.WriteAsync(WrittenJson.TextOf(write) + "\n");

    /// <summary>Prints a line for people.</summary>
    public static Task WriteLineAsync(ParseResult arguments, string line) =>
        arguments.InvocationConfiguration.Output.WriteAsync(line + "\n");

    /// <summary>A key for people: characters that would break the line or move the cursor are escaped.</summary>
    public static string Name(string key) => ControlCharacters.Escape(key);

    /// <summary><c>1 flag</c>, <c>2 flags</c>.</summary>
    public static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
