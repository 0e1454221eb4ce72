using System.Diagnostics;
using System.Threading.Channels;
using Confd.Engine.Backends;
using Confd.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Engine.Tests.Backends;

public sealed class FileWatchTests : IDisposable
{
    private static readonly TimeSpan Patience = FileWatch.CheckInterval * 0.9; // less than the regular check, which would hide a lost event

    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WaitForChangeAsync_FileWrittenInPlace_Completes()
    {
        var file = _folder.Write("v.yaml", "a: 1\n");
        await using var watch = Watch(file);

        await File.WriteAllTextAsync(file, "a: 2\n", Cancellation);

        (await Changed(watch)).ShouldBeEmpty("an empty set stands for anything");
    }

    [Fact]
    public async Task WaitForChangeAsync_FileReplacedByRenameAgainAndAgain_SeesEach()
    {
        var file = _folder.Write("v.yaml", "a: 0\n");
        await using var watch = Watch(file);
        for (var round = 1; round <= 5; round++)
        {
            File.Move(_folder.Write("v.new", $"a: {round}\n"), file, overwrite: true);

            await Changed(watch);
            (await File.ReadAllTextAsync(file, Cancellation)).ShouldBe($"a: {round}\n");
        }
    }

    [Fact]
    public async Task WaitForChangeAsync_ChangeBetweenWaits_IsKept()
    {
        var file = _folder.Write("v.yaml", "a: 1\n");
        await using var watch = Watch(file);
        await File.WriteAllTextAsync(file, "a: 2\n", Cancellation);
        await Changed(watch);

        // The caller renders now; meanwhile the file changes once more.
        await File.WriteAllTextAsync(file, "a: 3\n", Cancellation);

        await Changed(watch);
    }

    [Fact]
    public async Task WaitForChangeAsync_FileRemovedAndMadeAgain_SeesBoth()
    {
        var file = _folder.Write("v.yaml", "a: 1\n");
        await using var watch = Watch(file);

        File.Delete(file);
        await Changed(watch);
        _folder.Write("v.yaml", "a: 2\n");
        await Changed(watch);
    }

    [Fact]
    public async Task WaitForChangeAsync_FolderCreatedLater_IsSeenWithItsFile()
    {
        await using var watch = Watch(_folder["later/deep/v.yaml"]);

        Directory.CreateDirectory(_folder["later/deep"]);
        await Changed(watch);
        _folder.Write("later/deep/v.yaml", "a: 1\n");
        await Changed(watch);
        _folder.Write("later/deep/v.yaml", "a: 2\n");
        await Changed(watch);
    }

    [Fact]
    public async Task WaitForChangeAsync_NewSubfolderOfAWatchedFolder_IsWatchedToo()
    {
        Directory.CreateDirectory(_folder["d"]);
        await using var watch = Watch(_folder["d"]);

        Directory.CreateDirectory(_folder["d/sub"]);
        await Changed(watch);
        _folder.Write("d/sub/a.yaml", "a: 1\n");
        await Changed(watch);
        File.Delete(_folder["d/sub/a.yaml"]);
        await Changed(watch);
    }

    [Fact]
    public async Task WaitForChangeAsync_WatchedFolderReplaced_IsWatchedInItsNewForm()
    {
        _folder.Write("d/a.yaml", "a: 1\n");
        await using var watch = Watch(_folder["d"]);

        Directory.Move(_folder["d"], _folder["old"]);
        await Changed(watch);
        Directory.CreateDirectory(_folder["d"]);
        await Changed(watch);
        _folder.Write("d/a.yaml", "a: 2\n");
        await Changed(watch);
    }

    [Theory]
    [InlineData("config/app.yaml")]
    [InlineData("config")]
    public async Task WaitForChangeAsync_ConfigMapVolumeUpdated_SeesEachUpdate(string path)
    {
        // As the kubelet lays out a ConfigMap: app.yaml -> ..data/app.yaml, ..data -> ..v0, and ..data is replaced by rename.
        _folder.Write("config/..v0/app.yaml", "a: 0\n");
        File.CreateSymbolicLink(_folder["config/..data"], "..v0");
        File.CreateSymbolicLink(_folder["config/app.yaml"], "..data/app.yaml");
        await using var watch = Watch(_folder[path]);
        for (var version = 1; version <= 3; version++)
        {
            _folder.Write($"config/..v{version}/app.yaml", $"a: {version}\n");
            File.CreateSymbolicLink(_folder["config/..data_tmp"], $"..v{version}");
            ReplaceLink(_folder["config/..data_tmp"], _folder["config/..data"]);
            Directory.Delete(_folder[$"config/..v{version - 1}"], recursive: true);

            await Changed(watch);
            (await File.ReadAllTextAsync(_folder["config/app.yaml"], Cancellation)).ShouldBe($"a: {version}\n");
        }
    }

    [Fact]
    public async Task WaitForChangeAsync_TargetOfALinkInAFolderWritten_Completes()
    {
        _folder.Write("outside/real.yaml", "a: 1\n");
        Directory.CreateDirectory(_folder["d"]);
        File.CreateSymbolicLink(_folder["d/link.yaml"], _folder["outside/real.yaml"]);
        await using var watch = Watch(_folder["d"]);

        await File.WriteAllTextAsync(_folder["outside/real.yaml"], "a: 2\n", Cancellation);

        await Changed(watch);
    }

