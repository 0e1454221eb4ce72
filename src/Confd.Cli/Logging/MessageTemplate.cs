namespace Confd.Cli.Logging;

/// <summary>The message templates of structured logging: text with <c>{name}</c> placeholders.</summary>
internal static class MessageTemplate
{
    /// <summary>True where the value of that name is a placeholder, and so already part of the message.</summary>
    public static bool Mentions(ReadOnlySpan<char> template, ReadOnlySpan<char> name)
    {
        var open = template.IndexOf('{');
        while (open >= 0)
        {
            template = template[(open + 1)..];
            if (template.StartsWith(name, StringComparison.OrdinalIgnoreCase) && template.Length > name.Length
                && template[name.Length] is '}' or ':' or ',')
            {
                return true;
            }

            open = template.IndexOf('{');
        }

        return false;
    }
}
