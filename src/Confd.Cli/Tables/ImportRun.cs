using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Reading;
using Confd.Flags.Storage;

namespace Confd.Cli.Tables;

/// <summary>One import: all files are read and judged before the table is touched.</summary>
internal sealed class ImportRun(ToolConsole console, InvocationConfiguration output)
{
    public required IReadOnlyList<string> Files { get; init; }

    public required string? Format { get; init; }

    public required string Prefix { get; init; }

    public required bool IsDryRun { get; init; }

    public required bool Prunes { get; init; }

    /// <summary>True: <see cref="Prunes"/> may delete all keys, or most of many.</summary>
    public required bool AllowsEmpty { get; init; }

    /// <summary>What all values are encrypted under; null: they are written as they are.</summary>
    public required string? KmsKey { get; init; }

    /// <summary>True: plain values may take the place of encrypted ones.</summary>
    public required bool MayReplaceSecrets { get; init; }

    public string? Message { get; init; }

    public async Task<Dictionary<string, string>> ReadFilesAsync(CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new ImportFile(console);
        foreach (var file in Files)
        {
            var values = await reader.ReadAsync(
                file,
                Format,
                Prefix,
                warning => Complaint.Warning(output.Error, warning),
                cancellationToken);
            foreach (var (key, value) in values)
            {
                wanted[key] = value;
            }
        }

        return wanted;
    }

    public async Task<int> WriteAsync(KeyValueTable table, Dictionary<string, string> wanted, CancellationToken cancellationToken)
    {
        if (Prunes && wanted.Count == 0 && !AllowsEmpty)
        {
            return await RefuseAsync($"the files have no keys, so --prune would delete all keys below {Prefix}");
        }

        // Only a difference needs the table's present keys; without one nothing has to be read.
        var current = IsDryRun || Prunes ? await ListCommand.ReadAsync(table, Prefix, cancellationToken) : new List<KeyItem>();
        var secrets = await table.OpenSecretsAsync(current, cancellationToken);
        var plan = new ImportPlan(wanted, current, Prunes, secrets, encrypts: KmsKey is not null);
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
        await Complaint.ErrorAsync(output.Error, $"{excess}; nothing was changed. If that is meant, give --allow-empty");
        return ToolExitCode.Failure;
    }
}
