namespace Confd.Backends.Redis.Connections;

/// <summary>No node responds, or none accepts this client; the message names each with its reason.</summary>
internal sealed class NoRedisNodeException(IReadOnlyList<(RedisNode Node, RedisFailure Why)> failures) : Exception(
    "failed to connect to any redis node after retries: "
        + string.Join('\n', failures.Select(failure => $"{failure.Node.Text}: {failure.Why.Reason}")))
{
    /// <summary>Whether a retry may succeed: a node that can never be reached does not affect the others.</summary>
    public FailureClassification Classification { get; } = new(
        failures.Any(failure => failure.Why.IsTransient), failures.All(failure => failure.Why.IsRefused || !failure.Why.IsTransient));
}
