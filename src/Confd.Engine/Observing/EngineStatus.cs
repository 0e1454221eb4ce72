using Confd.Engine.Running;

namespace Confd.Engine.Observing;

/// <summary>An immutable snapshot of the engine's status.</summary>
/// <param name="Revision">Increases with every change, from 0.</param>
/// <param name="StartedAt">When the program started to keep its status.</param>
public sealed record EngineStatus(long Revision, DateTimeOffset StartedAt)
{
    /// <summary>How the engine runs.</summary>
    public EngineMode Mode { get; init; }

    /// <summary>True where nothing is written.</summary>
    public bool IsNoop { get; init; }

    /// <summary>The polling interval.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>The loaded resources, in processing order.</summary>
    public IReadOnlyList<ResourceStatus> Resources { get; init; } = [];

    /// <summary>The resource files that cannot be used, sorted.</summary>
    public IReadOnlyList<string> BrokenFiles { get; init; } = [];

    /// <summary>The backends of the resources, the global one first.</summary>
    public IReadOnlyList<BackendStatus> Backends { get; init; } = [];

    /// <summary>The latest keys that watched backends reported as changed, the newest first.</summary>
    internal IReadOnlyList<ChangedKey> Changes { get; init; } = [];

    /// <summary>The flag sources of the resources.</summary>
    public IReadOnlyList<FlagSourceStatus> FlagSources { get; init; } = [];
}
