namespace Confd.Backends;

/// <summary>A source of keys and values: DynamoDB, the environment, files.</summary>
/// <remarks>
/// One instance is shared by all resources with equal settings. It is asked for one reading at a time, beside health checks and watches;
/// a reading that does not end when its token does is left behind, and the next one may come while it still runs.
/// Whoever opens a backend disposes it.
/// </remarks>
public interface IKeyBackend : IAsyncDisposable
{
    /// <summary>The name users write on the command line: <c>dynamodb</c>, <c>env</c>, <c>file</c>.</summary>
    string Name { get; }

    /// <summary>True where whatever changes below a resource's prefix wakes it, as the original has it; false: its own keys
    /// alone.</summary>
    /// <value>False. It says nothing about a resource without a prefix.</value>
    bool WakesByPrefix => false;

    /// <summary>Reads everything that the given lookup keys may need, once for all resources of a cycle.</summary>
    /// <param name="lookupKeys">
    /// Cleaned absolute keys (<c>/app/db</c>; the root is <c>/</c>), prefix included, without duplicates, in the order of the resources.
    /// </param>
    /// <param name="cancellationToken">Ends the read; bounded by <c>--backend-timeout</c> by the caller.</param>
    /// <returns>One consistent reading: all resources of the cycle select from it.</returns>
    /// <exception cref="KeyBackendException">The source cannot be read; nothing of it may be used.</exception>
    Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken);

    /// <summary>Asks the source whether it can be reached, and for facts that operators want to see.</summary>
    /// <returns>The answer, healthy or not; an unreachable source is an answer, not an exception.</returns>
    /// <exception cref="OperationCanceledException">The token ended the check, which says nothing about the source.</exception>
    Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken);

    /// <summary>Starts to collect changes, or answers null where this backend cannot be watched and has to be polled.</summary>
    /// <remarks>
    /// Changes after this call are never lost: each is part of a later <see cref="KeyWatch.WaitForChangeAsync"/> answer. A backend that is
    /// polled is asked again once in a while, and says why it is polled only the first time.
    /// </remarks>
    Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken);
}
