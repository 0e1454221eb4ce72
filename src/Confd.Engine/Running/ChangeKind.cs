namespace Confd.Engine.Running;

/// <summary>Why resources are reported.</summary>
internal enum ChangeKind
{
    /// <summary>Keys or flags changed: waits for quiet, or for the batch.</summary>
    Change,

    /// <summary>The state is unknown or an interval has passed: processed immediately.</summary>
    Refresh,
}
