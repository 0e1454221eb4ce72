using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.Engine.Keys;

namespace Confd.Cli.Tables;

/// <summary><c>confd table put KEY VALUE</c>.</summary>
internal static class PutCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new TableArguments(console);
        var key = PathArguments.CreateKey("The key, such as /app/db/host.");
        var value = new Argument<string>("value") { Description = "The value; - reads it from stdin, byte for byte." };
        var encrypt = SecretArguments.Encrypt();
        var command = new Command("put", "Set one key.") { key, value, encrypt };
        var plain = SecretArguments.AddPlainTo(command, encrypt);
        var message = WriteNote.CreateMessage();
        command.Add(message);
        shared.AddTo(command);
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            var text = arguments.GetRequiredValue(value);
            var kmsKey = arguments.GetValue(encrypt);
            if (kmsKey is not null && text != "-")
            {
                await ToolMessages.WarningAsync(
                    arguments.InvocationConfiguration.Error,
                    "a secret on the command line stands in the shell's history and the list of processes; "
                    + "write - and give it on standard input");
            }

            if (text == "-")
            {
                text = TextBytes.Decode(await console.ReadBytesAsync(text, cancellationToken), "stdin");
            }

            await using var table = await shared.OpenAsync(arguments, cancellationToken, mayReplaceSecrets: arguments.GetValue(plain));
            var name = arguments.GetRequiredValue(key);
            var content = await SecretArguments.SealAsync(table, kmsKey, name, text, cancellationToken);
            var error = arguments.InvocationConfiguration.Error;
            await WriteNote.LeaveAsync(
                table, "table put", [new(name, content)], arguments.GetValue(message), error, cancellationToken);
            await table.PutAsync(name, content, cancellationToken);
            if (KeyPath.Clean(name) != name)
            {
                await ToolMessages.WarningAsync(
                    arguments.InvocationConfiguration.Error,
                    $"key {name} is written as it stands, but templates look for {KeyPath.Clean(name)}");
            }

            return ToolExitCode.Success;
        });
        return command;
    }
}
