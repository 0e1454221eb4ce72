using System.CommandLine;
using System.Text;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Reading;
using Confd.Engine.Keys;

namespace Confd.Cli.Tables;

/// <summary><c>confd table ls [PREFIX]</c>.</summary>
internal static class ListCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new TableArguments(console);
        var prefix = PathArguments.CreatePrefix();
        var showsValues = new Option<bool>("--values") { Description = "Print KEY=VALUE lines, as import reads them." };
        var command = new Command("ls", "List keys, sorted.") { prefix, showsValues };
        shared.AddTo(command);
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            await using var table = await shared.OpenAsync(arguments, cancellationToken);
            var output = console.ValuesOf(arguments);
            foreach (var item in await ReadAsync(table, arguments.GetRequiredValue(prefix), cancellationToken))
            {
                var line = arguments.GetValue(showsValues) && item.IsText ? LineOf(item) : ControlCharacters.Escape(item.Key);
                await output.WriteLineAsync(line);
            }

            return ToolExitCode.Success;
        });
        return command;
    }

    // A key that import would read as another one is printed as a comment.
    private static string LineOf(KeyItem item) => KeyValueLines.CanHold(item.Key)
        ? KeyValueLines.Format(item.Key, Encoding.UTF8.GetString(item.Value.Span))
        : $"# {ControlCharacters.Escape(item.Key)} cannot stand in a KEY=VALUE line; export it as json";

    /// <summary>The items at and below a path, sorted: <c>/apple</c> is not below <c>/app</c>.</summary>
    public static async Task<List<KeyItem>> ReadAsync(KeyValueTable table, string prefix, CancellationToken cancellationToken)
    {
        var path = KeyPath.Clean(prefix);
        var items = await table.ReadBelowAsync(path == "/" ? "" : path, cancellationToken);
        return [.. items.Items.ToArray().Where(item => KeyPath.IsAtOrBelow(item.Key, path))];
    }
}
