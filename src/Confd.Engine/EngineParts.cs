using Confd.Backends;
using Confd.Engine.Commands;
using Confd.Engine.Flags;
using Confd.Engine.Observing;
using Confd.Engine.Posix;
using Confd.Engine.Running;
using Confd.Engine.Templates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Engine;

/// <summary>The parts that the engine uses. The engine disposes only the backends that it opens.</summary>
public sealed record EngineParts
{
    /// <summary>The global backend, for resources without one of their own.</summary>
    /// <remarks>One engine reads it at a time: two of them do not know each other's readings.</remarks>
    public required IKeyBackend Backend { get; init; }

    /// <summary>The backends that the <c>[backend]</c> table of a resource may name.</summary>
    public required BackendRegistry Backends { get; init; }

    /// <summary>The context with which the backends of resources are opened.</summary>
    /// <value>Default: clock and logger of these parts.</value>
    public BackendContext? BackendContext { get; init; }

    /// <summary>Opens the flags that a resource names; null: resources with flags cannot be used.</summary>
    public Func<FlagOrigin, CancellationToken, Task<IFlagSource>>? OpenFlags { get; init; }

    /// <summary>Logs what happens; never a value of a key.</summary>
    /// <value>Default: logs nothing.</value>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>
    /// Returns environment variables for the settings of resources, and for <c>getenv</c> and the time zone of templates; null means "not
    /// set". In names and values a byte that is not UTF-8 is a character from U+DC80 to U+DCFF.
    /// </summary>
    /// <value>Default: the environment of this process.</value>
    public Func<string, string?> Variable { get; init; } = ProcessEnvironment.Find;

    /// <summary>Counts what happens; null: nothing is counted.</summary>
    public EngineMetrics? Metrics { get; init; }

    /// <summary>Shows the state of the engine; null: it is not shown.</summary>
    public StatusBoard? Status { get; init; }

    /// <summary>Measures time and wakes loops.</summary>
    /// <value>Default: the system's clock.</value>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>True where the process only runs the engine: it is paused for a moment after a cycle, to release memory.</summary>
    internal bool OwnsProcess { get; init; }

    /// <summary>Notified of the progress of the loop; null where it is not monitored.</summary>
    internal LoopProgress? Progress { get; init; }

    /// <summary>Opens the backends of resources in place of <see cref="Backends"/>.</summary>
    internal Func<BackendSection, CancellationToken, Task<IKeyBackend>>? OpenBackend { get; init; }

    /// <summary>Renders in place of the engine's own renderer, which it may use.</summary>
    internal Func<TemplateRenderer, RenderTemplate>? Render { get; init; }

    /// <summary>Called when the resources are read again; null: the engine's own renderer drops its templates.</summary>
    internal Action? ForgetTemplates { get; init; }

    /// <summary>Runs check and reload commands; null for processes.</summary>
    internal ICommandRunner? Commands { get; init; }
}
