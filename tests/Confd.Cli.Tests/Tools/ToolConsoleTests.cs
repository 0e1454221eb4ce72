using Confd.Cli.Tools;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Tools;

/// <summary>What commands are given to work on is read up to a size: a device or a file without end would take all memory.</summary>
public sealed class ToolConsoleTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task File_OfGigabytes_EndsInAPlainError()
    {
        var path = _folder.Write("big.json", "");
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(3L * 1024 * 1024 * 1024);
        }

        (await Should.ThrowAsync<IOException>(() => new ToolConsole().ReadBytesAsync(path, Cancellation)))
            .Message.ShouldBe($"cannot read {path}: it is larger than 256 MB");
    }

    [Fact]
    public async Task File_ThatIsNotThere_IsNamedWithTheReason() =>
        (await Should.ThrowAsync<IOException>(() => new ToolConsole().ReadBytesAsync(_folder["none"], Cancellation)))
            .Message.ShouldBe($"cannot read {_folder["none"]}: no such file or directory");

    [Fact]
    public async Task Device_WithoutEnd_EndsInAPlainError()
    {
        var console = new ToolConsole { OpenInput = () => File.OpenRead("/dev/zero") };

        (await Should.ThrowAsync<IOException>(() => console.ReadBytesAsync("-", Cancellation))).Message.ShouldBe(
            "stdin: it is larger than 256 MB");
    }

    [Fact]
    public async Task File_OfAFewBytes_IsThose() =>
        (await new ToolConsole().ReadBytesAsync(_folder.Write("a", "text"), Cancellation)).ShouldBe("text"u8.ToArray());

    [Fact]
    public async Task Input_NeverArrives_StopsWaitingWhenCancelled()
    {
        using var stop = new CancellationTokenSource();
        using var ends = new ManualResetEventSlim();
        var reading = new ToolConsole { OpenInput = () => new SilentInput(ends) }.ReadBytesAsync("-", stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(reading.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
        ends.Set();
    }

    // As the console's: a read cannot be cancelled.
    private sealed class SilentInput(ManualResetEventSlim ends) : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            ends.Wait(CancellationToken.None);
            return 0;
        }
    }
}
