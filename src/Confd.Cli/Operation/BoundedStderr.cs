namespace Confd.Cli.Operation;

/// <summary>Writes the program's last message, which must not keep it from ending where it is not read.</summary>
internal static class BoundedStderr
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    /// <summary>Writes a text, and gives up where it is not consumed within 5 seconds.</summary>
    public static void Write(TextWriter writer, string text)
    {
        var writing = new Thread(() => WriteNow(writer, text)) { IsBackground = true };
        try
        {
            writing.Start();
        }
        catch (Exception shortage) when (ThreadShortage.IsShortage(shortage))
        {
            WriteNow(writer, text);
            return;
        }

        writing.Join(MaxWait);
    }

    private static void WriteNow(TextWriter writer, string text)
    {
        try
        {
            writer.Write(text);
        }
        catch (IOException)
        {
            // Standard error is lost: there is nowhere to report it.
        }
    }
}
