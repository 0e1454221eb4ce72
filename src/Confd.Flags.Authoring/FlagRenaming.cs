using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Model;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring;

/// <summary>Changes the keys of flags and segments.</summary>
public static class FlagRenaming
{
    /// <summary>
    /// Plans a new key: first the item is written under its new key, then all that refer to it, then the old one is deleted. Evaluations in
    /// between find both.
    /// </summary>
    /// <remarks>Programs have to be changed to use the new key. Contexts are split again in rollouts, as the key is part of what is
    /// hashed.</remarks>
    /// <exception cref="FlagEditException">There is none, it has another version, it is a big segment, or the new key is in use or
    /// invalid.</exception>
    public static FlagPlan Rename(EnvironmentSnapshot seen, DataKind kind, string key, string newKey, long? ifVersion = null)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var document = seen.Require(kind, key);
        document.RequireVersion(ifVersion);
        ItemKey.Require(kind, newKey);
        if (newKey == key)
        {
            throw new FlagEditException($"{document.Name} has that key already");
        }

        if (document.IsBig)
        {
            throw new FlagEditException(
                $"{document.Name} is a big segment, whose members are kept elsewhere under its key: under another it would have none");
        }

        var taken = seen.Find(kind, newKey);
        var renamed = FlagDocument.New(kind, newKey, (taken?.Version ?? 0) + 1, document.CopyRoot());

        // An equal item is the first step of a rename that was interrupted: the remaining steps follow. Its salt distinguishes it from
        // another item that happens to be equal.
        var isBegun = taken is not null && taken.Field(FieldNames.Salt) is not null && taken.HasSameContent(renamed);
        if (taken is { IsKept: true } && !isBegun)
        {
            throw new FlagEditException($"{taken.Name} already exists, in version {taken.Version}");
        }

        var ended = FlagDocument.Tombstone(kind, key, document.Version + 1);
        var referrers = References.To(seen, kind, key).Select(referrer => Redirect(referrer, kind, key, newKey));
        return FlagPlan.Of(seen, [renamed, .. referrers, ended], seen.With(renamed).Validate);
    }

    private static FlagDocument Redirect(FlagDocument referrer, DataKind kind, string key, string newKey)
    {
        var root = referrer.CopyRoot();
        if (kind == DataKind.Features)
        {
            foreach (var prerequisite in root.Objects(FieldNames.Prerequisites).Where(entry => entry.Text(FieldNames.Key) == key))
            {
                prerequisite[FieldNames.Key] = newKey;
            }
        }
        else
        {
            var clauses = root.Objects(FieldNames.Rules).SelectMany(rule => rule.Objects(FieldNames.Clauses));
            foreach (var clause in clauses.Where(clause => clause.Text(FieldNames.Op) == Clause.SegmentMatch))
            {
                RenameIn(clause[FieldNames.Values] as JsonArray, key, newKey);
            }
        }

        return FlagDocument.New(referrer.Kind, referrer.Key, referrer.Version + 1, root);
    }

    // Elements other than the key stay as they were read, also those that are not strings.
    private static void RenameIn(JsonArray? values, string key, string newKey)
    {
        for (var index = 0; index < values?.Count; index++)
        {
            if (values[index] is JsonValue value && value.TryGetValue<string>(out var text) && text == key)
            {
                values[index] = newKey;
            }
        }
    }
}
