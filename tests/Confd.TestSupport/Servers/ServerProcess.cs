using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Confd.TestSupport.Servers;

/// <summary>A server of one test alone, which the test stops, starts again or suspends.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly ProcessStartInfo _command;
    private readonly string _ready;
    private Process? _process;

    private ServerProcess(ProcessStartInfo command, string ready)
    {
        _command = command;
        _ready = ready;
    }

    /// <summary>Starts a server and waits until it says that it is ready.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="ready">What a line holds by which it says so.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="IOException">It ended before; with what it wrote.</exception>
    public static async Task<ServerProcess> StartAsync(string program, string ready, params IEnumerable<string> arguments)
    {
        var server = new ServerProcess(new(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true }, ready);
        await server.StartAsync();
        return server;
    }

    /// <summary>A loopback port that nothing listens on.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Starts it again, with the same arguments.</summary>
    public async Task StartAsync()
    {
        var output = new List<string>();
        var isReady = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = _command, EnableRaisingEvents = true };
        void Read(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                output.Add(line.Data ?? "");
                if (line.Data?.Contains(_ready, StringComparison.Ordinal) == true)
                {
                    isReady.TrySetResult();
                }
            }
        }

        process.OutputDataReceived += Read;
        process.ErrorDataReceived += Read;
        process.Exited += (_, _) =>
        {
            lock (output)
            {
                isReady.TrySetException(new IOException($"{_command.FileName} has ended:\n{string.Join('\n', output)}"));
            }
        };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        await isReady.Task;
    }

    /// <summary>Ends it at once, as a crash does.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>Lets it stand still: connections stay open, nothing is answered.</summary>
    public Task SuspendAsync() => SignalAsync("-STOP");

    /// <summary>Lets it go on.</summary>
    public Task ResumeAsync() => SignalAsync("-CONT");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
