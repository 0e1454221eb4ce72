using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Confd.Flags.Load;

/// <summary>Streams that stay open: what each costs while nothing happens, and how long a change takes to reach all of them.</summary>
internal sealed class StreamLoad(LoadOptions options, ServerProcess server)
{
    private const int OpenedAtOnce = 64;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private readonly byte[] _request = options.RequestBytes();
    private readonly List<Socket> _sockets = [];
    private int _open;
    private int _told;
    private long _lastTold;
    private volatile bool _isWaiting;

    public async Task<string> RunAsync()
    {
        var (memory, started) = (server.ResidentMegabytes(), Stopwatch.GetTimestamp());
        using var places = new SemaphoreSlim(OpenedAtOnce);
        var streams = new List<Task>();
        for (var i = 0; i < options.Streams; i++)
        {
            await places.WaitAsync();
            streams.Add(FollowAsync(places));
        }

        while (_open < options.Streams)
        {
            await Task.WhenAny(Task.Delay(20), Task.WhenAny(streams));
            if (streams.Find(stream => stream.IsFaulted) is { } failed)
            {
                await failed;
            }
        }

        var opened = Stopwatch.GetElapsedTime(started);
        await Task.Delay(Quiet);
        var resident = server.ResidentMegabytes();
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Name}: {options.Streams} streams open after {opened.TotalSeconds:F1} s; {resident:F1} MiB, {(resident - memory) * 1024 / options.Streams:F1} KiB each");
        return options.Trigger is { } trigger ? $"{text}; {await ChangeAsync(trigger)}" : text;
    }

    private async Task<string> ChangeAsync(string trigger)
    {
        var first = new TaskCompletionSource<long>();
        _isWaiting = true;
        var cpu = server.CpuSeconds();
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", trigger]))!;
        var waiting = Task.Run(async () =>
        {
            while (_told == 0)
            {
                await Task.Delay(1);
            }

            first.SetResult(Stopwatch.GetTimestamp());
        });
        await process.WaitForExitAsync();
        await waiting;
        while (_told < options.Streams)
        {
            await Task.Delay(1);
        }

        var spread = Stopwatch.GetElapsedTime(await first.Task, Interlocked.Read(ref _lastTold));
        return string.Create(
            CultureInfo.InvariantCulture, $"a change reached all {spread.TotalMilliseconds:F0} ms after the first; {server.CpuSeconds() - cpu:F2} s of CPU");
    }

    // Signs of life are blank comments; what is longer is an event.
    private async Task FollowAsync(SemaphoreSlim places)
    {
        var socket = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 64 * 1024 };
        lock (_sockets)
        {
            _sockets.Add(socket);
        }

        await socket.ConnectAsync(options.Address);
        await socket.SendAsync(_request);
        var tail = new EventTail();
        var isOpen = false;
        var isTold = false;
        while (true)
        {
            // No buffer while nothing comes: there are many of these here too.
            await socket.ReceiveAsync(Memory<byte>.Empty);
            if (!tail.Read(socket))
            {
                throw new IOException("a stream was closed");
            }

            if (!isOpen && tail.Events > 0)
            {
                isOpen = true;
                Interlocked.Increment(ref _open);
                places.Release();
                tail.Reset();
            }
            else if (isOpen && !isTold && _isWaiting && tail.Events > 0)
            {
                isTold = true;
                Interlocked.Exchange(ref _lastTold, Stopwatch.GetTimestamp());
                Interlocked.Increment(ref _told);
            }
        }
    }
}
