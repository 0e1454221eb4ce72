namespace Confd.Extensions.Flags;

/// <summary>The key of a client that a host waits for; null: the client without a key.</summary>
internal sealed record FlagStartKey(object? ServiceKey);
