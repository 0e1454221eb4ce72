namespace Confd.Backends;

/// <summary>A source of keys and values: DynamoDB, the environment, files.</summary>
/// <remarks>
/// One instance is shared by all resources with equal settings. Callers request one reading at a time, in parallel to health checks and
/// watches; a reading that does not end when its token is cancelled is abandoned, and the next one may start while it still runs.
/// The code that opens a backend disposes it.
/// </remarks>
public interface IKeyBackend : IAsyncDisposable
{
    /// <summary>The name users write on the command line: <c>dynamodb</c>, <c>env</c>, <c>file</c>.</summary>
    string Name { get; }

    /// <summary>True where any change below a resource's prefix triggers it, as in the original; false: only changes of its own
    /// keys.</summary>
    /// <value>False. Has no effect on a resource without a prefix.</value>
    bool WakesByPrefix => false;

    /// <summary>Reads everything that the given lookup keys may need, once for all resources of a cycle.</summary>
    /// <param name="lookupKeys">
    /// Cleaned absolute keys (<c>/app/db</c>; the root is <c>/</c>), prefix included, without duplicates, in the order of the resources.
    /// </param>
    /// <param name="cancellationToken">Ends the read; the caller applies <c>--backend-timeout</c>.</param>
    /// <returns>One consistent reading: all resources of the cycle select from it.</returns>
    /// <exception cref="KeyBackendException">The source cannot be read; no part of it may be used.</exception>
    Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken);

    /// <summary>Checks whether the source can be reached, and collects facts for operators.</summary>
    /// <returns>The result, healthy or not; an unreachable source is a result, not an exception.</returns>
    /// <exception cref="OperationCanceledException">The token ended the check, which says nothing about the source.</exception>
    Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken);

    /// <summary>Starts to collect changes, or returns null where this backend cannot be watched and has to be polled.</summary>
    /// <remarks>
    /// Changes after this call are never lost: each is part of a later result of <see cref="KeyWatch.WaitForChangeAsync"/>. For a backend
    /// that is polled this is called again from time to time; it logs only the first time why it is polled.
    /// </remarks>
    Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken);
}
