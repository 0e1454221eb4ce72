using Confd.Engine.Updating;
using Confd.Shared;

namespace Confd.Engine.Running;

/// <summary>The options of the engine, from command line and configuration file. Defaults are those of the original.</summary>
/// <remarks>Time limits and pauses are 24 days at most, the limit of timers; <see cref="Interval"/>, <see cref="Debounce"/> and
/// <see cref="BatchInterval"/> may be longer.</remarks>
public sealed record EngineOptions
{
    /// <summary>The folder of <c>conf.d</c> and <c>templates</c>.</summary>
    public required string ConfigDirectory { get; init; }

    /// <summary>Prepended to the prefix of every resource; empty for none.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The effect of a failing resource on the others.</summary>
    public FailureMode FailureMode { get; init; }

    /// <summary>The time from the end of one cycle to the start of the next; positive.</summary>
    /// <value>Default 600 seconds.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>The upper limit of the random wait of a daemon before its first cycle, and before each further one of
    /// <see cref="Interval"/>; zero for none.</summary>
    public TimeSpan Splay { get; init; }

    /// <summary>How long one read of a backend may take; zero for no limit.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan BackendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a watched backend has to be quiet before resources are rendered; zero for not at all.</summary>
    public TimeSpan Debounce { get; init; }

    /// <summary>The time limit for reading the keys and flags of a resource; null for none.</summary>
    internal TimeSpan? ReadLimit => BackendTimeout > TimeSpan.Zero ? BackendTimeout * 2 : null;

    /// <summary>How long changes of all watched resources are collected from the first one on; zero for no batches. Takes precedence over
    /// debouncing.</summary>
    public TimeSpan BatchInterval { get; init; }

    /// <summary>The pause after a watch broke; 100 milliseconds where it is less.</summary>
    /// <value>Default 2 seconds.</value>
    public TimeSpan WatchErrorBackoff { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a resource that is being updated when the engine is cancelled may take to finish, commands included.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Keep parsed templates between cycles: <c>--template-cache</c>.</summary>
    /// <value>Default true.</value>
    public bool KeepsTemplates { get; init; } = true;

    /// <summary>How long a kept template is used before the time of its file is checked again: <c>--stat-cache-ttl</c>.</summary>
    /// <value>Default 1 second; zero checks every time.</value>
    public TimeSpan TemplateStatTtl { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How each resource is brought in sync.</summary>
    public UpdateOptions Update { get; init; } = new();

    /// <summary>The folder for data that outlives the program: pending reloads, and lists of created files; null or empty for
    /// none.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>A child that a daemon supervises, for one run of the engine; null for none. A single pass starts none.</summary>
    public ExecOptions? Exec { get; init; }

    /// <summary>Checks all times, and the options of updates and of the child.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is outside its range; the message names it.</exception>
    internal void Validate()
    {
        var check = new OptionCheck(nameof(EngineOptions));
        check.RequireTime(Interval, nameof(Interval));
        check.RequireTimer(Splay, nameof(Splay), orZero: true);
        check.RequireTimer(BackendTimeout, nameof(BackendTimeout), orZero: true);
        check.RequireTime(Debounce, nameof(Debounce), orZero: true);
        check.RequireTime(BatchInterval, nameof(BatchInterval), orZero: true);
        check.RequireTimer(WatchErrorBackoff, nameof(WatchErrorBackoff), orZero: true);
        check.RequireTimer(ShutdownTimeout, nameof(ShutdownTimeout), orZero: true);
        check.RequireTime(TemplateStatTtl, nameof(TemplateStatTtl), orZero: true);
        Update.Validate();
        Exec?.Validate();
    }
}
