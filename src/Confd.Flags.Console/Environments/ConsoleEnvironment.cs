using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Console.Environments;

/// <summary>One environment that the console shows.</summary>
public sealed record ConsoleEnvironment
{
    /// <summary>The name, in addresses and on pages.</summary>
    public required string Name { get; init; }

    /// <summary>Where its flags are; stays the caller's.</summary>
    public required IFlagDocumentStore Store { get; init; }

    /// <summary>What messages call it, such as a table and its prefix.</summary>
    public required string Label { get; init; }

    /// <summary>True: it is shown and never changed.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>What became of its flags earlier; null: nothing keeps that.</summary>
    public IFlagHistory? History { get; init; }
}
