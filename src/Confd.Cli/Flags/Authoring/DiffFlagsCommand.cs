using System.CommandLine;
using System.Text.Json;
using Confd.Cli.Tools;
using Confd.Flags.Authoring;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags diff A B</c>: the differences between two environments, in words.</summary>
internal static class DiffFlagsCommand
{
    public static Command Create(ToolConsole console)
    {
        var one = new Argument<string>("one") { Description = $"The environment to compare from: {EnvironmentSpec.Forms}." };
        var other = new Argument<string>("other") { Description = "The environment to compare to." };
        var table = EnvironmentSpec.CreateTableOption(console);
        var output = ToolOutput.CreateOption();
        var exitCode = new Option<bool>("--exit-code") { Description = "Exit with status 4 if anything differs." };
        var command = new Command("diff", "Show the differences between two environments, ignoring versions and salts.")
        {
            one, other, table, exitCode, output,
        };
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            var (first, second) = (SpecOf(arguments.GetRequiredValue(one)), SpecOf(arguments.GetRequiredValue(other)));
            var before = await first.ReadAsync(arguments, console, cancellationToken);
            var after = await second.ReadAsync(arguments, console, cancellationToken);
            var differences = EnvironmentDiff.Of(before, after);
            await (arguments.GetValue(output) == ToolOutput.Json
                ? ToolOutput.WriteJsonAsync(arguments, json => Write(json, differences))
                : WriteTextAsync(arguments, first, second, differences));
            return differences.Count > 0 && arguments.GetValue(exitCode) ? ToolExitCode.Differs : ToolExitCode.Success;

            EnvironmentSpec SpecOf(string text) => EnvironmentSpec.Parse(text, arguments.GetValue(table));
        });
        return command;
    }

    private static async Task WriteTextAsync(
        ParseResult arguments, EnvironmentSpec one, EnvironmentSpec other, IReadOnlyList<DocumentDifference> differences)
    {
        var (before, after) = (one.Described, other.Described);
        await ToolOutput.WriteLineAsync(arguments, $"from {before} to {after}");
        if (differences.Count == 0)
        {
            await ToolOutput.WriteLineAsync(arguments, $"{before} and {after} have the same flags and segments");
        }

        foreach (var difference in differences)
        {
            var name = $"{FlagArguments.NameOf(difference.Kind)} {ToolOutput.Name(difference.Key)}";
            await ToolOutput.WriteLineAsync(arguments, difference switch
            {
                { One: null } => $"{name}: only in {after}",
                { Other: null } => $"{name}: only in {before}",
                _ => $"{name}:",
            });
            if (difference is { One: not null, Other: not null })
            {
                await PlanOutput.WriteMeaningAsync(arguments, difference.Meaning);
            }
        }
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<DocumentDifference> differences)
    {
        json.WriteStartArray();
        foreach (var difference in differences)
        {
            json.WriteStartObject();
            json.WriteString("kind", FlagArguments.NameOf(difference.Kind));
            json.WriteString("key", difference.Key);
            json.WriteString("in", difference switch { { One: null } => "other", { Other: null } => "one", _ => "both" });
            PlanOutput.WriteMeaning(json, difference.Meaning);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
