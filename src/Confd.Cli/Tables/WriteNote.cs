using System.CommandLine;
using Confd.Cli.Logging;
using Confd.DynamoDb;
using Confd.DynamoDb.Journal;

namespace Confd.Cli.Tables;

/// <summary>Who writes, with which command and why, for the table's history. Every command that writes leaves one just before.</summary>
internal static class WriteNote
{
    /// <summary><c>-m MESSAGE</c>.</summary>
    public static Option<string?> CreateMessage() => new("--message", "-m")
    {
        Description = "Why: kept in the table's journal, where it has one.",
        HelpName = "TEXT",
    };

    /// <summary>Leaves a note. Where that fails, the write goes on all the same, with a warning.</summary>
    /// <param name="table">The table that is written to, with a journal or without.</param>
    /// <param name="command">What is run, such as <c>table put</c>.</param>
    /// <param name="writes">The keys that are written, and what they become.</param>
    /// <param name="message">What the person says; null for nothing.</param>
    /// <param name="error">Gets the warning.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task LeaveAsync(
        KeyValueTable table,
        string command,
        IReadOnlyList<KeyWrite> writes,
        string? message,
        TextWriter error,
        CancellationToken cancellationToken)
    {
        try
        {
            await table.Journal.TryNoteAsync(
                new JournalWriter($"confd {command}") { Message = message }, writes, table.Partition, cancellationToken);
        }
        catch (DynamoDbException failed)
        {
            await Complaint.WarningAsync(error, $"the journal does not tell who writes: {failed.Message}");
        }
    }
}
