namespace Confd.DynamoDb.History;

/// <summary>Which changes of a table's past are wanted.</summary>
public sealed record HistoryQuestion
{
    /// <summary>Chooses keys.</summary>
    /// <value>Default all.</value>
    public Func<string, bool> IsWanted { get; init; } = _ => true;

    /// <summary>What came until then is not wanted.</summary>
    /// <value>Null, the default: all that are kept are wanted.</value>
    public HistoryMoment? Since { get; init; }

    /// <summary>With so many changes the answer ends, at the end of an entry.</summary>
    /// <value>Default no end.</value>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>True: also what keys were before, which is kept apart and costs as much again.</summary>
    /// <value>Default true.</value>
    public bool WithPast { get; init; } = true;
}
