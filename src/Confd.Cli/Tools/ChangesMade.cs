namespace Confd.Cli.Tools;

/// <summary>Reports changes that have been made.</summary>
internal static class ChangesMade
{
    /// <summary>Prints the report.</summary>
    /// <exception cref="IOException">It cannot be printed; the message says that the changes are made nevertheless.</exception>
    public static async Task ReportAsync(Func<Task> print)
    {
        try
        {
            await print();
        }
        catch (IOException lost)
        {
            throw new IOException($"all changes were made, but could not be reported: {lost.Message}", lost);
        }
    }
}
