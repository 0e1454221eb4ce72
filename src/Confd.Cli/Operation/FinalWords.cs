namespace Confd.Cli.Operation;

/// <summary>What the program says last, which must not keep it from ending where nobody reads it.</summary>
internal static class FinalWords
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Writes a text, and gives up where it is not taken within 5 seconds.</summary>
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

        writing.Join(Patience);
    }

    private static void WriteNow(TextWriter writer, string text)
    {
        try
        {
            writer.Write(text);
        }
        catch (IOException)
        {
            // There is nobody left to tell.
        }
    }
}
