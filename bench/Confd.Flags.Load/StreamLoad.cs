using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Confd.Flags.Load;

/// <summary>Streams that stay open: what each costs while nothing happens, and how long a change takes to reach all of them.</summary>
internal sealed class StreamLoad(LoadOptions options, ServerProcess server)
{
    private const int OpenedAtOnce = 64;
    private const int BufferBytes = 2 * 1024;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private readonly byte[] _request = options.RequestBytes();
    private readonly List<Socket> _sockets = [];
    private int _open;
    private int _told;
    private volatile bool _isWaiting;
    private readonly TaskCompletionSource _allOpen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _allTold = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<long> _firstTold = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<string> RunAsync()
    {
        var (memory, started) = (server.ResidentMegabytes(), Stopwatch.GetTimestamp());
        using var places = new SemaphoreSlim(OpenedAtOnce);
        for (var i = 0; i < options.Streams; i++)
        {
            await places.WaitAsync();
            _ = FollowOrFailAsync(places);
        }

        await await Task.WhenAny(_allOpen.Task, _failed.Task);

        var opened = Stopwatch.GetElapsedTime(started);
        await Task.Delay(Quiet, TimeProvider.System);
        var resident = server.ResidentMegabytes();
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Name}: {options.Streams} streams open after {opened.TotalSeconds:F1} s; "
            + $"{resident:F1} MiB, {(resident - memory) * 1024 / options.Streams:F1} KiB each");
        return options.Trigger is { } trigger ? $"{text}; {await ChangeAsync(trigger)}" : text;
    }

    private async Task<string> ChangeAsync(string trigger)
    {
        _isWaiting = true;
        var cpu = server.CpuSeconds();
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", trigger]))!;
        await process.WaitForExitAsync();
        await await Task.WhenAny(_allTold.Task, _failed.Task);
        var spread = Stopwatch.GetElapsedTime(await _firstTold.Task);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"a change reached all {spread.TotalMilliseconds:F0} ms after the first; {server.CpuSeconds() - cpu:F2} s of CPU");
    }

    private async Task FollowOrFailAsync(SemaphoreSlim places)
    {
        try
        {
            await FollowAsync(places);
        }
        catch (Exception failure)
        {
            _failed.TrySetException(failure);
        }
    }

    // Signs of life are blank comments; what is longer is an event.
    private async Task FollowAsync(SemaphoreSlim places)
    {
        var socket = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        lock (_sockets)
        {
            _sockets.Add(socket);
        }

        await socket.ConnectAsync(options.Address);
        await socket.SendAsync(_request);
        var tail = new EventTail();
        var buffer = new byte[BufferBytes];
        var isOpen = false;
        var isTold = false;
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer);
            if (length == 0)
            {
                throw new IOException("a stream was closed");
            }

            tail.Count(buffer.AsSpan(0, length));
            if (!isOpen && tail.Events > 0)
            {
                isOpen = true;
                places.Release();
                if (Interlocked.Increment(ref _open) == options.Streams)
                {
                    _allOpen.SetResult();
                }

                tail.Reset();
            }
            else if (isOpen && !isTold && _isWaiting && tail.Events > 0)
            {
                isTold = true;
                _firstTold.TrySetResult(Stopwatch.GetTimestamp());
                if (Interlocked.Increment(ref _told) == options.Streams)
                {
                    _allTold.SetResult();
                }
            }
        }
    }
}