    [Fact]
    public async Task WaitForChangeAsync_OtherFileOfTheFolder_IsIgnored()
    {
        var file = _folder.Write("v.yaml", "a: 1\n");
        await using var watch = Watch(file);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var waiting = watch.WaitForChangeAsync(ended.Token);

        // The observer of a second watch shows when the event has been delivered.
        await using var second = Watch(_folder["other.yaml"]);
        _folder.Write("other.yaml", "b: 1\n");
        await Changed(second);

        waiting.IsCompleted.ShouldBeFalse();
        await ended.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task WaitForChangeAsync_ContinuousWriter_SeesTheLastValue()
    {
        var file = _folder.Write("v.yaml", "0");
        await using var watch = Watch(file);
        var writer = Task.Run(
            () =>
            {
                for (var value = 1; value <= 300; value++)
                {
                    File.WriteAllText(_folder["v.new"], $"{value}");
                    File.Move(_folder["v.new"], file, overwrite: true);
                }
            },
            Cancellation);

        // A reader that only reads after a change must come to know the last one.
        var seen = "0";
        while (seen != "300")
        {
            await Changed(watch);
            seen = await File.ReadAllTextAsync(file, Cancellation);
        }

        await writer;
    }

    [Fact]
    public async Task WaitForChangeAsync_FolderThatCannotBeObserved_IsPolled()
    {
        // Moving a folder above the file is seen by no observer.
        var time = new FakeTimeProvider();
        var file = _folder.Write("top/middle/v.yaml", "a: 1\n");
        await using var watch = new FileWatch(new([file]), time, NullLogger.Instance);
        Directory.Move(_folder["top"], _folder["old"]);
        _folder.Write("top/middle/v.yaml", "a: 22\n");

        var waiting = watch.WaitForChangeAsync(Cancellation);
        time.Advance(FileWatch.CheckInterval);

        // The quiet time that follows runs on the same clock.
        await time.WaitForTimersAsync(2, Cancellation).WaitAsync(Patience, Cancellation);
        time.Advance(TimeSpan.FromSeconds(1));
        await waiting.WaitAsync(Patience, Cancellation);
    }

    // As on a network mount whose server is away: the look returns when it is back.
    [Fact]
    public async Task DisposeAsync_FileSystemHangs_ChecksOnceAndDoesNotBlock()
    {
        var time = new FakeTimeProvider();
        using var back = new ManualResetEventSlim();
        var looks = 0;
        var hangs = new TaskCompletionSource();
        var watch = new FileWatch(new([_folder.Write("v.yaml", "a: 1\n")]), time, NullLogger.Instance, _ =>
        {
            if (Interlocked.Increment(ref looks) > 1)
            {
                hangs.TrySetResult();
                back.Wait(Cancellation);
            }

            return 0;
        });
        var hanging = Task.Run(() => time.Advance(FileWatch.CheckInterval), Cancellation);
        await hangs.Task.WaitAsync(Patience, Cancellation);

        var next = Task.Run(() => time.Advance(FileWatch.CheckInterval), Cancellation);
        await next.WaitAsync(Patience, Cancellation);
        await watch.DisposeAsync().AsTask().WaitAsync(Patience, Cancellation);

        looks.ShouldBe(2);
        back.Set();
        await hanging;
    }

    [Fact]
    public async Task WaitForChangeAsync_CancelledDuringTheQuietTime_KeepsTheChangeForTheNextWait()
    {
        var time = new FakeTimeProvider();
        var file = _folder.Write("v.yaml", "a: 1\n");
        await using var watch = new FileWatch(new([file]), time, NullLogger.Instance);
        using var end = new CancellationTokenSource();
        var cancelled = watch.WaitForChangeAsync(end.Token);
        _folder.Write("v.yaml", "a: 2\n");
        await time.WaitForTimersAsync(2, Cancellation);
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled);

        var next = watch.WaitForChangeAsync(Cancellation);
        while (!next.IsCompleted)
        {
            await time.WaitForTimersAsync(2, Cancellation);
            time.Advance(TimeSpan.FromMilliseconds(25));
            await Task.Yield();
        }

        (await next).ShouldBeEmpty();
    }

    [Fact]
    public async Task DisposeAsync_WaitInProgress_EndsTheWait()
    {
        var watch = Watch(_folder.Write("v.yaml", "a: 1\n"));
        var waiting = watch.WaitForChangeAsync(Cancellation);

        await watch.DisposeAsync();

        await Should.ThrowAsync<ChannelClosedException>(() => waiting.WaitAsync(Patience, Cancellation));
    }

    /// <summary>rename(2): File.Move follows links to folders, and Directory.Move does not replace.</summary>
    private static void ReplaceLink(string from, string to)
    {
        using var move = Process.Start(new ProcessStartInfo("mv", ["-T", from, to]))!;
        move.WaitForExit();
        move.ExitCode.ShouldBe(0);
    }

    private static FileWatch Watch(string path) => new(new([path]), TimeProvider.System, NullLogger.Instance);

    private static Task<IReadOnlySet<string>> Changed(FileWatch watch) =>
        watch.WaitForChangeAsync(Cancellation).WaitAsync(Patience, Cancellation);
}
