using Confd.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Cli.Logging;

/// <summary>The command that mends a failure, behind the message of a library, which knows of no commands.</summary>
internal static class Remedy
{
    /// <summary><c>; try `confd …`</c>, or nothing.</summary>
    public static string For(Exception failed)
    {
        for (var cause = failed; cause is not null; cause = cause.InnerException)
        {
            if (cause is DynamoDbException { Table: { } table } told)
            {
                return Command(told.Remedy, table, ofFlags: failed is FlagStoreException) is { } command ? $"; try `confd {command}`" : "";
            }
        }

        return "";
    }

    private static string? Command(DynamoDbRemedy remedy, string table, bool ofFlags) => remedy switch
    {
        DynamoDbRemedy.CreateTable when ofFlags => $"flags init --create-table --table {table} --file FILE",
        DynamoDbRemedy.CreateTable => $"table create --table {table}",
        DynamoDbRemedy.EnableJournal => $"table journal enable --table {table}",
        _ => null,
    };
}
