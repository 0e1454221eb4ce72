namespace Confd.Cli.CommandLine;

/// <summary>The values of one run's options, each with the source that set it.</summary>
internal sealed class OptionValues
{
    private readonly Dictionary<CliOption, (object Value, OptionSource Source, string? Place)> _values = [];

    /// <summary>The value, or the option's default.</summary>
    public T Get<T>(CliOption<T> option)
        where T : notnull => (T)(_values.TryGetValue(option, out var entry) ? entry.Value : option.DefaultValue);

    /// <summary>The value, or the default, of an option of any type.</summary>
    public object Find(CliOption option) => _values.TryGetValue(option, out var entry) ? entry.Value : option.DefaultValue;

    /// <summary>The source of the value.</summary>
    public OptionSource SourceOf(CliOption option) => _values.TryGetValue(option, out var entry) ? entry.Source : OptionSource.Default;

    /// <summary>The position of the value in confd.toml, as an error ends: <c> (PATH:LINE:COLUMN)</c>; empty for other sources.</summary>
    public string PlaceInParentheses(CliOption option) =>
        _values.TryGetValue(option, out var entry) && entry.Place is { } place ? $" ({place})" : "";

    /// <summary>True where a flag, a variable or confd.toml set the option.</summary>
    public bool IsSet(CliOption option) => _values.ContainsKey(option);

    /// <summary>Sets the value unless a stronger source has set it. Of equal sources the last one applies, except that lists from flags are
    /// concatenated.</summary>
    public void Set(CliOption option, object value, OptionSource source, string? place = null)
    {
        if (_values.TryGetValue(option, out var entry))
        {
            if (entry.Source > source)
            {
                return;
            }

            if (entry.Source == source && value is string[] added)
            {
                value = (string[])[.. (string[])entry.Value, .. added];
            }
        }

        _values[option] = (value, source, place);
    }

    /// <summary>Sets the value, overriding every source.</summary>
    public void Replace(CliOption option, object value) => _values[option] = (value, OptionSource.Flag, null);
}
