using Confd.DynamoDb;
using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Cli.Tools;

/// <summary>The command or option that mends a failure, behind the message of a library, which knows of neither.</summary>
internal static class Remedy
{
    /// <summary>What <c>confd flags sync</c> refused to apply.</summary>
    public const string ForRemoval = "; if that is how it should be, run the same once with `--once --allow-empty`";

    /// <summary>Of plain values that would have taken the place of encrypted ones.</summary>
    public const string ForSecrets = "; `--encrypt KEY` encrypts what is written, `--plain` lets it stand in clear";

    /// <summary><c>; try `confd …`</c> or the option, or nothing.</summary>
    /// <param name="failed">What failed.</param>
    /// <param name="keyTable">The table of keys and values that the user named; another that is missing is not for us to create.</param>
    /// <param name="flagTable">The table of flags that the user named.</param>
    public static string For(Exception failed, string? keyTable = null, string? flagTable = null)
    {
        for (var cause = failed; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case FlagItemTooLargeException:
                    return "; `--large-items parts` does so, for confd's own readers";
                case FlagRemovalRefusedException:
                    return ForRemoval;
                case FlagSourceDiffersException:
                    return "; to let this source replace what is there, run it once with `--takeover`";
                case DynamoDbException { Failure: DynamoDbFailure.SecretKept }:
                    return ForSecrets;
                case DynamoDbException { Table: { } table } told:
                    return Command(told, table, keyTable, flagTable) is { } command ? $"; try `confd {command}`" : "";
            }
        }

        return "";
    }

    private static string? Command(DynamoDbException told, string table, string? keyTable, string? flagTable) => told switch
    {
        { Remedy: DynamoDbRemedy.EnableJournal } =>
            $"table journal enable --table {table}{(told.Journal is { } journal ? $" --journal {journal}" : "")}",

        // Where nothing was sent it is an index that is missing.
        { Failure: not DynamoDbFailure.TableMissing } or { Operation: null } => null,
        _ when table == flagTable => $"flags init --create-table --table {table} --file FILE",
        _ when table == keyTable => $"table create --table {table}",
        _ => null,
    };
}
