using Confd.Engine.Updating;
using Confd.Following;

namespace Confd.Engine.Running;

/// <summary>What the engine needs to know from command line and configuration file. Defaults are those of the original.</summary>
/// <remarks>Time limits and pauses have 24 days at most, which timers hold; <see cref="Interval"/>, <see cref="Debounce"/> and
/// <see cref="BatchInterval"/> may be longer.</remarks>
public sealed record EngineOptions
{
    /// <summary>Holds <c>conf.d</c> and <c>templates</c>.</summary>
    public required string ConfigDirectory { get; init; }

    /// <summary>Stands before the prefix of every resource; empty for none.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What a failing resource means for the others.</summary>
    public FailureMode FailureMode { get; init; }

    /// <summary>The time from the end of one cycle to the start of the next; positive.</summary>
    /// <value>Default 600 seconds.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>The bound of the random wait of a daemon before its first cycle, and before each further one of <see cref="Interval"/>;
    /// zero for none.</summary>
    public TimeSpan Splay { get; init; }

    /// <summary>How long one read of a backend may take.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan BackendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a watched backend has to be quiet before resources are rendered; zero for not at all.</summary>
    public TimeSpan Debounce { get; init; }

    /// <summary>How long the keys and flags of a resource may take; null for as long as they like.</summary>
    internal TimeSpan? ReadLimit => BackendTimeout > TimeSpan.Zero ? BackendTimeout * 2 : null;

    /// <summary>How long changes of all watched resources are collected from the first one on; zero for no batches. Beats
    /// debouncing.</summary>
    public TimeSpan BatchInterval { get; init; }

    /// <summary>The pause after a watch broke.</summary>
    /// <value>Default 2 seconds.</value>
    public TimeSpan WatchErrorBackoff { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a resource that is being updated when the engine is stopped may take to finish, commands included.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Keep parsed templates between cycles: <c>--template-cache</c>.</summary>
    /// <value>Default true.</value>
    public bool KeepsTemplates { get; init; } = true;

    /// <summary>How long a kept template is used before its file's time is looked at again: <c>--stat-cache-ttl</c>.</summary>
    /// <value>Default 1 second; zero looks every time.</value>
    public TimeSpan TemplateStatTtl { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How each resource is brought in sync.</summary>
    public UpdateOptions Update { get; init; } = new();

    /// <summary>The folder of what outlives the program: reloads owed, and lists of files made; null or empty for none.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>A child that a daemon supervises, for one run of the engine; null for none. A single pass starts none.</summary>
    public ExecOptions? Exec { get; init; }

    /// <summary>Ends where all times can be waited for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One cannot; the message names it.</exception>
    internal void RequireTimes()
    {
        if (Interval <= TimeSpan.Zero)
        {
            throw Wrong(this, nameof(Interval), Interval, "has to be positive");
        }

        if (Splay < TimeSpan.Zero)
        {
            throw Wrong(this, nameof(Splay), Splay, "is negative");
        }

        ReadOnlySpan<(string Name, TimeSpan Time)> limits =
        [
            (nameof(Splay), Splay),
            (nameof(BackendTimeout), BackendTimeout),
            (nameof(WatchErrorBackoff), WatchErrorBackoff),
            (nameof(ShutdownTimeout), ShutdownTimeout),
            (nameof(UpdateOptions.CheckCommandTimeout), Update.CheckCommandTimeout),
            (nameof(UpdateOptions.ReloadCommandTimeout), Update.ReloadCommandTimeout),
            (nameof(ExecOptions.StopTimeout), Exec?.StopTimeout ?? TimeSpan.Zero),
        ];
        foreach (var (name, time) in limits)
        {
            if (time > Timers.Longest)
            {
                throw Wrong(this, name, time, $"is longer than the {Timers.Longest.TotalDays} days that timers hold");
            }
        }
    }

    private static ArgumentOutOfRangeException Wrong(EngineOptions options, string name, TimeSpan time, string problem) =>
        new(nameof(options), time, $"{name} {problem}");
}
