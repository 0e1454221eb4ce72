using Confd.DynamoDb;
using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Cli.Tools;

/// <summary>Adds the command or option that resolves a failure to the message of a library, which has neither.</summary>
internal static class Remedy
{
    /// <summary>For a removal that <c>confd flags sync</c> refused.</summary>
    public const string ForRemoval = "; if that is how it should be, run the same once with `--once --allow-empty`";

    /// <summary>For plain values that would have replaced encrypted ones.</summary>
    public const string ForSecrets = "; `--encrypt KEY` encrypts what is written, `--plain` lets it stand in clear";

    /// <summary>Returns <c>; try `confd …`</c> or the option, or an empty text.</summary>
    /// <param name="failed">The failure.</param>
    /// <param name="keyTable">The key/value table that the user named; a missing table other than this is not to be created.</param>
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
                case DynamoDbException { Table: { } table } failure:
                    return Command(failure, table, keyTable, flagTable) is { } command ? $"; try `confd {command}`" : "";
            }
        }

        return "";
    }

    private static string? Command(DynamoDbException failure, string table, string? keyTable, string? flagTable) => failure switch
    {
        { Remedy: DynamoDbRemedy.EnableJournal } =>
            $"table journal enable --table {table}{(failure.Journal is { } journal ? $" --journal {journal}" : "")}",

        // A missing resource without a request is an index.
        { Failure: not DynamoDbFailure.TableMissing } or { Operation: null } => null,
        _ when table == flagTable => $"flags init --create-table --table {table} --file FILE",
        _ when table == keyTable => $"table create --table {table}",
        _ => null,
    };
}
