using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.DynamoDb;

namespace Confd.Cli.Tables;

/// <summary>Shows the effect of a plan on a table, or executes it.</summary>
/// <param name="console">Whether progress is shown.</param>
/// <param name="output">Receives differences and results.</param>
/// <param name="command">The command, for the table's history: <c>table import</c>.</param>
/// <param name="message">The reason for the change; null for none.</param>
internal sealed class PlanRun(ToolConsole console, InvocationConfiguration output, string command, string? message)
{
    /// <summary>The advice where plain values would replace encrypted ones; null where they may.</summary>
    public required string? SecretsRemedy { get; init; }

    /// <summary>Prints the differences, and writes nothing.</summary>
    public async Task<int> ShowAsync(ImportPlan plan)
    {
        foreach (var line in plan.Diff())
        {
            await output.Output.WriteLineAsync(ControlCharacters.Escape(line));
        }

        await output.Error.WriteLineAsync(plan.Summary());
        return await RefusesAsync(plan, "") ? ToolExitCode.Failure : ToolExitCode.Success;
    }

    /// <summary>Writes and deletes.</summary>
    /// <param name="table">The table.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="puts">Its <see cref="ImportPlan.Puts"/> as they are stored in the table, perhaps encrypted.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<int> WriteAsync(
        KeyValueTable table,
        ImportPlan plan,
        IReadOnlyCollection<KeyValuePair<string, string>> puts,
        CancellationToken cancellationToken)
    {
        if (await RefusesAsync(plan, "; nothing was written"))
        {
            return ToolExitCode.Failure;
        }

        var writes = plan.WritesWith(puts);
        await WriteNote.LeaveAsync(table, command, writes, message, output.Error, cancellationToken);
        await new ProgressLine(console, output.Error, writes.Count)
            .FollowAsync(progress => table.WriteAsync(puts, plan.Deletes, progress, cancellationToken));
        await ChangesMade.ReportAsync(() => output.Output.WriteLineAsync(
            $"wrote {ToolOutput.Count(plan.Puts.Count, "key")}, deleted {plan.Deletes.Count}, left {plan.Unchanged} unchanged"));
        return ToolExitCode.Success;
    }

    // Only the values that were read are checked here; the write itself protects all others.
    private async Task<bool> RefusesAsync(ImportPlan plan, string outcome)
    {
        if (SecretsRemedy is null || plan.ExposedKeys is not { Count: > 0 } keys)
        {
            return false;
        }

        var text = $"plain values would replace encrypted ones: {string.Join(", ", keys)}{outcome}{SecretsRemedy}";
        await ToolMessages.ErrorAsync(output.Error, text);
        return true;
    }
}
