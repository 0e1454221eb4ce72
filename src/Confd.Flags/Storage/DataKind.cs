namespace Confd.Flags.Storage;

/// <summary>A kind of data in a store, such as flags or segments. A store treats kinds as opaque names.</summary>
/// <param name="Name">The name in the table, such as <c>features</c>; never empty. Compared by ordinal.</param>
public readonly record struct DataKind(string Name)
{
    /// <summary>Feature flags; LaunchDarkly's tables call them <c>features</c>.</summary>
    public static DataKind Features { get; } = new("features");

    /// <summary>Segments.</summary>
    public static DataKind Segments { get; } = new("segments");

    /// <summary>Both, segments first: flags refer to them.</summary>
    public static IReadOnlyList<DataKind> All { get; } = [Segments, Features];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
