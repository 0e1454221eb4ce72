namespace Confd.Engine.Files;

/// <summary>How a destination got its new bytes.</summary>
internal enum ReplacementKind
{
    /// <summary>In one step: the staged file took the destination's place.</summary>
    Renamed,

    /// <summary>Byte by byte, because the destination could not be replaced.</summary>
    WrittenInPlace,
}
