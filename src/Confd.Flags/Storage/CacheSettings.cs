using Microsoft.Extensions.Logging;

namespace Confd.Flags.Storage;

/// <summary>What all entries of one cache share.</summary>
/// <param name="Options">How long answers are believed.</param>
/// <param name="Clock">Measures ages.</param>
/// <param name="Logger">Is told about stale answers.</param>
/// <param name="Lifetime">Ends with the cache.</param>
internal sealed record CacheSettings(FlagCacheOptions Options, TimeProvider Clock, ILogger Logger, CancellationToken Lifetime);
