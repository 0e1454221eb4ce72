namespace Confd.Flags.Storage;

/// <summary>The changes of a store since the last report of a watch.</summary>
public sealed class StoredChanges
{
    private StoredChanges(IReadOnlyList<StoredChange> items, bool isComplete)
    {
        Items = items;
        IsComplete = isComplete;
    }

    /// <summary>Anything may have changed: the store has to be read.</summary>
    public static StoredChanges Anything { get; } = new([], isComplete: false);

    /// <summary>The changed items, in the order of the changes of each; empty where not all are known. None, and complete: nothing to
    /// do.</summary>
    /// <remarks>
    /// A change may be older than what was read after the watch was opened: changes that were reported before are not skipped.
    /// </remarks>
    public IReadOnlyList<StoredChange> Items { get; }

    /// <summary>False where anything may have changed.</summary>
    public bool IsComplete { get; }

    /// <summary>These items have changed, and no others.</summary>
    public static StoredChanges Of(IReadOnlyList<StoredChange> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new(items, isComplete: true);
    }

    /// <summary>These changes, followed by later ones.</summary>
    public StoredChanges Then(StoredChanges later)
    {
        ArgumentNullException.ThrowIfNull(later);
        return IsComplete && later.IsComplete ? Of([.. Items, .. later.Items]) : Anything;
    }
}
