namespace Confd.Extensions.Flags;

/// <summary>How a host starts with flags.</summary>
public sealed record FlagHostingOptions
{
    /// <summary>How long the host's start waits for the first reading of the flags.</summary>
    /// <value>
    /// 5 seconds by default. After that the program starts all the same: defaults are answered until the flags are there. Zero: no waiting.
    /// <see cref="Timeout.InfiniteTimeSpan"/>: however long it takes.
    /// </value>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
