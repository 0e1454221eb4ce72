using System.Globalization;
using System.Net.Http.Headers;
using Confd.Backends.Http.Tests.Consul;
using Confd.TestSupport;

[assembly: AssemblyFixture(typeof(ConsulServer))]

namespace Confd.Backends.Http.Tests.Consul;

/// <summary>A Consul of these tests' own, in development mode: it forgets everything when it stops. Started by the first who
/// asks.</summary>
public sealed class ConsulServer : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private readonly SemaphoreSlim _starting = new(1);
    private readonly int _port = ReservedPort.Take();
    private ServerProcess? _process;

    /// <summary>Its address, as a node is written.</summary>
    public string Address => $"127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Its process.</summary>
    public ServerProcess Process => _process!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Starts it, or empties it where it runs. Reports the test as skipped where there is no Consul.</summary>
    public async Task EmptyAsync(CancellationToken cancellationToken)
    {
        var program = BackendServers.Program("consul");
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_process is null)
            {
                _process = Create(program, _port, []);
                await _process.StartAsync(cancellationToken);
            }
        }
        finally
        {
            _starting.Release();
        }

        using var answer = await _http.DeleteAsync($"http://{Address}/v1/kv/?recurse=", cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Describes one more, with settings of a test's own.</summary>
    public static ServerProcess Create(string program, int port, IEnumerable<string> arguments)
    {
        string[] common =
        [
            "agent",
            "-dev",
            "-bind=127.0.0.1",
            "-client=127.0.0.1",
            $"-http-port={port}",
            "-grpc-port=-1",
            "-dns-port=-1",
            "-serf-wan-port=-1",
            $"-serf-lan-port={ReservedPort.Take()}", $"-server-port={ReservedPort.Take()}",
        ];
        return new ServerProcess(program, common.Concat(arguments), async end =>
        {
            using var http = new HttpClient();
            return (await http.GetStringAsync($"http://127.0.0.1:{port}/v1/status/leader", end)).Contains(':', StringComparison.Ordinal);
        });
    }

    /// <summary>Writes a key.</summary>
    /// <param name="key">With a slash in front.</param>
    /// <param name="value">Its value.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task PutAsync(string key, byte[] value, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(value);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var path = string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
        using var answer = await _http.PutAsync($"http://{Address}/v1/kv{path}", content, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Removes a key.</summary>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        using var answer = await _http.DeleteAsync($"http://{Address}/v1/kv{key}", cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _starting.Dispose();
        await (_process?.DisposeAsync() ?? default);
    }
}
