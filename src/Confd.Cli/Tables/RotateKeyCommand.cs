using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.Shared;

namespace Confd.Cli.Tables;

/// <summary><c>confd table rotate-key [PREFIX]</c>.</summary>
internal static class RotateKeyCommand
{
    // One reason, such as a disabled key, may apply to thousands.
    private const int MaxNamed = 5;

    public static Command Create(ToolConsole console)
    {
        var shared = new TableArguments(console);
        var prefix = PathArguments.CreateWrittenPrefix("Where to look: the key itself and what lies below it.");
        var encrypt = SecretArguments.Encrypt();
        encrypt.Required = true;
        var isDryRun = new Option<bool>("--dry-run") { Description = "Decrypt everything, report how much there is, and write nothing." };
        var command = new Command("rotate-key", "Re-encrypt the encrypted values with a new data key under a KMS key.")
        {
            prefix, encrypt, isDryRun,
        };
        shared.AddTo(command);
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            await using var table = await shared.OpenAsync(arguments, cancellationToken);
            var items = await ListCommand.ReadAsync(table, arguments.GetRequiredValue(prefix), cancellationToken);
            var secrets = await table.OpenSecretsAsync(items, cancellationToken);
            foreach (var closed in secrets.Closed)
            {
                await ComplainAsync($"{NamesOf([.. closed])} of table {table.Name} cannot be decrypted: {closed.Key}");
            }

            var closedCount = secrets.Closed.Sum(closed => closed.Count());
            var open = items.Where(item => secrets.CanOpen(item.Key)).ToList();
            var output = arguments.InvocationConfiguration.Output;
            if (arguments.GetValue(isDryRun))
            {
                await output.WriteLineAsync($"{open.Count} to encrypt again, {closedCount} cannot be decrypted");
                return closedCount == 0 ? ToolExitCode.Success : ToolExitCode.Failure;
            }

            var changed = new List<string>();
            if (open.Count > 0)
            {
                using var sealer = await table.CreateSealerAsync(arguments.GetRequiredValue(encrypt)!, cancellationToken);
                await new ProgressLine(console, arguments.InvocationConfiguration.Error, open.Count).WriteEachAsync(open, async item =>
                {
                    if (await table.ReplaceSecretAsync(item, secrets, sealer, cancellationToken))
                    {
                        return true;
                    }

                    changed.Add(item.Key);
                    return false;
                });
            }

            foreach (var key in changed)
            {
                await ComplainAsync($"key {key} of table {table.Name} was changed meanwhile and is left as it is; run the command again");
            }

            var done = ToolOutput.Count(open.Count - changed.Count, "value");
            await ChangesMade.ReportAsync(() => output.WriteLineAsync($"encrypted {done} again"));
            return closedCount + changed.Count == 0 ? ToolExitCode.Success : ToolExitCode.Failure;

            Task ComplainAsync(string text) => ToolMessages.ErrorAsync(arguments.InvocationConfiguration.Error, text);
        });
        return command;
    }

    private static string NamesOf(string[] keys) => $"{(keys is [_] ? "key" : "keys")} {Excerpt.Of(keys, MaxNamed)}";
}
