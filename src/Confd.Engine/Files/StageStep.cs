namespace Confd.Engine.Files;

/// <summary>A step in creating a staged file.</summary>
internal enum StageStep
{
    /// <summary>Creating the empty file.</summary>
    Create,

    /// <summary>Setting its mode and owner.</summary>
    Protect,

    /// <summary>Writing its bytes.</summary>
    Write,
}
