using System.Net;
using System.Net.Sockets;
using Confd.TestSupport;
using StackExchange.Redis;

namespace Confd.Backends.Redis.Tests;

/// <summary>A Redis of one test alone.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly TempDirectory _folder;

    private RedisServer(TempDirectory folder, ServerProcess process, int port)
    {
        _folder = folder;
        Process = process;
        Node = $"127.0.0.1:{port}";
    }

    /// <summary>For stopping and suspending it.</summary>
    public ServerProcess Process { get; }

    public string Node { get; }

    /// <summary>Starts one that keeps nothing on disk.</summary>
    /// <param name="arguments">Beside those, settings of it, such as <c>--requirepass</c>.</param>
    public static async Task<RedisServer> StartAsync(params IEnumerable<string> arguments)
    {
        var program = BackendServers.Program("redis-server");
        var port = ReservedPort.Take();
        var folder = new TempDirectory();
        string[] settings = arguments.Contains("--tls-port")
            ? [.. arguments.Select(argument => argument == "0" ? $"{port}" : argument), "--port", "0"]
            : ["--port", $"{port}", .. arguments];
        var process = new ServerProcess(
            program, ["--bind", "127.0.0.1", "--save", "", "--dir", folder.Path, .. settings], stop => AcceptsAsync(port, stop));
        await process.StartAsync(Cancellation);
        return new RedisServer(folder, process, port);
    }

    /// <summary>Sends this server a command, past the backend under test.</summary>
    public async Task<RedisResult> SendAsync(string password, string command, params object[] arguments)
    {
        await using var client = await ConnectionMultiplexer.ConnectAsync(
            new ConfigurationOptions { EndPoints = { Node }, Password = password, AllowAdmin = true });
        return await client.GetServer(Node).ExecuteAsync(command, arguments);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Dispose();
    }

    // It listens when it is ready, with TLS or without.
    private static async Task<bool> AcceptsAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        return true;
    }
}
