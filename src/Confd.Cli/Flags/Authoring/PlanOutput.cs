using System.CommandLine;
using System.Text.Json;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Validation;

namespace Confd.Cli.Flags.Authoring;

/// <summary>Shows what a plan does: for people in words, for scripts as one JSON object.</summary>
internal static class PlanOutput
{
    /// <summary>Prints warnings about the changes.</summary>
    public static async Task WarnAsync(ParseResult arguments, FlagPlan plan, bool isForced)
    {
        foreach (var problem in plan.Problems.Where(problem => problem.IsWarning || isForced))
        {
            await ToolMessages.WarningAsync(arguments.InvocationConfiguration.Error, problem.ToString());
        }
    }

    /// <summary>Prints the problems that written changes have together with those of others.</summary>
    /// <returns>False if evaluators cannot handle one.</returns>
    public static async Task<bool> WarnOfConflictsAsync(ParseResult arguments, IReadOnlyList<FlagDocumentProblem> problems)
    {
        foreach (var problem in problems)
        {
            await ToolMessages.WarningAsync(
                arguments.InvocationConfiguration.Error, $"written, but together with a change made meanwhile: {problem}");
        }

        return problems.All(problem => problem.IsWarning);
    }

    /// <summary>Prints the changes, and what is kept although a folder does not have it.</summary>
    /// <param name="arguments">The parsed arguments.</param>
    /// <param name="plan">The changes.</param>
    /// <param name="isDryRun">Whether it is a dry run.</param>
    /// <param name="isJson">Whether the output is JSON.</param>
    /// <param name="heading">The first line of the text; null for none.</param>
    public static async Task WriteAsync(ParseResult arguments, FlagPlan plan, bool isDryRun, bool isJson, string? heading = null)
    {
        var changed = plan.Changes.Select(change => (change.Kind, change.Key)).ToHashSet();
        var left = plan.Surplus.Where(document => !changed.Contains((document.Kind, document.Key))).ToList();
        if (isJson)
        {
            await ToolOutput.WriteJsonAsync(arguments, json => Write(json, plan, left, isDryRun));
            return;
        }

        if (heading is not null)
        {
            await ToolOutput.WriteLineAsync(arguments, heading);
        }

        if (plan.Changes.Count == 0)
        {
            await ToolOutput.WriteLineAsync(arguments, $"nothing to change: {plan.Before.Name} is already up to date");
        }

        foreach (var change in plan.Changes)
        {
            await WriteTextAsync(arguments, change, isDryRun);
        }

        foreach (var document in left)
        {
            var name = $"the {FlagArguments.NameOf(document.Kind)} {ToolOutput.Name(document.Key)}";
            await ToolOutput.WriteLineAsync(
                arguments, $"{(isDryRun ? "would leave" : "left")} {name}, which the folder does not have");
        }
    }

    private static async Task WriteTextAsync(ParseResult arguments, DocumentChange change, bool isDryRun)
    {
        var verb = (change.After.IsDeleted, isDryRun) switch
        {
            (false, false) => "wrote",
            (false, true) => "would write",
            (true, false) => change.After.IsArchived ? "archived" : "deleted",
            (true, true) => change.After.IsArchived ? "would archive" : "would delete",
        };
        await ToolOutput.WriteLineAsync(
            arguments, $"{verb} the {FlagArguments.NameOf(change.Kind)} {ToolOutput.Name(change.Key)} in version {change.After.Version}");
        await WriteMeaningAsync(arguments, change.Meaning);
    }

    /// <summary>Prints what a change does, a line each.</summary>
    public static async Task WriteMeaningAsync(ParseResult arguments, IEnumerable<MeaningLine> lines)
    {
        foreach (var line in lines)
        {
            await ToolOutput.WriteLineAsync(arguments, $"  {ControlCharacters.Escape(line.ToString())}");
        }
    }

    private static void Write(Utf8JsonWriter json, FlagPlan plan, List<FlagDocument> left, bool isDryRun)
    {
        json.WriteStartObject();
        json.WriteStartArray("changes");
        foreach (var change in plan.Changes)
        {
            json.WriteStartObject();
            json.WriteString("kind", FlagArguments.NameOf(change.Kind));
            json.WriteString("key", change.Key);
            if (change.Before is { } before)
            {
                json.WriteNumber("seenVersion", before.Version);
            }

            json.WriteNumber("version", change.After.Version);
            json.WriteBoolean("deleted", change.After.IsDeleted);
            WriteMeaning(json, change.Meaning);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (left.Count > 0)
        {
            json.WriteStartArray("left");
            foreach (var document in left)
            {
                json.WriteStartObject();
                json.WriteString("kind", FlagArguments.NameOf(document.Kind));
                json.WriteString("key", document.Key);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteNumber("written", isDryRun ? 0 : plan.Changes.Count);
        if (isDryRun)
        {
            json.WriteBoolean("dryRun", true);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes <c>"meaning":[{"place":…,"text":…}]</c>.</summary>
    public static void WriteMeaning(Utf8JsonWriter json, IEnumerable<MeaningLine> lines)
    {
        json.WriteStartArray("meaning");
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteString("place", line.Subject);
            json.WriteString("text", line.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
