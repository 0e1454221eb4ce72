namespace Confd.Toml.Parsing;

/// <summary>Builds the tables of a document; throws for what TOML does not allow to be defined twice or extended later.</summary>
internal sealed class TomlTree
{
    private readonly TomlScanner _scanner;

    public TomlTree(TomlScanner scanner)
    {
        _scanner = scanner;
        Root = new TomlTable(scanner.Path, new SourcePosition(1, 1), TomlTableOrigin.Header);
        Current = Root;
    }

    public TomlTable Root { get; }

    /// <summary>The table to which keys are added: the root or the one of the last header.</summary>
    public TomlTable Current { get; private set; }

    /// <summary>Applies the header <c>[key]</c>.</summary>
    /// <param name="key">The parts of the name.</param>
    /// <param name="start">Where the header starts.</param>
    public void OpenTable(List<TomlKey> key, int start)
    {
        var position = _scanner.PositionOf(start);
        var parent = ResolveParent(key);
        if (!parent.TryGetValue(key[^1].Name, out var existing))
        {
            Current = AddTable(parent, key[^1].Name, position, TomlTableOrigin.Header);
            return;
        }

        if (existing.Kind != TomlValueKind.Table || existing.AsTable().Origin != TomlTableOrigin.Implied)
        {
            throw DefinedTwice(key[^1], existing);
        }

        Current = existing.AsTable();
        Current.Origin = TomlTableOrigin.Header;
        Current.Position = position;
    }

    /// <summary>Applies the header <c>[[key]]</c>.</summary>
    /// <param name="key">The parts of the name.</param>
    /// <param name="start">Where the header starts.</param>
    public void OpenArrayElement(List<TomlKey> key, int start)
    {
        var position = _scanner.PositionOf(start);
        var parent = ResolveParent(key);
        TomlArray array;
        if (!parent.TryGetValue(key[^1].Name, out var existing))
        {
            array = new TomlArray(isArrayOfTables: true);
            parent.Add(key[^1].Name, new TomlValue(_scanner.Path, position, TomlValueKind.Array, array));
        }
        else if (existing.Kind == TomlValueKind.Array && existing.AsArray() is TomlArray { IsArrayOfTables: true } tables)
        {
            array = tables;
        }
        else
        {
            throw DefinedTwice(key[^1], existing);
        }

        Current = new TomlTable(_scanner.Path, position, TomlTableOrigin.Header);
        array.Add(new TomlValue(_scanner.Path, position, TomlValueKind.Table, Current));
    }

    /// <summary>The table for a dotted key's last part, created where needed; throws if it has that part already.</summary>
    public TomlTable ResolveDotted(TomlTable table, List<TomlKey> key)
    {
        for (var index = 0; index < key.Count - 1; index++)
        {
            var part = key[index];
            if (!table.TryGetValue(part.Name, out var existing))
            {
                table = AddTable(table, part.Name, _scanner.PositionOf(part.Offset), TomlTableOrigin.DottedKey);
            }
            else if (existing.Kind == TomlValueKind.Table && existing.AsTable().Origin == TomlTableOrigin.DottedKey)
            {
                table = existing.AsTable();
            }
            else
            {
                throw _scanner.ErrorAt(
                    part.Offset, $"'{part.Name}' is already complete (line {existing.Position.Line}): a dotted key cannot add to it");
            }
        }

        return table.TryGetValue(key[^1].Name, out var defined) ? throw DefinedTwice(key[^1], defined) : table;
    }

    /// <summary>Follows all parts of a header but the last: arrays of tables stand for their last element.</summary>
    private TomlTable ResolveParent(List<TomlKey> key)
    {
        var table = Root;
        foreach (var part in key.Take(key.Count - 1))
        {
            if (!table.TryGetValue(part.Name, out var existing))
            {
                table = AddTable(table, part.Name, _scanner.PositionOf(part.Offset), TomlTableOrigin.Implied);
                continue;
            }

            table = existing.Kind switch
            {
                TomlValueKind.Table when existing.AsTable().Origin != TomlTableOrigin.Inline => existing.AsTable(),
                TomlValueKind.Array when existing.AsArray() is TomlArray { IsArrayOfTables: true } tables => tables[^1].AsTable(),
                _ => throw _scanner.ErrorAt(
                    part.Offset, $"'{part.Name}' is already complete (line {existing.Position.Line}): a header cannot add to it"),
            };
        }

        return table;
    }

    private TomlTable AddTable(TomlTable parent, string name, SourcePosition position, TomlTableOrigin origin)
    {
        var table = new TomlTable(_scanner.Path, position, origin);
        parent.Add(name, new TomlValue(_scanner.Path, position, TomlValueKind.Table, table));
        return table;
    }

    private TomlException DefinedTwice(TomlKey key, TomlValue existing) =>
        _scanner.ErrorAt(key.Offset, $"'{key.Name}' is defined twice: first at line {existing.Position.Line}");
}
