using System.Diagnostics;
using System.Globalization;
using Confd.Engine.Files;
using Confd.Engine.Tests.Support;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Files;

public sealed class KillTests : IDisposable
{
    /// <summary>How often two writers are killed, together. <c>CONFD_TEST_KILLS=200</c> for a thorough run: each costs the start of a
    /// program.</summary>
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("CONFD_TEST_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 40;

    private readonly TempDirectory _directory = new();

    [Fact]
    public async Task Replace_KilledAtAnyMoment_LeavesTheOldOrTheNewFileWhole() =>
        await Task.WhenAll(KillAgainAndAgainAsync("a", seed: 1), KillAgainAndAgainAsync("b", seed: 2));

    public void Dispose() => _directory.Dispose();

    private async Task KillAgainAndAgainAsync(string folder, int seed)
    {
        Directory.CreateDirectory(_directory[folder]);
        var destination = _directory[$"{folder}/app.conf"];
        var random = new Random(seed);
        for (var kill = 0; kill < Kills / 2; kill++)
        {
            await WriteAndKillAsync(destination, random.Next(5_000_000));

            var text = await File.ReadAllBytesAsync(destination, Cancellation);
            KilledWriter.TextBytes.ShouldContain(text.Length);
            text.AsSpan().IndexOfAnyExcept(text[0]).ShouldBe(-1);
        }

        new StagedFileCleanup().Remove(destination);
        Directory.GetFiles(_directory[folder]).ShouldBe([destination]);
    }

    private static async Task WriteAndKillAsync(string destination, int spins)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment[KilledWriter.Variable] = destination;
        using var writer = Process.Start(start)!;
        while (await writer.StandardOutput.ReadLineAsync(Cancellation) != "writing")
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
        await writer.WaitForExitAsync(Cancellation);
    }
}
