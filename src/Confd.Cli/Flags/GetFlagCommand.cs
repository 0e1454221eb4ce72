using System.CommandLine;
using System.Text;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags get KEY</c>: the flag's JSON as it is stored.</summary>
internal static class GetFlagCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new FlagArguments(console);
        var key = FlagArguments.CreateKey();
        var command = new Command("get", "Print one flag or segment as it is stored.") { key, shared.Kind };
        shared.AddTo(command);
        ToolAction.Set(command, (arguments, cancellationToken) => shared.WithStoreAsync(
            arguments,
            console,
            store => PrintAsync(arguments, store, shared.KindOf(arguments), arguments.GetRequiredValue(key), cancellationToken),
            cancellationToken));
        return command;
    }

    // An item is already one JSON object: both outputs are the same.
    private static async Task<int> PrintAsync(
        ParseResult arguments, DynamoFlagStore store, DataKind kind, string key, CancellationToken cancellationToken)
    {
        var item = await store.GetAsync(kind, key, cancellationToken);
        if (item is null or { IsDeleted: true })
        {
            var state = FlagDocument.RemovalOf(item is null ? null : FlagDocument.ReadAny(kind, key, item));
            await ToolMessages.ErrorAsync(
                arguments.InvocationConfiguration.Error, $"table {store.Table} has no {FlagArguments.NameOf(kind)} {key}{state}");
            return ToolExitCode.NotFound;
        }

        await ToolOutput.WriteLineAsync(arguments, Encoding.UTF8.GetString(item.Content.Span));
        return ToolExitCode.Success;
    }
}
