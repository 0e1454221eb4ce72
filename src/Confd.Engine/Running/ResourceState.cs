namespace Confd.Engine.Running;

/// <summary>The result of the latest processing of a resource.</summary>
public enum ResourceState
{
    /// <summary>It has not been processed yet.</summary>
    Waiting,

    /// <summary>The destination was in sync.</summary>
    InSync,

    /// <summary>The destination was out of sync and has been replaced.</summary>
    Changed,

    /// <summary>The destination is out of sync and stays so, because nothing may be written.</summary>
    OutOfSync,

    /// <summary>Keys, template, check, replacement or reload failed.</summary>
    Failed,
}
