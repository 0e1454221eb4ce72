using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Confd.Shared;

/// <summary>The message templates of structured logging: text with <c>{name}</c> placeholders.</summary>
internal static class MessageTemplate
{
    /// <summary>The template of a log line, by its values; null where it has none.</summary>
    /// <remarks>By the convention of Microsoft.Extensions.Logging it comes last of them.</remarks>
    public static string? Of(IReadOnlyList<KeyValuePair<string, object?>>? values) =>
        values is { Count: > 0 } && values[^1].Key == "{OriginalFormat}" ? values[^1].Value as string : null;

    /// <summary>
    /// What is printed of a template before the attributes. Libraries end a message with its facts in brackets, as in
    /// <c>Retrying a request [{operation}, attempt {attempt}]</c>, for loggers that print messages alone. Here these facts are attributes.
    /// </summary>
    /// <returns>The part before the facts; the whole template where it has none.</returns>
    [return: NotNullIfNotNull(nameof(template))]
    public static string? WithoutFacts(string? template)
    {
        var facts = template is not null && template.EndsWith(']') ? template.LastIndexOf(" [", StringComparison.Ordinal) : -1;
        return facts < 0 || !template.AsSpan(facts).Contains('{') ? template : template![..facts];
    }

    /// <summary>The message of a log line without its facts.</summary>
    public static string Format<TState>(TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var values = state as IReadOnlyList<KeyValuePair<string, object?>>;
        var template = Of(values);
        var text = WithoutFacts(template);
        return text is null || ReferenceEquals(text, template) ? formatter(state, exception) : Format(text, values!);
    }

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

    private static string Format(string template, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        var text = new StringBuilder();
        var rest = template.AsSpan();
        while (rest.IndexOfAny('{', '}') is >= 0 and var at)
        {
            text.Append(rest[..at]);
            var isDoubled = rest.Length > at + 1 && rest[at + 1] == rest[at];
            var length = isDoubled || rest[at] == '}' ? 0 : rest[at..].IndexOf('}');
            if (length > 0)
            {
                Append(text, rest.Slice(at + 1, length - 1), values);
                rest = rest[(at + length + 1)..];
            }
            else
            {
                text.Append(rest[at]);
                rest = rest[(at + (isDoubled ? 2 : 1))..];
            }
        }

        return text.Append(rest).ToString();
    }

    // As the formatter of Microsoft.Extensions.Logging, with alignment and format: {Bytes,10:N0}.
    private static void Append(StringBuilder text, ReadOnlySpan<char> placeholder, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        var end = placeholder.IndexOfAny(',', ':');
        var name = end < 0 ? placeholder : placeholder[..end];
        foreach (var (key, value) in values)
        {
            if (name.Equals(key, StringComparison.OrdinalIgnoreCase))
            {
                text.AppendFormat(CultureInfo.InvariantCulture, $"{{0{(end < 0 ? "" : placeholder[end..])}}}", value ?? "(null)");
                return;
            }
        }
    }
}
