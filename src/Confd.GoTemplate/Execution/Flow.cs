namespace Confd.GoTemplate.Execution;

/// <summary>How a node ended.</summary>
internal enum Flow : byte
{
    Normal,
    Break,
    Continue,

    /// <summary>The run failed, and the exception is stored at the top: unwinding 100,000 calls by exception would take seconds.</summary>
    Failed,
}
