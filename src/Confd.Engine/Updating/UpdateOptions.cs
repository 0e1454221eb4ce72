namespace Confd.Engine.Updating;

/// <summary>How resources are brought in sync; the program's settings, where a resource has none of its own.</summary>
public sealed record UpdateOptions
{
    /// <summary>Write nothing, but what <see cref="KeepStageFile"/> asks for, and run no command; say what would change.</summary>
    public bool Noop { get; init; }

    /// <summary>Write files but run neither check nor reload commands.</summary>
    public bool SyncOnly { get; init; }

    /// <summary>Leave the staged file beside the destination.</summary>
    public bool KeepStageFile { get; init; }

    /// <summary>How long a check command may take; zero for no limit.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan CheckCommandTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a reload command may take; zero for no limit.</summary>
    /// <value>Default 60 seconds.</value>
    public TimeSpan ReloadCommandTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Chance, for <c>reload_splay</c>: at least 0 and below 1.</summary>
    /// <value>Default the shared random numbers.</value>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>Shows differences in a <see cref="Noop"/> run; null for none.</summary>
    public DiffReport? Diff { get; init; }
}
