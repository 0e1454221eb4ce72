using System.CommandLine;
using System.Text;
using Confd.Cli.Logging;
using Confd.Cli.Tools;

namespace Confd.Cli.Tables;

/// <summary><c>confd table get KEY</c>.</summary>
internal static class GetCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new TableArguments(console);
        var key = PathArguments.CreateKey();
        var isBare = new Option<bool>("--no-newline", "-n") { Description = "Print only the value, without a newline after it." };
        var command = new Command("get", "Print the value of one key; an encrypted one is decrypted.") { key, isBare };
        shared.AddTo(command);
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            await using var table = await shared.OpenAsync(arguments, cancellationToken);
            var name = arguments.GetRequiredValue(key);
            var item = await table.GetAsync(name, cancellationToken);
            if (item is not { } found)
            {
                await ToolMessages.ErrorAsync(arguments.InvocationConfiguration.Error, $"table {table.Name} has no key {name}");
                return ToolExitCode.NotFound;
            }

            if (!found.IsText)
            {
                await ToolMessages.ErrorAsync(
                    arguments.InvocationConfiguration.Error, $"the value of key {name} in table {table.Name} is not of type 'string'");
                return ToolExitCode.Failure;
            }

            var output = console.ValuesOf(arguments);
            var secrets = await table.OpenSecretsAsync([found], cancellationToken);
            await output.WriteAsync(Encoding.UTF8.GetString(secrets.Open(found).Value.Span));
            await output.WriteAsync(arguments.GetValue(isBare) ? "" : "\n");
            return ToolExitCode.Success;
        });
        return command;
    }
}
