namespace Confd.Engine.Commands;

/// <summary>A line for <c>/bin/sh -c</c> and the variables that are set for it.</summary>
/// <param name="Text">The line.</param>
internal sealed record ShellCommand(string Text)
{
    /// <summary>Variables on top of this program's own environment, which they override; names without <c>=</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];

    /// <summary>Equal for two lines with the same effect: the text, and the values of those variables that it names.</summary>
    public string Effect => string.Join('\0', [Text, .. Variables.Where(IsNamed).Select(variable => variable.Value)]);

    /// <summary>A line without variables of its own.</summary>
    public static implicit operator ShellCommand(string text) => FromText(text);

    /// <inheritdoc cref="op_Implicit(string)"/>
    public static ShellCommand FromText(string text) => new(text);

    private bool IsNamed(KeyValuePair<string, string> variable) => Text.Contains(variable.Key, StringComparison.Ordinal);
}
