using System.Diagnostics;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Flags.Serve;

/// <summary>
/// The native binary's <c>confd flags serve</c> over a table with the recorded evaluations of <c>tests/fixtures/flags</c>, once as it is
/// and once in secure mode, for the SDKs that <c>tests/flag-clients</c> drives.
/// </summary>
public sealed class ServedFlags : IAsyncLifetime
{
    private const string SdkKey = "sdk-00000000-0000-4000-8000-000000000001";
    private const string ClientId = "507f1f77bcf86cd799439011";
    private const string OfrepKey = "ofrep-secret";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly TempDirectory _folder = new();
    private readonly Dictionary<string, string> _variables = [];
    private bool _isStarted;

    private static string Scripts => Path.Join(RepositoryFiles.Root, "tests", "flag-clients");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (FindMissing() is null)
        {
            await StartAsync();
        }
    }

    /// <summary>Lets one check run; the test is reported as skipped where something that it needs is not there.</summary>
    public async Task RunAsync(string check)
    {
        Assert.SkipWhen(FindMissing() is not null, FindMissing() ?? "");
        (await RunAsync("node", Path.Join(Scripts, "clients.mjs"), check)).ShouldStartWith($"ok {check}: ");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isStarted)
        {
            await RunAsync("/bin/sh", "-c", _variables["STOP"]);
            await RunAsync("/bin/sh", "-c", StopOf("secure"));
        }

        _folder.Dispose();
    }

    private static string? FindMissing()
    {
        var chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";
        return string.IsNullOrEmpty(
            Environment.GetEnvironmentVariable("CONFD_TEST_BINARY")) ? "CONFD_TEST_BINARY is not set: no native program to ask"
            : string.IsNullOrEmpty(
                Environment.GetEnvironmentVariable(DynamoDbLocal.Variable)) ? $"{DynamoDbLocal.Variable} is not set: no table"
            : !Directory.Exists(Path.Join(Scripts, "node_modules")) ? "tests/flag-clients/node_modules does not exist: run npm ci there"
            : !File.Exists(chromium) ? $"{chromium} does not exist: no browser"
            : null;
    }

    private async Task StartAsync()
    {
        var confd = Environment.GetEnvironmentVariable("CONFD_TEST_BINARY")!;
        var (address, secure) = (ReservedPort.TakeAddress().ToString(), ReservedPort.TakeAddress().ToString());
        var table = DynamoDbLocal.NewTableName("clients");
        _variables["AWS_ENDPOINT_URL"] = DynamoDbLocal.Endpoint;
        _variables["AWS_ACCESS_KEY_ID"] = _variables["AWS_SECRET_ACCESS_KEY"] = "dummy";
        _variables["AWS_REGION"] = "us-east-1";
        (_variables["BASE"], _variables["SECURE_BASE"]) = ($"http://{address}", $"http://{secure}");
        (_variables["SDK_KEY"], _variables["CLIENT_ID"], _variables["OFREP_KEY"]) = (SdkKey, ClientId, OfrepKey);
        (_variables["CONFD"], _variables["TABLE"]) = (confd, table);
        _variables["START"] = StartOf("plain", $"'{confd}' flags serve --table {table} --listen {address} {KeysIn()}");
        _variables["STOP"] = StopOf("plain");
        await RunAsync("node", Path.Join(Scripts, "cases.mjs"), _folder["data.json"]);

        // Some of the recorded flags are malformed on purpose.
        await RunAsync(confd, "flags", "init", "--table", table, "--create-table", "--force", "--file", _folder["data.json"]);
        await RunAsync("/bin/sh", "-c", _variables["START"]);
        await RunAsync(
            "/bin/sh", "-c", StartOf("secure", $"'{confd}' flags serve --table {table} --listen {secure} --secure-mode {KeysIn()}"));
        _isStarted = true;
    }

    private string KeysIn()
    {
        _folder.Write("sdk", SdkKey);
        _folder.Write("ofrep", OfrepKey);
        return $"--sdk-key-file {_folder["sdk"]} --ofrep-key-file {_folder["ofrep"]} --client-side-id {ClientId}";
    }

    // Done when the service listens: it says so in its log.
    private string StartOf(string name, string command) =>
        $": > {_folder[name]}.log; {command} >> {_folder[name]}.log 2>&1 & echo $! > {_folder[name]}.pid; "
        + $"tail -n +1 -f --pid=$! {_folder[name]}.log | grep -q -m1 'Serving flags'";

    private string StopOf(string name) => $"pid=$(cat {_folder[name]}.pid); kill $pid; tail -f --pid=$pid /dev/null";

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation).WaitAsync(Limit, Cancellation);
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{await output}{await error}");
        return await output;
    }
}
