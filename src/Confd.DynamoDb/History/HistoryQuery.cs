namespace Confd.DynamoDb.History;

/// <summary>Selects changes of a table's history.</summary>
public sealed record HistoryQuery
{
    /// <summary>Selects keys.</summary>
    /// <value>Default all.</value>
    public Func<string, bool> IsWanted { get; init; } = _ => true;

    /// <summary>Changes until this moment are left out.</summary>
    /// <value>Null, the default: all that are kept are included.</value>
    public HistoryMoment? Since { get; init; }

    /// <summary>The number of changes after which the result ends, at the end of an entry.</summary>
    /// <value>No limit by default.</value>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>True: also earlier states of keys, which are stored separately and cost as much again.</summary>
    /// <value>Default true.</value>
    public bool WithPast { get; init; } = true;
}
