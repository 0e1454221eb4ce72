using Confd.Flags.Authoring;

namespace Confd.Flags.Console.Forms;

/// <summary>The problems of a form, by field, collected while it is read.</summary>
internal sealed class FormProblems
{
    /// <summary>The key for problems of the whole form.</summary>
    public const string WholeForm = "";

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    public bool Any => _texts.Count > 0;

    /// <summary>Fields and their problems, in the order of detection.</summary>
    public IEnumerable<KeyValuePair<string, string>> All => _texts;

    /// <summary>The problem of a field; null: none.</summary>
    public string? Of(string field) => _texts.GetValueOrDefault(field);

    /// <summary>Adds a problem, as a sentence.</summary>
    public void Add(string field, string text)
    {
        var sentence = $"{text.TrimEnd('.')}.";
        _texts[field] = _texts.TryGetValue(field, out var earlier) ? $"{earlier} {sentence}" : sentence;
    }

    /// <summary>Reads a field; if it is invalid, adds the problem and returns the type's default.</summary>
    public T? Read<T>(string field, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FlagEditException refused)
        {
            Add(field, refused.Message);
            return default;
        }
    }
}
