using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Confd.Cli.Tests.Samples;

namespace Confd.Cli.Tests.Flags.Serve;

/// <summary>The flag service as a process that a signal ends.</summary>
public sealed class ServeSignalTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_TerminatedDuringARequest_GivesItItsTimeAndEndsWithZero()
    {
        await using var flags = await FlagRun.CreateAsync("""{"flags":{"f":{"key":"f","version":1,"on":false,"variations":[true]}}}""");
        var binary = Environment.GetEnvironmentVariable("CONFD_TEST_BINARY");
        string[] program = string.IsNullOrEmpty(binary) ? ["dotnet", Path.Combine(AppContext.BaseDirectory, "confd.dll")] : [binary];
        var address = FreeAddress();
        using var service = SampleProcess.Start(
            program[0],
            [.. program[1..], "flags", "serve", "--table", flags.Table, "--listen", address.ToString(), "--client-side-id", "browser"],
            []);
        try
        {
            await ReadUntilAsync(service, "Serving flags");
            using var client = new TcpClient();
            await client.ConnectAsync(address, Ct);
            await client.GetStream().WriteAsync("GET /ready HTTP/1.1\r\nHo"u8.ToArray(), Ct);
            using (var kill = Process.Start("kill", ["-TERM", $"{service.Id}"]))
            {
                await kill.WaitForExitAsync(Ct);
            }

            await ReadUntilAsync(service, "Flag service stopped");
            await service.WaitForExitAsync(Ct).WaitAsync(Limit, Ct);

            service.ExitCode.ShouldBe(0);
        }
        finally
        {
            service.Kill();
        }
    }

    private static async Task ReadUntilAsync(Process service, string sign)
    {
        while (await service.StandardOutput.ReadLineAsync(Ct).AsTask().WaitAsync(Limit, Ct) is { } line)
        {
            if (line.Contains(sign, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"the service ended without saying '{sign}'");
    }

    private static IPEndPoint FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
