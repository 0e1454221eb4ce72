namespace Confd.Flags.Storage;

/// <summary>What has changed in a store since a watch told last.</summary>
public sealed class StoredChanges
{
    private StoredChanges(IReadOnlyList<StoredChange> items, bool isComplete)
    {
        Items = items;
        IsComplete = isComplete;
    }

    /// <summary>Anything may have changed: the store has to be read.</summary>
    public static StoredChanges Anything { get; } = new([], isComplete: false);

    /// <summary>The changed items, each in the order of its changes; empty where not all are known. None at all: nothing to do.</summary>
    /// <remarks>
    /// What they tell may be older than what was read after the watch was opened: nobody waits for what has been told already.
    /// </remarks>
    public IReadOnlyList<StoredChange> Items { get; }

    /// <summary>False where anything may have changed.</summary>
    public bool IsComplete { get; }

    /// <summary>These items and no others have changed.</summary>
    public static StoredChanges Of(IReadOnlyList<StoredChange> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new(items, isComplete: true);
    }

    /// <summary>These changes and then later ones.</summary>
    public StoredChanges Then(StoredChanges later)
    {
        ArgumentNullException.ThrowIfNull(later);
        return IsComplete && later.IsComplete ? Of([.. Items, .. later.Items]) : Anything;
    }
}
