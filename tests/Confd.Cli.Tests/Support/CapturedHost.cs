using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
using Confd.Cli.Logging;
using Confd.Cli.Signals;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Support;

/// <summary>A world for the program in which everything it writes is kept.</summary>
internal sealed class CapturedHost
{
    public static readonly LogOrigin Origin = new("host", "confd", 42);

    private readonly SignalledStream _output = new();
    private readonly SignalledStream _errorLog = new();
    private readonly StringWriter _error = new();

    /// <summary>What the program finds in its environment; without a state folder, lest tests share the machine's.</summary>
    public Dictionary<string, string> Variables { get; } = new() { ["CONFD_STATE_DIR"] = "" };

    public FakeTimeProvider Clock { get; } = new();

    public SignalQueue Signals { get; } = SignalQueue.Silent();

    public bool WritesToTerminal { get; set; }

    /// <summary>The signal by which the program ended itself.</summary>
    public PosixSignal? EndedBy { get; private set; }

    public string Output => _output.Text;

    /// <summary>What stands on standard input.</summary>
    public string Input { get; set; } = "";

    /// <summary>The log of a command whose standard output is for something else.</summary>
    public string ErrorLog => _errorLog.Text;

    public string Error => _error.ToString();

    public CliHost Host => new()
    {
        Output = _output,
        Error = _error,
        OpenErrorLog = () => _errorLog,
        OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(Input)),
        Variable = Variables.GetValueOrDefault,
        Clock = Clock,
        Origin = Origin,
        ListenToSignals = () => Signals,
        ListenUnlessIgnored = () => Signals,
        WritesToTerminal = () => WritesToTerminal,
        EndBySignal = signal => EndedBy = signal,
    };

    /// <summary>The commands with a command line of their own.</summary>
    public RootCommand Tools => ToolCommandLine.Create(Host);

    public LineLogger Logger() => new(new DirectLog(_output), Origin, new FakeTimeProvider());

    /// <summary>Completes when the output contains the text.</summary>
    public Task WaitForAsync(string text) => _output.WaitForAsync(text);

    public Task<int> RunAsync(params string[] arguments) => new ConfdProgram(Host).RunAsync(arguments);
}
