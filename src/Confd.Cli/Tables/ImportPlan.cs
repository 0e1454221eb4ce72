using System.Text;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Reading;
using Confd.DynamoDb.Secrets;

namespace Confd.Cli.Tables;

/// <summary>The writes and deletions of an import, and their presentation as a diff.</summary>
internal sealed class ImportPlan
{
    private readonly SortedDictionary<string, Present> _current = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _puts = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _deletes = new(StringComparer.Ordinal);

    /// <summary>Compares the values of the files with those of the table.</summary>
    /// <param name="values">Keys and values of the files.</param>
    /// <param name="current">The relevant keys and values of the table.</param>
    /// <param name="prunes">True: keys of <paramref name="current"/> that no file has are deleted.</param>
    /// <param name="secrets">The encrypted values of <paramref name="current"/>; null for none.</param>
    /// <param name="encrypts">True: written values are encrypted.</param>
    public ImportPlan(
        IReadOnlyDictionary<string, string> values,
        IEnumerable<KeyItem> current,
        bool prunes,
        OpenedSecrets? secrets = null,
        bool encrypts = false)
    {
        foreach (var item in current)
        {
            _current[item.Key] = Read(item, secrets);
        }

        foreach (var (key, value) in values)
        {
            if (!_current.TryGetValue(key, out var old) || old.Value != value || old.IsOpened != encrypts)
            {
                _puts[key] = value;
            }
        }

        if (prunes)
        {
            _deletes.UnionWith(_current.Keys.Where(key => !values.ContainsKey(key)));
        }

        Encrypts = encrypts;
        Unchanged = values.Count - _puts.Count;
    }

    public IReadOnlyCollection<KeyValuePair<string, string>> Puts => _puts;

    public IReadOnlyCollection<string> Deletes => _deletes;

    /// <summary>The keys whose encrypted values would be replaced by plain ones, sorted.</summary>
    public IReadOnlyList<string> ExposedKeys => Encrypts
        ? []
        : [.. _puts.Where(put => !SecretSealer.IsSealed(put.Value) && _current.GetValueOrDefault(put.Key).IsSecret).Select(put => put.Key)];

    public int Unchanged { get; }

    private bool Encrypts { get; }

    /// <summary>All writes, for the journal.</summary>
    /// <param name="puts">The written values as they are stored: <see cref="Puts"/>, perhaps encrypted.</param>
    public IReadOnlyList<KeyWrite> WritesWith(IEnumerable<KeyValuePair<string, string>> puts) =>
        [.. puts.Select(put => new KeyWrite(put.Key, put.Value)), .. _deletes.Select(key => new KeyWrite(key, null))];

    /// <summary>One line in words: how many keys are added, changed, deleted and unchanged.</summary>
    public string Summary()
    {
        var added = _puts.Keys.Count(key => !_current.ContainsKey(key));
        return $"{added} to add, {_puts.Count - added} to change, {_deletes.Count} to delete, {Unchanged} unchanged";
    }

    /// <summary>
    /// A line <c>-KEY=OLD</c> and <c>+KEY=NEW</c> for each difference, sorted by key; <c>KEY (encrypted)</c> for secrets.
    /// </summary>
    public IEnumerable<string> Diff()
    {
        foreach (var key in _puts.Keys.Union(_deletes).Order(StringComparer.Ordinal))
        {
            if (_current.TryGetValue(key, out var old))
            {
                yield return old.IsSecret ? $"-{key} (encrypted)"
                    : old.Value is null ? $"-{key} (not a string)"
                    : $"-{KeyValueLines.Format(key, old.Value)}";
            }

            if (_puts.TryGetValue(key, out var value))
            {
                yield return Encrypts || SecretSealer.IsSealed(value) ? $"+{key} (encrypted)" : $"+{KeyValueLines.Format(key, value)}";
            }
        }
    }

    private static Present Read(KeyItem item, OpenedSecrets? secrets)
    {
        if (!item.IsText)
        {
            return new Present(null, IsSecret: false, IsOpened: false);
        }

        if (secrets?.Keys.Contains(item.Key) != true)
        {
            var text = Encoding.UTF8.GetString(item.Value.Span);
            return new Present(text, SecretSealer.IsSealed(text), IsOpened: false);
        }

        try
        {
            return new Present(Encoding.UTF8.GetString(secrets.Open(item).Value.Span), IsSecret: true, IsOpened: true);
        }
        catch (DynamoDbException)
        {
            // A value that cannot be decrypted differs from every other.
            return new Present(null, IsSecret: true, IsOpened: true);
        }
    }

    private readonly record struct Present(string? Value, bool IsSecret, bool IsOpened);
}
