using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Confd.Cli.Tests.Samples;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Flags.Serve;

/// <summary>The flag service as a process that a signal ends.</summary>
public sealed class ServeSignalTests
{
    private const string Flags = """{"flags":{"f":{"key":"f","version":1,"on":false,"variations":[true]}}}""";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Serve_TerminatedDuringARequest_GivesItItsTimeAndEndsWithZero()
    {
        await using var flags = await FlagRun.CreateAsync(Flags);
        var address = ReservedPort.TakeAddress();
        using var service = Start(flags, address);
        try
        {
            await ReadUntilAsync(service, "Serving flags");
            using var client = new TcpClient();
            await client.ConnectAsync(address, Cancellation);
            await client.GetStream().WriteAsync("GET /ready HTTP/1.1\r\nHo"u8.ToArray(), Cancellation);
            await SendAsync(service, "-TERM");

            await ReadUntilAsync(service, "Flag service stopped");
            await service.WaitForExitAsync(Cancellation).WaitAsync(Limit, Cancellation);

            service.ExitCode.ShouldBe(0);
        }
        finally
        {
            service.Kill();
        }
    }

    [Fact]
    public async Task Serve_HangupAfterTheEventFileWasMoved_ContinuesInANewOne()
    {
        await using var flags = await FlagRun.CreateAsync(Flags);
        using var folder = new TempDirectory();
        using var service = Start(flags, ReservedPort.TakeAddress(), "--events", folder["events.jsonl"]);
        try
        {
            await ReadUntilAsync(service, "Serving flags");
            File.Move(folder["events.jsonl"], folder["events.jsonl.1"]);

            await SendAsync(service, "-HUP");

            await ReadUntilAsync(service, "was reopened");
            File.Exists(folder["events.jsonl"]).ShouldBeTrue();
        }
        finally
        {
            service.Kill();
        }
    }

    private static Process Start(FlagRun flags, IPEndPoint address, params string[] more)
    {
        var binary = Environment.GetEnvironmentVariable("CONFD_TEST_BINARY");
        string[] program = string.IsNullOrEmpty(binary) ? ["dotnet", Path.Combine(AppContext.BaseDirectory, "confd.dll")] : [binary];
        return SampleProcess.Start(
            program[0],
            [.. program[1..], "flags", "serve", "--table", flags.Table, "--listen", $"{address}", "--client-side-id", "browser", .. more],
            []);
    }

    private static async Task SendAsync(Process service, string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{service.Id}"]);
        await kill.WaitForExitAsync(Cancellation);
    }

    private static async Task ReadUntilAsync(Process service, string sign)
    {
        while (await service.StandardOutput.ReadLineAsync(Cancellation).AsTask().WaitAsync(Limit, Cancellation) is { } line)
        {
            if (line.Contains(sign, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"the service ended without saying '{sign}'");
    }
}
