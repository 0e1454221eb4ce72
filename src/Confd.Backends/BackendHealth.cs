namespace Confd.Backends;

/// <summary>The result of a health check.</summary>
/// <param name="IsHealthy">True where the source can be read now.</param>
/// <param name="Message">One sentence for people; carries the reason when unhealthy, never a value of a key.</param>
/// <param name="Details">Facts by name, such as <c>table</c>, <c>table_status</c>, <c>item_count</c>; in the order they are shown.</param>
public sealed record BackendHealth(bool IsHealthy, string Message, IReadOnlyList<KeyValuePair<string, string>> Details)
{
    /// <summary>The message, followed by the detail <c>error</c> where there is one that the message lacks.</summary>
    public string Reason => Details.FirstOrDefault(detail => detail.Key == "error").Value is { } cause
        && !Message.Contains(cause, StringComparison.Ordinal)
            ? $"{Message}: {cause}"
            : Message;
}
