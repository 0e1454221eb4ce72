using System.Diagnostics;
using Confd.Engine.Files;
using Confd.Engine.Tests.Support;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Files;

public sealed class KillTests : IDisposable
{
    private const int Kills = 40;
    private readonly TempDirectory _directory = new();

    [Fact]
    public async Task Replace_KilledAtAnyMoment_LeavesTheOldOrTheNewFileWhole()
    {
        var destination = _directory["app.conf"];
        var random = new Random(20261123);
        for (var kill = 0; kill < Kills; kill++)
        {
            await WriteAndKillAsync(destination, random.Next(5_000_000));

            var text = await File.ReadAllBytesAsync(destination, TestContext.Current.CancellationToken);
            text.Length.ShouldBe(KilledWriter.TextBytes);
            text.ShouldAllBe(letter => letter == text[0]);
        }

        StagedFileCleanup.Remove(destination);
        Directory.GetFiles(_directory.Path).ShouldBe([destination]);
    }

    public void Dispose() => _directory.Dispose();

    private static async Task WriteAndKillAsync(string destination, int spins)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment[KilledWriter.Variable] = destination;
        using var writer = Process.Start(start)!;
        while (await writer.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) != "writing")
        {
            // Not there yet.
        }

        while (!File.Exists(destination))
        {
            await Task.Yield();
        }

        // A random moment, without a clock.
        System.Threading.Thread.SpinWait(spins);
        writer.Kill();
        await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
