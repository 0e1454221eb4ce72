using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Journal;

namespace Confd.Cli.Tables;

/// <summary><c>confd table rm KEY...</c>.</summary>
internal static class RemoveCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new TableArguments(console);
        var keys = PathArguments.CreateKeys("The keys.");
        var isRecursive = new Option<bool>("--recursive", "-r") { Description = "Also delete everything below the keys." };
        var command = new Command("rm", "Delete keys.") { keys, isRecursive };
        var message = WriteNote.CreateMessage();
        command.Add(message);
        keys.Validators.Add(result =>
        {
            if (result.GetValue(isRecursive))
            {
                PathArguments.RefuseUnclean(result);
            }
        });
        shared.AddTo(command);
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            await using var table = await shared.OpenAsync(arguments, cancellationToken);
            var names = arguments.GetRequiredValue(keys);
            var output = arguments.InvocationConfiguration;
            if (arguments.GetValue(isRecursive))
            {
                return await RemoveTreesAsync(console, table, names, arguments.GetValue(message), output, cancellationToken);
            }

            KeyWrite[] writes = [.. names.Select(key => new KeyWrite(key, null))];
            await WriteNote.LeaveAsync(table, "table rm", writes, arguments.GetValue(message), output.Error, cancellationToken);
            return await RemoveKeysAsync(console, table, names, output, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RemoveKeysAsync(
        ToolConsole tool, KeyValueTable table, string[] keys, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        var status = ToolExitCode.Success;
        await new ProgressLine(tool, console.Error, keys.Length).WriteEachAsync(keys, async key =>
        {
            if (await table.DeleteAsync(key, cancellationToken))
            {
                return true;
            }

            await ToolMessages.ErrorAsync(console.Error, $"table {table.Name} has no key {key}");
            status = ToolExitCode.NotFound;
            return false;
        });
        return status;
    }

    private static async Task<int> RemoveTreesAsync(
        ToolConsole tool,
        KeyValueTable table,
        string[] keys,
        string? message,
        InvocationConfiguration console,
        CancellationToken cancellationToken)
    {
        var doomed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            doomed.UnionWith((await ListCommand.ReadAsync(table, key, cancellationToken)).Select(item => item.Key));
        }

        KeyWrite[] writes = [.. doomed.Select(key => new KeyWrite(key, null))];
        await WriteNote.LeaveAsync(table, "table rm --recursive", writes, message, console.Error, cancellationToken);
        await new ProgressLine(tool, console.Error, doomed.Count)
            .FollowAsync(progress => table.WriteAsync([], doomed, progress, cancellationToken));
        await ChangesMade.ReportAsync(() => console.Output.WriteLineAsync($"deleted {ToolOutput.Count(doomed.Count, "key")}"));
        return doomed.Count == 0 ? ToolExitCode.NotFound : ToolExitCode.Success;
    }
}
