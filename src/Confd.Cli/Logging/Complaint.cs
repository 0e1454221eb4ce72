namespace Confd.Cli.Logging;

/// <summary>The lines on stderr of the commands with a command line of their own: one each, whatever a name in it holds.</summary>
internal static class Complaint
{
    /// <summary>Writes <c>confd: error: TEXT</c>.</summary>
    public static Task ErrorAsync(TextWriter writer, string text) => writer.WriteAsync($"confd: error: {ControlCharacters.Escape(text)}\n");

    /// <summary>Writes <c>confd: warning: TEXT</c>.</summary>
    public static Task WarningAsync(TextWriter writer, string text) =>
        writer.WriteAsync($"confd: warning: {ControlCharacters.Escape(text)}\n");
}
