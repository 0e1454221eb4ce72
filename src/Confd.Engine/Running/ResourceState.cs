namespace Confd.Engine.Running;

/// <summary>What the latest processing of a resource found.</summary>
public enum ResourceState
{
    /// <summary>It was not processed yet.</summary>
    Waiting,

    /// <summary>The destination was in sync.</summary>
    InSync,

    /// <summary>The destination was out of sync and has been replaced.</summary>
    Changed,

    /// <summary>The destination is out of sync and stays so, because nothing is to be written.</summary>
    OutOfSync,

    /// <summary>Keys, template, check, replacement or reload failed.</summary>
    Failed,
}
