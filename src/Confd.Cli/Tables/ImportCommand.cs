using System.CommandLine;
using Confd.Cli.Tools;

namespace Confd.Cli.Tables;

/// <summary><c>confd table import FILE...</c>.</summary>
internal static class ImportCommand
{
    public static Command Create(ToolConsole console)
    {
        var shared = new TableArguments(console);
        var files = new Argument<string[]>("file")
        {
            Description = "JSON, YAML or KEY=VALUE files, by extension; later files win. - reads stdin.",
            Arity = ArgumentArity.OneOrMore,
        };
        var format = new Option<string?>("--format") { Description = "The format of all files: json, yaml or env." };
        format.AcceptOnlyFromAmong(ImportFile.Json, ImportFile.Yaml, ImportFile.Env);
        var prefix = PathArguments.CreateWrittenPrefixOption("Put in front of every key; --prune looks below it only.");
        var isDryRun = new Option<bool>("--dry-run") { Description = "Show the difference from the table and write nothing." };
        var prunes = new Option<bool>("--prune") { Description = "Delete keys below the prefix that no file has." };
        var allowsEmpty = new Option<bool>("--allow-empty")
        {
            Description = "Let --prune delete everything below the prefix, or more than half of 20 or more keys.",
        };
        var encrypt = SecretArguments.Encrypt();
        var command = new Command("import", "Write the keys of files into the table.")
        {
            files, format, prefix, isDryRun, prunes, allowsEmpty, encrypt,
        };
        var plain = SecretArguments.AddPlainTo(command, encrypt);
        var message = WriteNote.CreateMessage();
        command.Add(message);
        shared.AddTo(command);
        ToolAction.Set(command, async (arguments, cancellationToken) =>
        {
            var run = new ImportRun(console, arguments.InvocationConfiguration)
            {
                Files = arguments.GetRequiredValue(files),
                Format = arguments.GetValue(format),
                Prefix = arguments.GetRequiredValue(prefix),
                IsDryRun = arguments.GetValue(isDryRun),
                Prunes = arguments.GetValue(prunes),
                AllowsEmpty = arguments.GetValue(allowsEmpty),
                KmsKey = arguments.GetValue(encrypt),
                MayReplaceSecrets = arguments.GetValue(plain),
                Message = arguments.GetValue(message),
            };
            var values = await run.ReadFilesAsync(cancellationToken);
            await using var table = await shared.OpenAsync(arguments, cancellationToken, mayReplaceSecrets: run.MayReplaceSecrets);
            return await run.WriteAsync(table, values, cancellationToken);
        });
        return command;
    }
}
