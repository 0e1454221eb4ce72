namespace Confd.GoTemplate.Execution;

/// <summary>How a node ended.</summary>
internal enum Flow : byte
{
    Normal,
    Break,
    Continue,
}
