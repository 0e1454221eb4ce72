using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Environments;

/// <summary>One environment that the console shows.</summary>
public sealed record ConsoleEnvironment
{
    /// <summary>The name, in addresses and on pages.</summary>
    public required string Name { get; init; }

    /// <summary>The store of its flags; not disposed by the console.</summary>
    public required IFlagDocumentStore Store { get; init; }

    /// <summary>Its name in messages, such as a table and its prefix.</summary>
    public required string Label { get; init; }

    /// <summary>True: it is shown but cannot be changed.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The members of its big segments; not disposed by the console; null: they are not known here.</summary>
    public IBigSegmentStore? BigSegments { get; init; }

    /// <summary>Earlier states of its flags; null: there is no history.</summary>
    public IFlagHistory? History { get; init; }
}
