using Confd.Backends;
using Confd.GoTemplate;

namespace Confd.Engine.Running;

/// <summary>How the reading of a source went.</summary>
/// <typeparam name="TReading">What a source gives.</typeparam>
/// <param name="Result">What was read; null where it failed.</param>
/// <param name="Reason">Why it failed; null where it did not.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record SourceReading<TReading>(TReading? Result, ErrorText? Reason, TimeSpan Duration)
    where TReading : class
{
    /// <summary>What was read.</summary>
    /// <exception cref="KeyBackendException">It failed.</exception>
    public TReading Require() => Result ?? throw new KeyBackendException(Reason!.Full, Reason.Redacted);
}
