using Confd.Engine.Posix;

namespace Confd.Engine.Tests.Posix;

public sealed class WaitStatusTests
{
    // Raw statuses of wait(2), and the words of Go's os.ProcessState.
    [Theory]
    [InlineData(0x0000, 0, null, false)]
    [InlineData(0x0100, 1, "exit status 1", false)]
    [InlineData(0xFF00, 255, "exit status 255", false)]
    [InlineData(0x7F00, 127, "exit status 127", false)]
    [InlineData(0x0001, 255, "signal: hangup", true)]
    [InlineData(0x0009, 255, "signal: killed", true)]
    [InlineData(0x000F, 255, "signal: terminated", true)]
    [InlineData(0x008B, 255, "signal: segmentation fault (core dumped)", true)]
    [InlineData(0x0086, 255, "signal: aborted (core dumped)", true)]
    [InlineData(0x0022, 255, "signal: signal 34", true)]
    public void Reason_RawStatus_IsInTheWordsOfGo(int raw, int exitStatus, string? reason, bool isSignalled)
    {
        var status = new WaitStatus(raw);

        (status.ExitStatus, status.Reason, status.IsSignalled).ShouldBe((exitStatus, reason, isSignalled));
    }
}
