using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>One change to a flag or a segment. Data only: it can be built from a form or a command line, and compared.</summary>
public abstract record FlagEdit
{
    private protected FlagEdit()
    {
    }

    /// <summary>The kind that it applies to: flags, segments; null: either.</summary>
    internal virtual DataKind? Kind => DataKind.Features;

    /// <summary>Applies the change.</summary>
    /// <exception cref="FlagEditException">It cannot be applied to this flag.</exception>
    internal abstract void Apply(FlagDraft draft);
}
