using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Operation;

/// <summary>The native program, killed while it replaces a large file: the destination is the old or the new file, whole, and nothing stays
/// behind.</summary>
public sealed class CrashTests : IDisposable
{
    private const int Kills = 200;
    private const int LinesOfFile = 40_000;

    private readonly TempDirectory _folder = new();
    private readonly Random _random = new(20260101);
    private TimeSpan _duration;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Kill_AtRandomMomentsOfARun_LeavesTheOldOrTheNewFileWhole()
    {
        WriteConfiguration();
        var files = new HashSet<string> { WriteValues(version: 0) };
        RunToTheEnd();
        var (killed, replaced, kept) = (0, 0, 0);

        // Otherwise all kills came too early or too late to prove anything.
        for (var version = 1; killed < Kills || replaced == 0 || kept == 0; version++)
        {
            version.ShouldBeLessThan(20 * Kills, "nearly every run ended before it could be killed");
            var before = HashOfDestination();
            var wanted = WriteValues(version);

            var wasKilled = KillAtSomeMoment();

            var after = HashOfDestination();
            new[] { before, wanted }.ShouldContain(after, $"round {version}: the destination is neither the old nor the new file");
            killed += wasKilled ? 1 : 0;
            replaced += after == wanted ? 1 : 0;
            kept += after == before ? 1 : 0;
            files.Add(wanted);
        }

        RunToTheEnd();
        Directory.GetFileSystemEntries(_folder["out"])
            .ShouldBe([_folder["out/app.conf"]], "the run after a kill removes what the killed one left");
        HashOfDestination().ShouldBe(WriteValues(files.Count - 1));
    }

    [Fact]
    public void Kill_AsSoonAsTheFolderChanges_LeavesTheOldOrTheNewFileWhole()
    {
        WriteConfiguration();
        WriteValues(version: 0);
        RunToTheEnd();
        using var observer = new FileSystemWatcher(_folder["out"]);
        for (var version = 1; version <= 40; version++)
        {
            var before = HashOfDestination();
            var wanted = WriteValues(version);
            using var process = Start();
            var spins = _random.Next(20_000);
            FileSystemEventHandler kill = (_, _) =>
            {
                Thread.SpinWait(spins);
                process.Kill();
            };
            observer.Created += kill;
            observer.EnableRaisingEvents = true;
            process.WaitForExit();
            observer.EnableRaisingEvents = false;
            observer.Created -= kill;

            new[] { before, wanted }
                .ShouldContain(HashOfDestination(), $"round {version}: the destination is neither the old nor the new file");
        }

        RunToTheEnd();
        Directory.GetFileSystemEntries(_folder["out"]).ShouldBe([_folder["out/app.conf"]]);
    }

    private static string TextOf(int version)
    {
        var text = new StringBuilder();
        for (var line = 0; line < LinesOfFile; line++)
        {
            text.Append(CultureInfo.InvariantCulture, $"line {line} of version {version}: 0123456789012345678901234567890123456789\n");
        }

        return text.ToString();
    }

    private void WriteConfiguration()
    {
        Directory.CreateDirectory(_folder["out"]);
        _folder.Write("confdir/conf.d/app.toml", $"[template]\nsrc = \"app.tmpl\"\ndest = \"{_folder["out/app.conf"]}\"\nkeys = [\"/\"]\n");
        _folder.Write(
            "confdir/templates/app.tmpl",
            $"{{{{$v := getv \"/version\"}}}}{{{{range $line := seq 0 {LinesOfFile - 1}}}}}line {{{{$line}}}} of version {{{{$v}}}}: "
            + $"0123456789012345678901234567890123456789\n{{{{end}}}}");
    }

    /// <summary>Asks for a version of the file and answers the hash that it then has.</summary>
    private string WriteValues(int version)
    {
        _folder.Write("v.yaml", $"version: {version}\n");
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(TextOf(version))));
    }

    private string HashOfDestination() => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(_folder["out/app.conf"])));

    private Process Start()
    {
        var binary = Environment.GetEnvironmentVariable("CONFD_TEST_BINARY");
        Assert.SkipWhen(string.IsNullOrEmpty(binary), "CONFD_TEST_BINARY is not set: no native program to kill");
        return Process.Start(new ProcessStartInfo(
            binary!,
            [
                "--confdir", _folder["confdir"], "--config-file", _folder["none.toml"], "--log-level", "error", "--onetime",
                "file", "--file", _folder["v.yaml"],
            ]))!;
    }

    private void RunToTheEnd()
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Start();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        _duration = Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Starts a run and kills it at a moment between its start and its usual end; false where it ended before.</summary>
    private bool KillAtSomeMoment()
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Start();
        if (process.WaitForExit(_duration * _random.NextDouble()))
        {
            // How long a run takes changes with what else the machine does.
            _duration = Stopwatch.GetElapsedTime(start);
            return false;
        }

        process.Kill();
        process.WaitForExit();
        _duration *= 1.02;
        return process.ExitCode != 0;
    }
}
