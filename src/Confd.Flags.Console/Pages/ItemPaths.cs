using Confd.Flags.Storage;

namespace Confd.Flags.Console.Pages;

/// <summary>Addresses of the pages about flags, or of those about segments.</summary>
/// <param name="Kind">Which of both.</param>
/// <param name="Noun">What people call one.</param>
internal sealed record ItemPaths(DataKind Kind, string Noun)
{
    /// <summary>Those of both.</summary>
    public static IReadOnlyList<ItemPaths> All { get; } = [new(DataKind.Features, "flag"), new(DataKind.Segments, "segment")];

    /// <summary>What is there, with its forms.</summary>
    public string Page { get; } = $"{Paths.Root}/{Noun}";

    /// <summary>Where one is made.</summary>
    public string New => $"{Page}/new";

    /// <summary>What a form means.</summary>
    public string Preview => $"{Page}/preview";

    /// <summary>Does what a form says.</summary>
    public string Apply => $"{Page}/apply";

    /// <summary>What became of it earlier.</summary>
    public string History => $"{Page}/history";

    /// <summary>Those of a kind.</summary>
    public static ItemPaths Of(DataKind kind) => All[kind == DataKind.Segments ? 1 : 0];
}
