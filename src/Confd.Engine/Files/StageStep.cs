namespace Confd.Engine.Files;

/// <summary>A step in the making of a staged file.</summary>
internal enum StageStep
{
    /// <summary>Making the empty file.</summary>
    Create,

    /// <summary>Giving it its mode and owner.</summary>
    Protect,

    /// <summary>Writing its bytes.</summary>
    Write,
}
