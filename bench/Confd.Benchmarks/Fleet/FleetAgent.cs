using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Confd.Benchmarks.Tables;

namespace Confd.Benchmarks.Fleet;

/// <summary>One real confd that watches a table and keeps one file.</summary>
internal sealed partial class FleetAgent : IDisposable
{
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    private readonly string _file;
    private readonly Process _process;

    private FleetAgent(string accessKey, string file, Process process)
    {
        AccessKey = accessKey;
        _file = file;
        _process = process;
    }

    /// <summary>The access key that its requests are signed with.</summary>
    public string AccessKey { get; }

    /// <summary>False after <see cref="Kill"/>.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>True between <see cref="Stop"/> and <see cref="Continue"/>.</summary>
    public bool IsStopped { get; private set; }

    public static FleetAgent Start(int number, string program, string dynamoDbUrl, string table, string folder)
    {
        var home = Directory.CreateDirectory(Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture))).FullName;
        Directory.CreateDirectory(Path.Combine(home, "conf.d"));
        Directory.CreateDirectory(Path.Combine(home, "templates"));
        var file = Path.Combine(home, "out");
        File.WriteAllText(Path.Combine(home, "templates", "out.tmpl"), "{{getv \"/app/value\"}}\n");
        File.WriteAllText(
            Path.Combine(home, "conf.d", "out.toml"), $"[template]\nsrc = \"out.tmpl\"\ndest = \"{file}\"\nkeys = [\"/app\"]\n");
        var start = new ProcessStartInfo(program, ["dynamodb", "--table", table, "--watch", "--confdir", home, "--log-level", "error"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var accessKey = $"agent{number}";
        foreach (var (name, value) in TableConnections.Environment(dynamoDbUrl))
        {
            start.Environment[name] = value;
        }

        start.Environment["AWS_ACCESS_KEY_ID"] = accessKey;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new FleetAgent(accessKey, file, process);
    }

    /// <summary>When the file came to hold a value; null where it does not.</summary>
    public DateTime? SeenAt(string value)
    {
        try
        {
            return File.ReadAllText(_file) == value + "\n" ? File.GetLastWriteTimeUtc(_file) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The CPU time that it has used since its start.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? TimeSpan.Zero : _process.TotalProcessorTime;
        }
    }

    public void Kill()
    {
        IsAlive = false;
        Send(SigKill);
    }

    public void Stop()
    {
        IsStopped = true;
        Send(SigStop);
    }

    public void Continue()
    {
        Send(SigCont);
        IsStopped = false;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Send(SigCont);
            Send(SigTerm);
            if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }

    private void Send(int signal)
    {
        if (!_process.HasExited)
        {
            _ = SendSignal(_process.Id, signal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
