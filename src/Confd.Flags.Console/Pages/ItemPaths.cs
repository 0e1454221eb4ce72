using Confd.Flags.Storage;

namespace Confd.Flags.Console.Pages;

/// <summary>Addresses of the pages about flags, or of those about segments.</summary>
/// <param name="Kind">Flags or segments.</param>
/// <param name="Noun">The word for one item.</param>
internal sealed record ItemPaths(DataKind Kind, string Noun)
{
    /// <summary>The addresses for both kinds.</summary>
    public static IReadOnlyList<ItemPaths> All { get; } = [new(DataKind.Features, "flag"), new(DataKind.Segments, "segment")];

    /// <summary>The page of an existing item, with its forms.</summary>
    public string Page { get; } = $"{Paths.Root}/{Noun}";

    /// <summary>The page with the form for a new item.</summary>
    public string New => $"{Page}/new";

    /// <summary>The preview of a change.</summary>
    public string Preview => $"{Page}/preview";

    /// <summary>Makes the change of a form.</summary>
    public string Apply => $"{Page}/apply";

    /// <summary>The history.</summary>
    public string History => $"{Page}/history";

    /// <summary>The addresses for a kind.</summary>
    public static ItemPaths Of(DataKind kind) => All[kind == DataKind.Segments ? 1 : 0];
}
