using System.Collections;

namespace Confd.Toml;

/// <summary>The elements of an array. Only an array of tables, created by <c>[[header]]</c>, grows after its first mention.</summary>
internal sealed class TomlArray(bool isArrayOfTables) : IReadOnlyList<TomlValue>
{
    private readonly List<TomlValue> _elements = [];

    public bool IsArrayOfTables { get; } = isArrayOfTables;

    public int Count => _elements.Count;

    public TomlValue this[int index] => _elements[index];

    public void Add(TomlValue element) => _elements.Add(element);

    public IEnumerator<TomlValue> GetEnumerator() => _elements.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
