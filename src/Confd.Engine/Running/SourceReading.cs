using Confd.Backends;
using Confd.GoTemplate;

namespace Confd.Engine.Running;

/// <summary>The result of reading a source.</summary>
/// <typeparam name="TReading">The reading of a source.</typeparam>
/// <param name="Result">The reading; null where it failed.</param>
/// <param name="Reason">Why it failed; null where it did not.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record SourceReading<TReading>(TReading? Result, ErrorText? Reason, TimeSpan Duration)
    where TReading : class
{
    /// <summary>Returns the reading.</summary>
    /// <exception cref="KeyBackendException">It failed.</exception>
    public TReading Require() => Result ?? throw new KeyBackendException(Reason!.Full, Reason.Redacted);
}
