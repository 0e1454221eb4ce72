using System.Globalization;
using System.Text.RegularExpressions;
using Confd.Cli.Tests.Samples;
using Confd.Cli.Tests.Scenarios;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Docs;

/// <summary>
/// The machine of somebody who follows a page: a shell in a clone of the repository, a home folder without settings, an <c>/etc</c> of its
/// own, and the programs of this machine. Paths below <c>/etc</c> and the ports that pages name stand for ones that this machine can spare.
/// </summary>
internal sealed partial class DocsMachine : IAsyncDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly BashSession _shell;
    private readonly Dictionary<string, string> _ports = [];
    private readonly List<string> _daemons = [];

    private readonly DocsDatabase _database;

    private DocsMachine(string binary, DocsDatabase database)
    {
        _database = database;
        CloneRepository(binary);
        database.Lend(_folder[DocsDatabase.StateFile]);
        foreach (var folder in new[] { "home", "tmp", "etc/confd", "etc/myapp" })
        {
            Directory.CreateDirectory(_folder[folder]);
        }

        WriteDotnet();
        _shell = new BashSession(_folder["clone"], new Dictionary<string, string>
        {
            ["PATH"] = $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}",
            ["HOME"] = _folder["home"],
            ["TMPDIR"] = _folder["tmp"],
            ["LANG"] = "C.UTF-8",
            ["CONFD_CONFDIR"] = _folder["etc/confd"],
            ["CONFD_CONFIG_FILE"] = _folder["etc/confd/confd.toml"],
        });
    }

    /// <summary>A new machine; the test is reported as skipped where there is no native program or no DynamoDB Local.</summary>
    public static DocsMachine Start(DocsDatabase database)
    {
        _ = DynamoDbLocal.Endpoint;
        return new DocsMachine(SampleProgram.Binary, database);
    }

    /// <summary>
    /// Runs a command of a page, and answers its exit status and output. A daemon is left in the background once it is ready; the answer is
    /// then 0.
    /// </summary>
    public async Task<(int Status, string Output)> RunAsync(string command)
    {
        var (status, output) = DaemonCommand.IsOne(command) ? await StartDaemonAsync(command) : await _shell.RunAsync(
            Adapt(command), Cancellation);
        return (status, Restore(output));
    }

    /// <summary>Writes a file that a page names.</summary>
    public void Write(string path, string text) => _folder.Write(Path.Combine("clone", Adapt(path)), Adapt(text));

    /// <summary>Asks the daemons to end, in turn; answers what those said that did not end with status 0.</summary>
    public async Task<IReadOnlyList<string>> StopDaemonsAsync()
    {
        List<string> problems = [];
        for (var number = 0; number < _daemons.Count; number++)
        {
            var (status, _) = await _shell.RunAsync($"kill -TERM -- -${{daemons[{number}]}}; wait ${{daemons[{number}]}}", Cancellation);
            if (status != 0)
            {
                problems.Add(
                    $"ended with status {status}: {_daemons[number]}\n{Restore(await File.ReadAllTextAsync(LogOf(number), Cancellation))}");
            }
        }

        return problems;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _shell.Dispose();
        await _database.TakeBackAsync(_folder[DocsDatabase.StateFile]);
        _folder.Dispose();
    }

    // A fifo shows which comes first: the line that the daemon is ready, or its end.
    private async Task<(int Status, string Output)> StartDaemonAsync(string command)
    {
        var number = _daemons.Count;
        _daemons.Add(command);
        var (fifo, socket) = (_folder[$"tmp/fifo-{number}"], _folder[$"tmp/notify-{number}"]);
        await _shell.RunAsync($"mkfifo '{fifo}'; exec {{fifo}}<>'{fifo}'", Cancellation);

        using var systemd = new NotifySocket(socket);
        var telling = systemd.Ready.ContinueWith(
            _ => WriteReadyAsync(fifo), Cancellation, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default).Unwrap();
        // The subshell survives the signal to its group, so that it answers with the status of the daemon.
        var (status, output) = await _shell.RunAsync(
            $"""
            (trap : TERM; export CONFD_SYSTEMD_NOTIFY=true NOTIFY_SOCKET='{socket}'
            {Adapt(command)}
            status=$?; echo ended >&$fifo; exit $status) >'{LogOf(number)}' 2>&1 &
            daemons[{number}]=$!
            read -r -u $fifo state; [ $state = ready ]
            """,
            Cancellation);
        return status == 0 ? (status, output) : (status, await File.ReadAllTextAsync(LogOf(number), Cancellation));
    }

    private static async Task WriteReadyAsync(string fifo)
    {
        await using var stream = new FileStream(fifo, FileMode.Open, FileAccess.Write);
        await stream.WriteAsync("ready\n"u8.ToArray(), Cancellation);
    }

    private string LogOf(int number) => _folder[$"tmp/daemon-{number}.log"];

    private void CloneRepository(string binary)
    {
        Directory.CreateDirectory(_folder["clone/artifacts"]);
        File.CreateSymbolicLink(_folder["clone/artifacts/confd"], Path.GetFullPath(binary));
        foreach (var entry in Directory.EnumerateFileSystemEntries(RepositoryFiles.Root)
            .Where(entry => Path.GetFileName(entry) is not (".git" or "artifacts")))
        {
            File.CreateSymbolicLink(_folder[Path.Combine("clone", Path.GetFileName(entry))], entry);
        }
    }

    // MSBuild knows projects by their paths and would build those of the clone anew: it works in the repository, on the build that is
    // there.
    private void WriteDotnet()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Select(folder => Path.Combine(folder, "dotnet"))
            .First(File.Exists);
        var script = _folder.Write(
            "bin/dotnet",
            $"#!/bin/sh\ncd '{RepositoryFiles.Root}' && HOME='{Environment.GetEnvironmentVariable("HOME")}' Configuration={configuration} "
            + $"exec '{program}' \"$@\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string Adapt(string text) =>
        Port().Replace(EtcPath().Replace(text, $"{_folder["etc"]}/"), match => PortFor(match.Value));

    private string Restore(string text) => text.Replace($"{_folder["etc"]}/", "/etc/", StringComparison.Ordinal);

    private string PortFor(string named)
    {
        if (!_ports.TryGetValue(named, out var port))
        {
            _ports[named] = port = ReservedPort.Take().ToString(CultureInfo.InvariantCulture);
        }

        return port;
    }

    [GeneratedRegex("(?<![A-Za-z0-9_.])/etc/")]
    private static partial Regex EtcPath();

    [GeneratedRegex(@"(?<=(localhost|127\.0\.0\.1|\s):)\d{4,5}\b")]
    private static partial Regex Port();
}
