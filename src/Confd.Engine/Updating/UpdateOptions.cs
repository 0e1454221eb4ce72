using Confd.Shared;

namespace Confd.Engine.Updating;

/// <summary>Options for bringing resources in sync; they apply where a resource has no setting of its own.</summary>
public sealed record UpdateOptions
{
    /// <summary>Write nothing, except for <see cref="KeepStageFile"/>, and run no command; log what would change.</summary>
    public bool Noop { get; init; }

    /// <summary>Write files but run neither check nor reload commands.</summary>
    public bool SyncOnly { get; init; }

    /// <summary>Keep the staged file next to the destination.</summary>
    public bool KeepStageFile { get; init; }

    /// <summary>How long a check command may take; zero for no limit.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan CheckCommandTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a reload command may take; zero for no limit.</summary>
    /// <value>Default 60 seconds.</value>
    public TimeSpan ReloadCommandTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The source of random numbers for <c>reload_splay</c>: at least 0 and below 1.</summary>
    /// <value>Default the shared random numbers.</value>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>Shows differences in a <see cref="Noop"/> run; null for none.</summary>
    public DiffReport? Diff { get; init; }

    /// <summary>Checks the time limits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is outside its range; the message names it.</exception>
    internal void Validate()
    {
        var check = new OptionCheck(nameof(UpdateOptions));
        check.RequireTimer(CheckCommandTimeout, nameof(CheckCommandTimeout), orZero: true);
        check.RequireTimer(ReloadCommandTimeout, nameof(ReloadCommandTimeout), orZero: true);
    }
}
