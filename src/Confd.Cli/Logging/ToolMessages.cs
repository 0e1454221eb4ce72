namespace Confd.Cli.Logging;

/// <summary>Writes the stderr messages of the tools: one line each, whatever names they contain.</summary>
internal static class ToolMessages
{
    /// <summary>Writes <c>confd: error: TEXT</c>.</summary>
    public static Task ErrorAsync(TextWriter writer, string text) => writer.WriteAsync(ErrorOf(text));

    /// <inheritdoc cref="ErrorAsync"/>
    public static void Error(TextWriter writer, string text) => writer.Write(ErrorOf(text));

    /// <summary>Writes <c>confd: warning: TEXT</c>.</summary>
    public static Task WarningAsync(TextWriter writer, string text) => writer.WriteAsync(WarningOf(text));

    /// <inheritdoc cref="WarningAsync"/>
    public static void Warning(TextWriter writer, string text) => writer.Write(WarningOf(text));

    private static string ErrorOf(string text) => $"confd: error: {ControlCharacters.Escape(text)}\n";

    private static string WarningOf(string text) => $"confd: warning: {ControlCharacters.Escape(text)}\n";
}
