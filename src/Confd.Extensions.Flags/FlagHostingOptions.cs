using Confd.Shared;

namespace Confd.Extensions.Flags;

/// <summary>Options for starting a host with flags.</summary>
public sealed record FlagHostingOptions
{
    /// <summary>How long the host's start waits for the first reading of the flags, before it starts any service: zero where one of
    /// these provides the flags.</summary>
    /// <value>
    /// 5 seconds by default. After that the program starts all the same: defaults are returned until the flags have been read. Zero: no
    /// waiting. <see cref="Timeout.InfiniteTimeSpan"/>: without limit. 24 days at most.
    /// </value>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long credentials are searched for, without which there is no client.</summary>
    internal TimeSpan MaxOpeningTime =>
        StartTimeout == Timeout.InfiniteTimeSpan || StartTimeout > MinOpeningTime ? StartTimeout : MinOpeningTime;

    private static TimeSpan MinOpeningTime { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid; the message names it and its range.</exception>
    public void Validate() =>
        new OptionCheck(nameof(FlagHostingOptions)).RequireTimer(StartTimeout, nameof(StartTimeout), orZero: true, orInfinite: true);
}
