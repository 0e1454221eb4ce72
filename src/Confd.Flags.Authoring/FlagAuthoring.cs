using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring;

/// <summary>
/// Changes flags and segments one step at a time: look (<see cref="ReadAsync"/>), plan, show the plan, write it
/// (<see cref="WriteAsync(FlagPlan, FlagAuthor, CancellationToken)"/>). A write gives way to whoever was faster, and counts the
/// version by itself.
/// </summary>
/// <param name="store">Where they are stored.</param>
/// <param name="label">What messages call the environment, such as a table and its prefix. Which one it is, the store alone says.</param>
public sealed class FlagAuthoring(IFlagDocumentStore store, string label)
{
    /// <summary>Reads all flags and segments, which changes are judged against.</summary>
    /// <exception cref="FlagStoreException">The store cannot be read.</exception>
    public Task<EnvironmentSnapshot> ReadAsync(CancellationToken cancellationToken = default) =>
        EnvironmentSnapshot.ReadAsync(store, label, cancellationToken);

    /// <summary>Plans edits of one flag or segment.</summary>
    /// <param name="seen">What was read.</param>
    /// <param name="kind">Flags or segments.</param>
    /// <param name="key">Which one.</param>
    /// <param name="edits">The edits in order.</param>
    /// <param name="ifVersion">The version that it has to have; null: whichever was read.</param>
    /// <exception cref="FlagEditException">There is none, it has another version, or an edit makes no sense for it.</exception>
    public static FlagPlan Edit(EnvironmentSnapshot seen, DataKind kind, string key, IEnumerable<FlagEdit> edits, long? ifVersion = null)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var document = seen.Demand(kind, key);
        document.DemandVersion(ifVersion);
        var draft = new FlagDraft(document, seen);
        foreach (var edit in edits)
        {
            if (edit.Kind is { } wanted && wanted != kind)
            {
                throw draft.Refuse($"this is a change of {(wanted == DataKind.Segments ? "segments" : "flags")}");
            }

            edit.Apply(draft);
        }

        return FlagPlan.Of(seen, [draft.ToDocument()]);
    }

    /// <summary>Plans a new flag or segment.</summary>
    /// <exception cref="FlagEditException">It is there already, archived too, or the template contradicts itself.</exception>
    public static FlagPlan Create(EnvironmentSnapshot seen, FlagTemplate template)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(template);
        var found = seen.Find(template.Kind, template.Key);
        return found switch
        {
            { IsArchived: true } => throw new FlagEditException($"{found.Name} is archived; restore it first"),
            { IsDeleted: false, Fault: null } => throw new FlagEditException($"{found.Name} is there already, in version {found.Version}"),

            // What nobody can read is replaced.
            _ => FlagPlan.Of(seen, [template.Make(found, seen)]),
        };
    }

    /// <summary>Writes a plan, item by item in its order; each only if what is stored is still what the plan was made of.</summary>
    /// <returns>How many items were written.</returns>
    /// <exception cref="FlagEditException">
    /// An item was changed meanwhile (<see cref="FlagRefusal.ChangedMeanwhile"/>). It stays, and so does all that comes after it in the
    /// plan;
    /// the message says how many were written before.
    /// </exception>
    /// <exception cref="FlagStoreException">The store cannot be written.</exception>
    public Task<int> WriteAsync(FlagPlan plan, FlagAuthor author, CancellationToken cancellationToken = default) =>
        WriteAsync(plan, author, progress: null, cancellationToken);

    /// <summary>As <see cref="WriteAsync(FlagPlan, FlagAuthor, CancellationToken)"/>, and tells how many items have been written so
    /// far.</summary>
    public async Task<int> WriteAsync(
        FlagPlan plan, FlagAuthor author, IProgress<int>? progress, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var written = 0;
        var writes = plan.Changes.Select(change => WriteOf(change, author)).ToList();
        if (writes.Count > 0)
        {
            await store.AnnounceAsync(writes, cancellationToken).ConfigureAwait(false);
        }

        foreach (var (change, write) in plan.Changes.Zip(writes))
        {
            if (!await store.ReplaceAsync(write, cancellationToken).ConfigureAwait(false))
            {
                throw ChangedMeanwhile(change, written, plan.Changes.Count);
            }

            written++;
            progress?.Report(written);
        }

        // A store that held nothing is whole with its first item. One that held some without a mark is being filled by somebody else.
        if (written > 0 && plan.Before.IsEmpty && !await store.InitializedAsync(cancellationToken).ConfigureAwait(false))
        {
            await store.SetMarkAsync(cancellationToken).ConfigureAwait(false);
        }

        return written;
    }

    private static FlagDocumentWrite WriteOf(DocumentChange change, FlagAuthor author) =>
        new(change.Kind, change.Key, change.After.ToItem(), change.Before?.Version, author);

    private static FlagEditException ChangedMeanwhile(DocumentChange change, int written, int count)
    {
        var others = count == 1
            ? "nothing was written"
            : $"it and what comes after it was left as it is; {written} of {count} were written";
        var seen = change.Before is { } before ? $"version {before.Version}" : "there was none";
        return new FlagEditException(
            $"{change.After.Name} was changed meanwhile ({seen} when this began): {others}; look at it and try again",
            FlagRefusal.ChangedMeanwhile);
    }
}
