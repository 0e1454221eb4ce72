using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Flags.DynamoDb;

namespace Confd.Cli.Flags;

/// <summary>Keeps commands from writing to a table that a sync fills: the sync would revert their changes.</summary>
internal static class FilledTable
{
    /// <summary>Throws, or warns with <c>--force</c>.</summary>
    /// <param name="arguments">The parsed arguments; standard error receives the warning.</param>
    /// <param name="store">The store to be written to.</param>
    /// <param name="isForced">Whether it is written nevertheless.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="ConfigurationException">A sync fills it, and writing is not forced.</exception>
    public static async Task RefuseAsync(
        ParseResult arguments, DynamoFlagStore store, bool isForced, CancellationToken cancellationToken)
    {
        if (await store.FindSyncSourceAsync(cancellationToken) is not { } source)
        {
            return;
        }

        var problem = $"table {store.Table} is filled by `confd flags sync` from {source}, which takes back what is changed here";
        if (!isForced)
        {
            throw new ConfigurationException($"{problem}; change it there, or here all the same with --force");
        }

        await ToolMessages.WarningAsync(arguments.InvocationConfiguration.Error, problem);
    }
}
