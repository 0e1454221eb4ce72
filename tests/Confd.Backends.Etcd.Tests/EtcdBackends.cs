using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Backends.Etcd.Tests;

/// <summary>Opens backends as a program does.</summary>
internal static class EtcdBackends
{
    /// <summary>Gives up soon.</summary>
    public static BackendRetry Quick { get; } =
        new() { MaxAttempts = 2, BaseDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) };

    /// <summary>Does not give up.</summary>
    public static BackendRetry Patient { get; } =
        new() { MaxAttempts = 10_000, BaseDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(20) };

    public static Task<IKeyBackend> OpenAsync(
        string[] nodes, BackendRetry retry, ILogger? logger = null, params (BackendOption Option, object Value)[] more)
    {
        var values = more.Append((EtcdBackendFactory.Node, nodes)).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2));
        var context = new BackendContext { Retry = retry, Logger = logger ?? NullLogger.Instance };
        return new EtcdBackendFactory().OpenAsync(new BackendSection("etcd", values), context, Cancellation);
    }
}
