using System.CommandLine;
using Confd.Cli.Logging;
using Confd.DynamoDb;
using Confd.DynamoDb.Journal;

namespace Confd.Cli.Tables;

/// <summary>Records who writes, with which command and why, in the table's history. Every command that writes does so just
/// before.</summary>
internal static class WriteNote
{
    /// <summary><c>-m MESSAGE</c>.</summary>
    public static Option<string?> CreateMessage() => new("--message", "-m")
    {
        Description = "Reason for the change, kept in the table's journal if it has one.",
        HelpName = "TEXT",
    };

    /// <summary>Leaves a note. Where that fails, the write continues, with a warning.</summary>
    /// <param name="table">The table that is written to, with or without a journal.</param>
    /// <param name="command">The command, such as <c>table put</c>.</param>
    /// <param name="writes">The written keys, and their new values.</param>
    /// <param name="message">The user's reason; null for none.</param>
    /// <param name="error">Receives the warning.</param>
    /// <param name="cancellationToken">Cancels it.</param>
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
            await table.Journal.TryRecordAuthorAsync(
                new JournalWriter($"confd {command}") { Message = message }, writes, table.Partition, cancellationToken);
        }
        catch (DynamoDbException failed)
        {
            await ToolMessages.WarningAsync(error, $"the journal does not tell who writes: {failed.Message}");
        }
    }
}
