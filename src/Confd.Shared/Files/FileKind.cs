namespace Confd.Shared.Files;

/// <summary>What a path leads to.</summary>
internal enum FileKind
{
    /// <summary>A file with bytes.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Directory,

    /// <summary>A device, pipe or socket.</summary>
    Special,
}
