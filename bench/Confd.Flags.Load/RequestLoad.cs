using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Confd.Flags.Load;

/// <summary>The same request again and again, over connections that stay open.</summary>
internal sealed class RequestLoad(LoadOptions options, ServerProcess server)
{
    private readonly byte[] _request = options.RequestBytes();

    public async Task<string> RunAsync()
    {
        // Until everything is compiled, and every buffer has its size.
        await AskAsync(Math.Max(options.Requests / 10, options.Connections));
        var (cpu, started) = (server.CpuSeconds(), Stopwatch.GetTimestamp());
        var times = await AskAsync(options.Requests);
        var (seconds, used) = (Stopwatch.GetElapsedTime(started).TotalSeconds, server.CpuSeconds() - cpu);
        Array.Sort(times);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Name}: {used / times.Length * 1e6:F1} us of CPU a request, {times.Length / seconds:F0} requests/s, "
            + $"{times.Length / used:F0} for one core; ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"p50 {times[times.Length / 2]:F2} ms, p99 {times[times.Length * 99 / 100]:F2} ms; {server.ResidentMegabytes():F1} MiB");
    }

    private async Task<double[]> AskAsync(int count)
    {
        var share = Math.Max(1, count / options.Connections);
        var times = await Task.WhenAll(
            Enumerable.Range(0, options.Connections).Select(_ => Task.Run(() => AskOnOneConnectionAsync(share))));
        return [.. times.SelectMany(one => one)];
    }

    private async Task<double[]> AskOnOneConnectionAsync(int count)
    {
        using var socket = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(options.Address);
        var times = new double[count];
        var answer = new AnswerReader(socket);
        for (var i = 0; i < count; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await socket.SendAsync(_request);
            var status = await answer.ReadAsync();
            if (status is not (200 or 304))
            {
                throw new InvalidOperationException($"answered with {status}");
            }

            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        return times;
    }
}
