using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Confd.TestSupport;

/// <summary>A server of a test's own, which it may stop, start again and suspend.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly ProcessStartInfo _start;
    private readonly Func<CancellationToken, Task<bool>> _isReady;
    private readonly ConcurrentQueue<string> _said = new();
    private Process? _process;

    /// <summary>Describes a server; it is not started yet.</summary>
    /// <param name="program">Its program: see <see cref="BackendServers.Program"/>.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="isReady">Whether it answers; may throw while it does not.</param>
    public ServerProcess(string program, IEnumerable<string> arguments, Func<CancellationToken, Task<bool>> isReady)
    {
        _start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _isReady = isReady;
    }

    /// <summary>Its arguments, from its next start on.</summary>
    public IList<string> Arguments => _start.ArgumentList;

    /// <summary>Starts it and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; with what it said.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _said.Clear();
        _process = Process.Start(_start)!;
        _process.OutputDataReceived += OnLine;
        _process.ErrorDataReceived += OnLine;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.IsSoAsync(() => AnswersAsync(_process, cancellationToken), cancellationToken, $"{_start.FileName} answers");
    }

    /// <summary>Kills it and waits for its end.</summary>
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

    /// <summary>Makes it silent: connections stay, and nothing answers.</summary>
    public Task SuspendAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on.</summary>
    public Task ResumeAsync() => SignalAsync("CONT");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task<bool> AnswersAsync(Process process, CancellationToken cancellationToken)
    {
        if (process.HasExited)
        {
            // What it said last is there with its end.
            await process.WaitForExitAsync(cancellationToken);
            throw new InvalidOperationException($"{_start.FileName} ended with {process.ExitCode}:\n{string.Join('\n', _said)}");
        }

        try
        {
            return await _isReady(cancellationToken);
        }
        catch (Exception notYet) when (notYet is HttpRequestException or SocketException or IOException)
        {
            return false;
        }
    }

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        const int Most = 100;
        _said.Enqueue(line.Data ?? "");
        if (_said.Count > Most)
        {
            _said.TryDequeue(out _);
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
