using Xunit;

namespace Confd.TestSupport;

/// <summary>
/// The servers that the tests of the backends share: their addresses are in variables that <c>./test.sh</c> sets. A test that asks for one
/// that is not there is reported as skipped. Keys of tests carry names of their own, as several write to one server.
/// </summary>
public static class BackendServers
{
    /// <summary>A Redis with keyspace notifications: <c>127.0.0.1:6379</c>.</summary>
    public static string Redis => Value("CONFD_TEST_REDIS", "no Redis to test against");

    /// <summary>An etcd: <c>http://127.0.0.1:2379</c>.</summary>
    public static string Etcd => Value("CONFD_TEST_ETCD", "no etcd to test against");

    /// <summary>A ZooKeeper: <c>127.0.0.1:2181</c>.</summary>
    public static string ZooKeeper => Value("CONFD_TEST_ZOOKEEPER", "no ZooKeeper to test against");

    /// <summary>A Consul agent in development mode: <c>http://127.0.0.1:8500</c>.</summary>
    public static string Consul => Value("CONFD_TEST_CONSUL", "no Consul to test against");

    /// <summary>moto, an emulator of AWS services: <c>http://127.0.0.1:5000</c>.</summary>
    public static string Moto => Value("CONFD_TEST_MOTO", "no moto to test against");

    /// <summary>The path of a server's program, for a test that stops, starts or suspends one of its own.</summary>
    /// <param name="name"><c>redis-server</c>, <c>etcd</c>, <c>zookeeper</c> (takes a configuration file), <c>consul</c>,
    /// <c>moto</c>.</param>
    public static string Program(string name) => Path.Combine(Value("CONFD_TEST_SERVERS", "no programs of servers to start"), name);

    private static string Value(string variable, string otherwise)
    {
        var value = Environment.GetEnvironmentVariable(variable);
        Assert.SkipWhen(string.IsNullOrEmpty(value), $"{variable} is not set: {otherwise}");
        return value!;
    }
}
