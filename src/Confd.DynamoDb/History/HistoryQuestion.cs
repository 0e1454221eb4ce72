namespace Confd.DynamoDb.History;

/// <summary>Which changes of a table's past are wanted.</summary>
public sealed record HistoryQuestion
{
    /// <summary>Chooses keys.</summary>
    /// <value>Default all.</value>
    public Func<string, bool> IsWanted { get; init; } = _ => true;

    /// <summary>The last position that is not wanted any more.</summary>
    /// <value>0, the default: all are wanted.</value>
    public long After { get; init; }

    /// <summary>The oldest moment that is wanted; null: all are.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>With so many changes the answer ends, at the end of an entry.</summary>
    /// <value>Default no end.</value>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>True: also what keys were before, which is kept apart and costs as much again.</summary>
    /// <value>Default true.</value>
    public bool WithPast { get; init; } = true;
}
