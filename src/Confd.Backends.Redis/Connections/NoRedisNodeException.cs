namespace Confd.Backends.Redis.Connections;

/// <summary>No node answers, or none lets this client in; names each with its reason.</summary>
internal sealed class NoRedisNodeException(IReadOnlyList<(RedisNode Node, RedisFailure Why)> failures) : Exception(
    "failed to connect to any redis node after retries: "
        + string.Join('\n', failures.Select(failure => $"{failure.Node.Text}: {failure.Why.Reason}")))
{
    /// <summary>What it means for another search: a node that can never be reached says nothing about the others.</summary>
    public FailureVerdict Verdict { get; } = new(
        failures.Any(failure => failure.Why.MayPass), failures.All(failure => failure.Why.IsRefused || !failure.Why.MayPass));
}
