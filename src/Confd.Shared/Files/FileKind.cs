namespace Confd.Shared.Files;

/// <summary>The kind of the target of a path.</summary>
internal enum FileKind
{
    /// <summary>A file with bytes.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Directory,

    /// <summary>A device, pipe or socket.</summary>
    Special,
}
