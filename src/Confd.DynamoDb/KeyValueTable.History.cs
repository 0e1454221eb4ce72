using Confd.DynamoDb.History;
using Confd.DynamoDb.Journal;

namespace Confd.DynamoDb;

public sealed partial class KeyValueTable
{
    /// <summary>The table's past, as its journal tells it. Nothing is sent yet.</summary>
    public TableHistory History => new(this, _shape, _options.ToTable());

    /// <summary>The table's journal, there or not. Nothing is sent yet.</summary>
    public TableJournal Journal => new(_connection, Name, _options.ToTable());
}
