using Confd.Backends;
using Confd.Engine.Commands;
using Confd.Engine.Flags;
using Confd.Engine.Observing;
using Confd.Engine.Running;
using Confd.Engine.Templates;
using Microsoft.Extensions.Logging;

namespace Confd.Engine;

/// <summary>What the engine works with. The engine disposes only the backends that it opens.</summary>
public sealed record EngineParts
{
    /// <summary>The global backend, for resources without one of their own.</summary>
    public required IKeyBackend Backend { get; init; }

    /// <summary>Whose options the <c>[backend]</c> table of a resource may hold.</summary>
    public required BackendRegistry Backends { get; init; }

    /// <summary>Opens the backend of a resource; throws <see cref="KeyBackendException"/> for an unknown name and where it cannot be
    /// opened.</summary>
    public required Func<BackendSection, CancellationToken, Task<IKeyBackend>> OpenBackend { get; init; }

    /// <summary>Opens the flags that a resource names; null: resources with flags cannot be used.</summary>
    public Func<FlagOrigin, CancellationToken, Task<IFlagSource>>? OpenFlags { get; init; }

    /// <summary>Renders templates.</summary>
    public required RenderTemplate Render { get; init; }

    /// <summary>Drops cached templates, when resources are read anew.</summary>
    public required Action ForgetTemplates { get; init; }

    /// <summary>Runs check and reload commands.</summary>
    public required ICommandRunner Commands { get; init; }

    /// <summary>Counts.</summary>
    public required EngineMetrics Metrics { get; init; }

    /// <summary>Hears what happens.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>Shows how the engine stands; null where nobody looks.</summary>
    public StatusBoard? Status { get; init; }

    /// <summary>Hears that the loop goes on; null where nobody watches over it.</summary>
    public LoopProgress? Progress { get; init; }

    /// <summary>Measures time and wakes loops.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
