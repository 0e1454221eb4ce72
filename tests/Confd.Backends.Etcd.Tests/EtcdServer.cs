using Confd.TestSupport;
using Confd.TestSupport.Servers;

namespace Confd.Backends.Etcd.Tests;

/// <summary>An etcd of one test or one class alone.</summary>
public sealed class EtcdServer : IAsyncDisposable
{
    private const string Token = "etcd-cluster";

    private readonly TempDirectory _folder;

    private EtcdServer(TempDirectory folder, ServerProcess process, EtcdStore store, string url, string tlsUrl)
    {
        _folder = folder;
        Process = process;
        Url = url;
        TlsUrl = tlsUrl;
        Store = store;
    }

    /// <summary>For stopping and suspending it.</summary>
    public ServerProcess Process { get; }

    /// <summary>Where it listens without TLS.</summary>
    public string Url { get; }

    /// <summary>Where it listens with TLS, if it was started with certificates.</summary>
    public string TlsUrl { get; }

    internal EtcdStore Store { get; }

    /// <summary>Starts one.</summary>
    /// <param name="certificates">For a second address with TLS, which asks for a client certificate; null for none.</param>
    public static Task<EtcdServer> StartAsync(TestCertificates? certificates = null)
    {
        var peer = Address("http");
        return StartAsync("default", peer, $"default={peer}", certificates);
    }

    /// <summary>Starts two that are a cluster: without the other neither knows a leader.</summary>
    public static async Task<(EtcdServer One, EtcdServer Other)> StartPairAsync()
    {
        var (one, other) = (Address("http"), Address("http"));
        var cluster = $"one={one},other={other}";
        var servers = await Task.WhenAll(StartAsync("one", one, cluster, null), StartAsync("other", other, cluster, null));
        return (servers[0], servers[1]);
    }

    /// <summary>Puts an empty store in the place of this one, as a restored backup does.</summary>
    /// <param name="token">The cluster's token, from which its ID is made.</param>
    public async Task ReplaceAsync(string token = Token)
    {
        await Process.StopAsync();
        Process.Arguments[^1] = token;
        Directory.Delete(Data(_folder), recursive: true);
        await Process.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        Store.Dispose();
        await Process.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<EtcdServer> StartAsync(string name, string peer, string cluster, TestCertificates? certificates)
    {
        var program = BackendServers.Program("etcd");
        var folder = new TempDirectory();
        var (url, tls) = (Address("http"), Address("https"));
        string[] security = certificates is null
            ? []
            :
            [
                "--cert-file", certificates.Server, "--key-file", certificates.ServerKey, "--trusted-ca-file", certificates.Authority,
                "--client-cert-auth",
            ];
        var urls = certificates is null ? url : $"{url},{tls}";
        var store = new EtcdStore(url);
        string[] arguments =
        [
            "--data-dir", Data(folder), "--listen-client-urls", urls, "--advertise-client-urls", url, "--listen-peer-urls", peer,
            "--initial-advertise-peer-urls", peer, "--initial-cluster", cluster, "--name", name, .. security,
            "--initial-cluster-token", Token,
        ];
        var process = new ServerProcess(program, arguments, store.HasLeaderAsync);
        await process.StartAsync(Cancellation);
        return new EtcdServer(folder, process, store, url, tls);
    }

    private static string Data(TempDirectory folder) => Path.Combine(folder.Path, "data");

    private static string Address(string scheme) => $"{scheme}://127.0.0.1:{ReservedPort.Take()}";
}
