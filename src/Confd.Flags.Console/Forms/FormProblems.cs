using Confd.Flags.Authoring;

namespace Confd.Flags.Console.Forms;

/// <summary>What is wrong with a form, by its fields, gathered while it is read.</summary>
internal sealed class FormProblems
{
    /// <summary>Stands for the form as a whole.</summary>
    public const string WholeForm = "";

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>True where something is wrong.</summary>
    public bool Any => _texts.Count > 0;

    /// <summary>Fields and what is wrong with each, in the order of finding.</summary>
    public IEnumerable<KeyValuePair<string, string>> All => _texts;

    /// <summary>What is wrong with a field; null: nothing.</summary>
    public string? Of(string field) => _texts.GetValueOrDefault(field);

    /// <summary>Adds what is wrong, in a sentence.</summary>
    public void Add(string field, string text)
    {
        var sentence = $"{text.TrimEnd('.')}.";
        _texts[field] = _texts.TryGetValue(field, out var earlier) ? $"{earlier} {sentence}" : sentence;
    }

    /// <summary>Reads a field; what cannot be read is added, and its type's default is taken.</summary>
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
