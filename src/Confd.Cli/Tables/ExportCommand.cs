using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.Engine.Keys;

namespace Confd.Cli.Tables;

/// <summary><c>confd table export [PREFIX]</c>.</summary>
internal static class ExportCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new TableArguments(console);
        var prefix = PathArguments.CreatePrefix("What to export; the keys stay whole.");
        var format = new Option<string>("--format") { Description = "json, yaml or env.", DefaultValueFactory = _ => ImportFile.Json };
        format.AcceptOnlyFromAmong(ImportFile.Json, ImportFile.Yaml, ImportFile.Env);
        var command = new Command("export", "Print keys and values in a form that import reads back.") { prefix, format };
        shared.AddTo(command);
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            await using var table = await shared.OpenAsync(arguments, cancellationToken);
            var values = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
            foreach (var item in await ListCommand.ReadAsync(table, arguments.GetRequiredValue(prefix), cancellationToken))
            {
                if (!item.IsText)
                {
                    await Warn($"key {item.Key} is left out: its value is not of type 'string'");
                    continue;
                }

                if (KeyPath.Clean(item.Key) != item.Key)
                {
                    await Warn($"key {item.Key} is not a clean path; import would write it as {KeyPath.Clean(item.Key)}");
                }

                values[item.Key] = item.Value;
            }

            ExportText.Write(console.ValuesOf(arguments), values, arguments.GetRequiredValue(format));
            return ToolExitCode.Success;

            Task Warn(string text) => ToolMessages.WarningAsync(arguments.InvocationConfiguration.Error, text);
        });
        return command;
    }
}
