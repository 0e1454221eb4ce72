using Confd.Backends;
using Confd.Engine.Posix;

namespace Confd.Engine.Backends;

/// <summary>Asks a backend whether it can be reached now.</summary>
internal static class BackendHealthCheck
{
    /// <summary>The reason of what did not answer in time.</summary>
    public const string TooLate = "context deadline exceeded";

    /// <summary>Its answer; whatever it throws, it is not healthy.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="cancellationToken">Ends the check. One that does not hear of it, such as one of a mount that hangs, is left
    /// behind.</param>
    public static async Task<BackendHealth> AskAsync(IKeyBackend backend, CancellationToken cancellationToken)
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
