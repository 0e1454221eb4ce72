using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Confd.Backends.ZooKeeper.Tests.Support;
using Confd.TestSupport;

[assembly: AssemblyFixture(typeof(ZooKeeperServer))]

namespace Confd.Backends.ZooKeeper.Tests.Support;

/// <summary>
/// A ZooKeeper of these tests' own, which keeps its data when it is stopped and started. Started by the first who asks. Sessions last from
/// three seconds to thirty.
/// </summary>
public sealed class ZooKeeperServer : IAsyncLifetime
{
    private readonly TempDirectory _folder = new();
    private readonly SemaphoreSlim _starting = new(1);
    private readonly int _port = ReservedPort.Take();
    private ServerProcess? _process;

    /// <summary>Its address, as a node is written.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    /// <summary>Its process.</summary>
    public ServerProcess Process => _process!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Starts it where it does not run. Reports the test as skipped where there is no ZooKeeper.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var program = BackendServers.Program("zookeeper");
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_process is null)
            {
                var settings = _folder.Write("zoo.cfg", $"""
                    tickTime=1500
                    dataDir={_folder["data"]}
                    clientPort={_port}
                    clientPortAddress=127.0.0.1
                    admin.enableServer=false
                    maxClientCnxns=0
                    4lw.commands.whitelist=srvr

                    """);
                _process = new ServerProcess(program, [settings], IsReadyAsync);
                await _process.StartAsync(cancellationToken);
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Forgets everything: stops, empties, starts.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await Process.StopAsync();
        Directory.Delete(_folder["data"], recursive: true);
        await Process.StartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await (_process?.DisposeAsync() ?? default);
        _starting.Dispose();
        _folder.Dispose();
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _port, cancellationToken);
        await client.GetStream().WriteAsync("srvr"u8.ToArray(), cancellationToken);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return (await reader.ReadLineAsync(cancellationToken))?.StartsWith("Zookeeper version", StringComparison.Ordinal) == true;
    }
}
