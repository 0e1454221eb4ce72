using System.CommandLine;
using Confd.Cli.Logging;
using Confd.Flags.DynamoDb;

namespace Confd.Cli.Flags;

/// <summary>Keeps commands from writing into what a sync fills: it takes back what they write.</summary>
internal static class FilledTable
{
    /// <summary>Refuses it, or warns where it is forced.</summary>
    /// <param name="arguments">The command's, whose standard error gets the warning.</param>
    /// <param name="store">What is to be written to.</param>
    /// <param name="isForced">Whether it is written all the same.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConfigurationException">A sync fills it, and it is not forced.</exception>
    public static async Task RefuseAsync(
        ParseResult arguments, DynamoFlagStore store, bool isForced, CancellationToken cancellationToken)
    {
        if (await store.FindFillingSourceAsync(cancellationToken) is not { } source)
        {
            return;
        }

        var problem = $"table {store.Table} is filled by `confd flags sync` from {source}, which takes back what is changed here";
        if (!isForced)
        {
            throw new ConfigurationException($"{problem}; change it there, or here all the same with --force");
        }

        await Complaint.WarningAsync(arguments.InvocationConfiguration.Error, problem);
    }
}
