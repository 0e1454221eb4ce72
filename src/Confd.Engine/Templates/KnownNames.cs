using Confd.Engine.Keys;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates;

/// <summary>
/// Distinguishes names that messages may show from values that a template used as names. Known are the words of the resource's keys and of
/// the string constants in the templates of the run; <c>/app/web1/port</c> is known if each of its words is one of these.
/// </summary>
/// <remarks>Words are runs of letters, digits and bytes beyond ASCII. Nothing is computed before a message is needed.</remarks>
internal sealed class KnownNames(KeySnapshot keys)
{
    private readonly List<Template> _templates = [];

    /// <summary>Adds the constants of a template.</summary>
    public void Add(Template template) => _templates.Add(template);

    /// <summary>A known name unchanged, otherwise its length.</summary>
    public ErrorText Plain(ByteString name) => IsKnown(name) ? ErrorText.FromString(name.ToString()) : ErrorText.Plain(name);

    /// <summary>A known name in quotes, otherwise its length.</summary>
    public ErrorText Quoted(ByteString name) =>
        IsKnown(name) ? ErrorText.FromString(GoFormat.Quote(name).ToString()) : ErrorText.Quoted(name);

    /// <summary>True where a text is a string constant in a template.</summary>
    public bool IsConstant(ByteString text) => _templates.Exists(template => template.StringConstants.Contains(text));

    /// <summary>True where a text is a constant or consists of known words only.</summary>
    public bool IsKnown(ByteString name)
    {
        if (IsConstant(name))
        {
            return true;
        }

        var unknown = new HashSet<ByteString>(Words(name));
        foreach (var constant in _templates.SelectMany(template => template.StringConstants))
        {
            unknown.ExceptWith(Words(constant));
        }

        foreach (var key in keys.Keys)
        {
            unknown.ExceptWith(Words(key));
        }

        return unknown.Count == 0;
    }

    private static IEnumerable<ByteString> Words(ByteString text)
    {
        var start = 0;
        for (var index = 0; index <= text.Length; index++)
        {
            if (index < text.Length && IsOfWord(text[index]))
            {
                continue;
            }

            if (index > start)
            {
                yield return text.Slice(start, index - start);
            }

            start = index + 1;
        }
    }

    private static bool IsOfWord(byte letter) => letter >= 0x80 || char.IsAsciiLetterOrDigit((char)letter);
}
