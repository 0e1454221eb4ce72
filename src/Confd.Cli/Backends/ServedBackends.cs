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
}
