using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Storage;

/// <summary>What all entries of one cache share.</summary>
/// <param name="Options">How long answers are believed.</param>
/// <param name="Lifetime">Ends with the cache.</param>
internal sealed record CacheSettings(FlagCacheOptions Options, CancellationToken Lifetime)
{
    /// <summary>Measures ages.</summary>
    public TimeProvider Clock => Options.Clock;

    /// <summary>Is told about stale answers.</summary>
    public ILogger Logger => Options.Logger ?? NullLogger.Instance;

    /// <summary>How long the store is waited for where an older answer can be given.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The loads of all entries that were waited for long enough.</summary>
    public LateLoads LateLoads { get; } = new();
}
