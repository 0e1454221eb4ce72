using System.CommandLine;
using System.Globalization;
using Confd.Cli.Logging;
using Confd.DynamoDb.History;
using Confd.Engine.Keys;

namespace Confd.Cli.Tables;

/// <summary><c>confd table log [PREFIX]</c>: who changed what and when, the newest first.</summary>
internal static class LogCommand
{
    public static Command Create(TableConsole console)
    {
        var shared = new HistoryArguments(console);
        var prefix = new Argument<string>("prefix")
        {
            Description = "Where to look: the key itself and what lies below it.",
            DefaultValueFactory = _ => "/",
        };
        var since = new Option<string?>("--since") { Description = $"The oldest change: {HistoryMoment.Help}.", HelpName = "TIME" };
        shared.Check(since);
        var showsValues = new Option<bool>("--values") { Description = "Also print what the keys were before and after." };
        var command = new Command("log", "Tell who changed what and when, from the table's journal.") { prefix, since, showsValues };
        shared.AddTo(command);
        TableAction.Set(command, async (arguments, cancellationToken) =>
        {
            await using var table = await shared.OpenAsync(arguments, cancellationToken);
            var values = arguments.GetValue(showsValues);
            var entries = await ReadAsync(table.History, shared.MomentOf(arguments, since), values, cancellationToken);
            var path = KeyPath.Clean(arguments.GetRequiredValue(prefix));
            var output = arguments.InvocationConfiguration.Output;
            foreach (var entry in entries)
            {
                if (entry.IsGap)
                {
                    await output.WriteLineAsync($"{entry.Position}  {Time(entry.WrittenAt)}  changes before this may be missing");
                }

                foreach (var change in entry.Changes.Reverse().Where(change => KeyPath.IsAtOrBelow(change.Key, path)))
                {
                    await output.WriteLineAsync(Line(entry, change));
                    if (values)
                    {
                        await WriteStateAsync(output, '-', change.Key, change.Before);
                        await WriteStateAsync(output, '+', change.Key, change.After);
                    }
                }
            }

            return TableExitCode.Success;
        });
        return command;
    }

    private static async Task<IReadOnlyList<HistoryEntry>> ReadAsync(
        TableHistory history, HistoryMoment? since, bool withPast, CancellationToken cancellationToken)
    {
        var entries = new List<HistoryEntry>();
        await foreach (var entry in history.ReadBackAsync((since?.Position ?? 1) - 1, withPast, cancellationToken))
        {
            if (since is { Position: null } && entry.WrittenAt < since.Time)
            {
                break;
            }

            entries.Add(entry);
        }

        return await history.AttributeAsync(entries, cancellationToken);
    }

    private static string Line(HistoryEntry entry, KeyChange change)
    {
        var verb = change switch
        {
            { After.Kind: KeyStateKind.Absent } => "delete",
            { Before.Kind: KeyStateKind.Absent } => "add",
            _ => "set",
        };
        var who = change.Note is { } note
            ? $"{note.Actor}  {note.Command}{(note.Message is null ? "" : $"  {note.Message}")}"
            : "unknown actor";
        return ControlCharacters.Escape($"{entry.Position}  {Time(change.At)}  {verb}  {change.Key}  {who}");
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static async Task WriteStateAsync(TextWriter output, char sign, string key, KeyState state)
    {
        if (state.Kind != KeyStateKind.Absent)
        {
            await output.WriteLineAsync($"{sign}{PastValues.Line(key, state)}");
        }
    }
}
