using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Reading;
using Confd.Flags.Storage;

namespace Confd.Cli.Tables;

/// <summary>One import: all files are read and validated before the table is written.</summary>
internal sealed class ImportRun(ToolConsole console, InvocationConfiguration output)
{
    public required IReadOnlyList<string> Files { get; init; }

    public required string? Format { get; init; }

    public required string Prefix { get; init; }

    public required bool IsDryRun { get; init; }

    public required bool Prunes { get; init; }

    /// <summary>True: <see cref="Prunes"/> may delete all keys, or most of many.</summary>
    public required bool AllowsEmpty { get; init; }

    /// <summary>The KMS key that encrypts all values; null: they are written as they are.</summary>
    public required string? KmsKey { get; init; }

    /// <summary>True: plain values may replace encrypted ones.</summary>
    public required bool MayReplaceSecrets { get; init; }

    public string? Message { get; init; }

    public async Task<Dictionary<string, string>> ReadFilesAsync(CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new ImportFile(console);
        foreach (var file in Files)
        {
            var values = await reader.ReadAsync(
                file,
                Format,
                Prefix,
                warning => ToolMessages.Warning(output.Error, warning),
                cancellationToken);
            foreach (var (key, value) in values)
            {
                all[key] = value;
            }
        }

        return all;
    }

    public async Task<int> WriteAsync(KeyValueTable table, Dictionary<string, string> values, CancellationToken cancellationToken)
    {
        if (Prunes && values.Count == 0 && !AllowsEmpty)
        {
            return await RefuseAsync($"the files have no keys, so --prune would delete all keys below {Prefix}");
        }

        // Only a difference needs the table's current keys; otherwise nothing has to be read.
        var current = IsDryRun || Prunes ? await ListCommand.ReadAsync(table, Prefix, cancellationToken) : new List<KeyItem>();
        var secrets = await table.OpenSecretsAsync(current, cancellationToken);
        var plan = new ImportPlan(values, current, Prunes, secrets, encrypts: KmsKey is not null);
        if (new RemovalShare(current.Count, plan.Deletes.Count).IsMostOfMany && !AllowsEmpty)
        {
            return await RefuseAsync($"--prune would delete {plan.Deletes.Count} of {current.Count} keys below {Prefix}");
        }

        var run = new PlanRun(console, output, "table import", Message)
        {
            SecretsRemedy = MayReplaceSecrets ? null : Remedy.ForSecrets,
        };
        if (IsDryRun)
        {
            return await run.ShowAsync(plan);
        }

        var puts = await SecretArguments.SealAsync(table, KmsKey, plan.Puts, cancellationToken);
        return await run.WriteAsync(table, plan, puts, cancellationToken);
    }

    private async Task<int> RefuseAsync(string excess)
    {
        await ToolMessages.ErrorAsync(output.Error, $"{excess}; nothing was changed. If intended, use --allow-empty");
        return ToolExitCode.Failure;
    }
}
