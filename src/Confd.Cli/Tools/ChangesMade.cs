namespace Confd.Cli.Tools;

/// <summary>How a command that changes something tells that it has.</summary>
internal static class ChangesMade
{
    /// <summary>Prints it.</summary>
    /// <exception cref="IOException">It cannot be printed; the message says that the changes are made all the same.</exception>
    public static async Task TellAsync(Func<Task> print)
    {
        try
        {
            await print();
        }
        catch (IOException lost)
        {
            throw new IOException($"all changes are made, but not told: {lost.Message}", lost);
        }
    }
}
