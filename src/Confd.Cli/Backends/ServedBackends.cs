using Confd.Backends;
using Confd.Backends.Aws.Certificates;
using Confd.Backends.Aws.Metadata;
using Confd.Backends.Aws.Parameters;
using Confd.Backends.Aws.Secrets;
using Confd.Backends.DynamoDb;
using Confd.Backends.DynamoDb.Credstash;
using Confd.Backends.Etcd;
using Confd.Backends.Http;
using Confd.Backends.Redis;
using Confd.Backends.ZooKeeper;
using Confd.Engine;
using Confd.GoTemplate.Formatting;

namespace Confd.Cli.Backends;

/// <summary>The backends of this program: the one place that lists them.</summary>
internal static class ServedBackends
{
    /// <summary>In the order in which messages name them: that of confd v0.41's help, then ours.</summary>
    public static BackendRegistry All { get; } = new(
    [
        new ConsulBackendFactory(),
        new EtcdBackendFactory(),
        new VaultBackendFactory(),
        new RedisBackendFactory(),
        new ZooKeeperBackendFactory(),
        new DynamoBackendFactory(),
        new SsmBackendFactory(),
        new AcmBackendFactory(),
        new SecretsManagerBackendFactory(),
        new ImdsBackendFactory(),
        .. ConfdEngine.OwnBackends,
        new CredstashBackendFactory(),
    ]);

    /// <summary>Opens the backend that a section names.</summary>
    /// <exception cref="KeyBackendException">The name is unknown, a setting is missing, or the source cannot be reached.</exception>
    public static async Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken)
    {
        if (All.Find(section.Name) is { } factory)
        {
            return await factory.OpenAsync(section, context.For(section), cancellationToken);
        }

        string[] names = [.. All.Factories.Select(each => each.Name)];
        var served = names.Length > 1 ? $"{string.Join(", ", names[..^1])} and {names[^1]}" : string.Concat(names);
        throw new KeyBackendException($"invalid backend {GoFormat.Quote(section.Name)}: this build serves {served}");
    }
}
