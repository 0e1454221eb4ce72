using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>One change that people make to a flag or a segment. Data only: it can be built from a form or a command line, and
/// compared.</summary>
public abstract record FlagEdit
{
    private protected FlagEdit()
    {
    }

    /// <summary>What it changes: flags, segments; null: either.</summary>
    internal virtual DataKind? Kind => DataKind.Features;

    /// <summary>Makes the change.</summary>
    /// <exception cref="FlagEditException">It makes no sense for this flag.</exception>
    internal abstract void Apply(FlagDraft draft);
}
