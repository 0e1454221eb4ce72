using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Storage;
using Confd.Flags.Validation;

namespace Confd.Flags.Authoring;

/// <summary>
/// Changes flags and segments in steps: read (<see cref="ReadAsync"/>), plan, show the plan, write it (<see cref="WriteAsync(FlagPlan,
/// FlagAuthor, CancellationToken)"/>). A write fails if another one came first, and assigns the version by itself.
/// </summary>
/// <param name="store">The store of the flags and segments.</param>
/// <param name="label">The environment's name in messages, such as a table and its prefix. The environment itself is defined by the
/// store.</param>
public sealed class FlagAuthoring(IFlagDocumentStore store, string label)
{
    /// <summary>Reads all flags and segments, against which changes are checked.</summary>
    /// <exception cref="FlagStoreException">The store cannot be read.</exception>
    public Task<EnvironmentSnapshot> ReadAsync(CancellationToken cancellationToken = default) =>
        EnvironmentSnapshot.ReadAsync(store, label, cancellationToken);

    /// <summary>Plans edits of one flag or segment.</summary>
    /// <param name="seen">The environment that was read.</param>
    /// <param name="kind">Flags or segments.</param>
    /// <param name="key">The key.</param>
    /// <param name="edits">The edits in order.</param>
    /// <param name="ifVersion">The required version; null: the one that was read.</param>
    /// <exception cref="FlagEditException">There is none, it has another version, or an edit cannot be applied to it.</exception>
    public static FlagPlan Edit(EnvironmentSnapshot seen, DataKind kind, string key, IEnumerable<FlagEdit> edits, long? ifVersion = null)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var document = seen.Require(kind, key);
        document.RequireVersion(ifVersion);
        var draft = new FlagDraft(document, seen);
        foreach (var edit in edits)
        {
            if (edit.Kind is { } wanted && wanted != kind)
            {
                throw draft.Error($"this is a change of {(wanted == DataKind.Segments ? "segments" : "flags")}");
            }

            edit.Apply(draft);
        }

        return FlagPlan.Of(seen, [draft.ToDocument()]);
    }

    /// <summary>Plans a new flag or segment.</summary>
    /// <exception cref="FlagEditException">It exists already, maybe archived, or the template contradicts itself.</exception>
    public static FlagPlan Create(EnvironmentSnapshot seen, FlagTemplate template)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(template);
        var found = seen.Find(template.Kind, template.Key);
        return found switch
        {
            { IsArchived: true } => throw new FlagEditException($"{found.Name} is archived; restore it first"),
            { IsDeleted: false, Fault: null } => throw new FlagEditException($"{found.Name} already exists, in version {found.Version}"),

            // A document that cannot be read is replaced.
            _ => FlagPlan.Of(seen, [template.Make(found, seen)]),
        };
    }

    /// <summary>Writes a plan, item by item in its order; each only if the stored state is still the one that the plan is based
    /// on.</summary>
    /// <returns>The number of items written.</returns>
    /// <exception cref="FlagEditException">
    /// An item was changed meanwhile (<see cref="FlagRefusal.ChangedMeanwhile"/>). It is not written, nor are those after it in the plan;
    /// the message states how many were written before.
    /// </exception>
    /// <exception cref="FlagStoreException">The store cannot be written.</exception>
    public Task<int> WriteAsync(FlagPlan plan, FlagAuthor author, CancellationToken cancellationToken = default) =>
        WriteAsync(plan, author, progress: null, cancellationToken);

    /// <summary>As <see cref="WriteAsync(FlagPlan, FlagAuthor, CancellationToken)"/>, and reports the number of items written so
    /// far.</summary>
    public async Task<int> WriteAsync(
        FlagPlan plan, FlagAuthor author, IProgress<int>? progress, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var written = 0;
        var writes = plan.Changes.Select(change => WriteOf(change, author)).ToList();
        if (writes.Count > 0)
        {
            await store.RecordAuthorsAsync(writes, cancellationToken).ConfigureAwait(false);
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

        // A store that was empty is complete with its first item. One that had items but no mark is being filled by another process.
        if (written > 0 && plan.Before.IsEmpty && !await store.InitializedAsync(cancellationToken).ConfigureAwait(false))
        {
            await store.MarkInitializedAsync(cancellationToken).ConfigureAwait(false);
        }

        return written;
    }

    /// <summary>Reads the environment again after a plan was written: its checks were of the state that was read before, and others may
    /// have written since.</summary>
    /// <returns>The problems that the plan has only together with changes that were made meanwhile.</returns>
    /// <exception cref="FlagStoreException">The store cannot be read.</exception>
    public async Task<IReadOnlyList<FlagDocumentProblem>> FindConflictsAsync(FlagPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Changes.Count == 0 ? [] : plan.FindConflicts(await ReadAsync(cancellationToken).ConfigureAwait(false));
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
