namespace Confd.Engine.Commands;

/// <summary>A check or reload command: a template with the built-in functions of the template language only.</summary>
public sealed class CommandTemplate
{
    private CommandTemplate(string text) => Text = text;

    /// <summary>The command as written in the resource.</summary>
    public string Text { get; }

    /// <summary>Parses a command.</summary>
    /// <param name="name">The name that errors carry.</param>
    /// <param name="text">The command as written.</param>
    public static CommandTemplate Parse(string name, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new CommandTemplate(text);
    }
}
