namespace Confd.Engine.Running;

/// <summary>How the engine runs.</summary>
public enum EngineMode
{
    /// <summary>It has not started.</summary>
    Starting,

    /// <summary>One pass over all resources.</summary>
    Once,

    /// <summary>A pass at every interval.</summary>
    Poll,

    /// <summary>Resources are processed when their backends report changes.</summary>
    Watch,
}
