using Confd.Backends;
using Confd.Engine.Posix;

namespace Confd.Engine.Backends;

/// <summary>Checks whether a backend can be reached now.</summary>
internal static class BackendHealthCheck
{
    /// <summary>The reason for a check or a reading that took too long.</summary>
    public const string TooLate = "context deadline exceeded";

    /// <summary>Returns its result; an exception means that it is not healthy.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="cancellationToken">Ends the check. A check that does not react, such as one of a mount that hangs, is
    /// abandoned.</param>
    public static async Task<BackendHealth> RunAsync(IKeyBackend backend, CancellationToken cancellationToken)
    {
        try
        {
            return await backend.CheckHealthAsync(cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem)
        {
            var reason = problem is OperationCanceledException ? TooLate : FailureText.Of(problem).Redacted;
            return new BackendHealth(false, reason, [new("error", reason)]);
        }
    }
}
