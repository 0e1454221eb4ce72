using System.Diagnostics;
using Confd.Cli.Tests.Samples;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Http;

/// <summary>The program as a process with few descriptors, and clients that take all they get.</summary>
public sealed class SilentConnectionTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Daemon_FifteenHundredSilentConnections_StillUpdatesFiles()
    {
        var binary = Environment.GetEnvironmentVariable("CONFD_TEST_BINARY");
        Assert.SkipWhen(string.IsNullOrEmpty(binary), "CONFD_TEST_BINARY is not set: no program to start");
        var keys = _folder.Write("keys.yaml", "a: 1\n");
        _folder.Write(
            "conf.d/app.toml",
            $"[template]\nsrc = \"app.tmpl\"\ndest = \"{_folder["app.conf"]}\"\nkeys = [\"/\"]\nreload_cmd = \"true\"\n");
        _folder.Write("templates/app.tmpl", "a={{getv \"/a\"}}\n");
        var address = ReservedPort.TakeAddress();
        using var daemon = SampleProcess.Start(
            "/bin/sh",
            [
                "-c", "ulimit -n 512; exec \"$@\"", "sh", binary!, "file", "--file", keys, "--confdir", _folder.Path, "--watch",
                "--config-file",
                _folder["none.toml"], "--metrics-addr", address.ToString(),
            ],
            []);
        try
        {
            await ReadUntilAsync(daemon, "has been updated");
            var silent = await RawHttp.OpenSilentAsync(address, 1500, Cancellation);
            try
            {
                _folder.Write("keys.yaml", "a: 2\n");
                await ReadUntilAsync(daemon, "has been updated");

                File.ReadAllText(_folder["app.conf"]).ShouldBe("a=2\n");
                using var client = new HttpClient { BaseAddress = new Uri($"http://{address}") };
                (await client.GetStringAsync("/health", Cancellation)).ShouldBe("ok");
            }
            finally
            {
                silent.ForEach(socket => socket.Dispose());
            }
        }
        finally
        {
            daemon.Kill();
            await daemon.WaitForExitAsync(Cancellation);
        }
    }

    private static async Task ReadUntilAsync(Process daemon, string sign)
    {
        while (await daemon.StandardOutput.ReadLineAsync(Cancellation).AsTask()
            .WaitAsync(TimeSpan.FromMinutes(1), Cancellation) is { } line)
        {
            if (line.Contains(sign, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"the daemon ended without saying '{sign}'");
    }
}
