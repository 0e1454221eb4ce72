using System.IO.Pipes;
using Confd.Cli.Tools;

namespace Confd.Cli.Tests.Tools;

public sealed class StandardInputTests
{
    [Fact]
    public async Task Read_PipeWithoutAWriter_EndsWithTheToken()
    {
        using var server = new AnonymousPipeServerStream(PipeDirection.Out);
        using var stop = new CancellationTokenSource();
        var reading = StandardInput.ReadAsync(
            () => new AnonymousPipeClientStream(PipeDirection.In, server.ClientSafePipeHandle), stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(reading);
    }

    [Fact]
    public async Task Read_MoreThanFilesMayHave_IsRefused()
    {
        var refused = await Should.ThrowAsync<IOException>(
            StandardInput.ReadAsync(() => File.OpenRead("/dev/zero"), Cancellation));

        refused.Message.ShouldBe("stdin: it is larger than 256 MB");
    }
}
