using System.Text;
using Confd.Engine.Commands;
using Confd.Engine.Tests.Support;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Commands;

[Collection(WholeProcess.Name)]
public sealed class ProcessRunnerTests : IDisposable
{
    private static readonly TimeSpan NoLimit = TimeSpan.Zero;
    private readonly TempDirectory _directory = new();
    private readonly ProcessRunner _runner = new(TimeProvider.System);

    [Theory]
    [InlineData("true", 0, null)]
    [InlineData("exit 3", 3, "exit status 3")]
    [InlineData("exit 255", 255, "exit status 255")]
    [InlineData("no-such-program-at-all", 127, "exit status 127")]
    [InlineData("kill -KILL $$", 255, "signal: killed")]
    [InlineData("kill -TERM $$", 255, "signal: terminated")]
    public async Task Run_Command_ReportsItsEnd(string command, int exitStatus, string? reason)
    {
        var result = await RunAsync(command, NoLimit);

        result.End.ShouldBe(CommandOutcome.Exited);
        result.ExitStatus.ShouldBe(exitStatus);
        result.Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task Run_OutputAndErrors_AreCapturedInOrder()
    {
        var result = await RunAsync("echo one; echo two >&2; echo three", NoLimit);

        Encoding.UTF8.GetString(result.Output.Span).ShouldBe("one\ntwo\nthree\n");
        result.OutputBytes.ShouldBe(14);
    }

    [Fact]
    public async Task Run_MuchOutput_IsCountedButNotKept()
    {
        var result = await RunAsync("head -c 1000000 /dev/zero", NoLimit);

        result.OutputBytes.ShouldBe(1_000_000);
        result.Output.Length.ShouldBe(64 * 1024);
    }

    [Fact]
    public async Task Run_Input_IsEmpty() => (await RunAsync("cat; echo end", NoLimit)).Succeeded.ShouldBeTrue();

    [Fact]
    public async Task Run_OutputDevice_CanBeOpenedByName() =>
        Encoding.UTF8.GetString((await RunAsync("echo hello > /dev/stdout", NoLimit)).Output.Span).ShouldBe("hello\n");

    [Fact]
    public async Task Run_BrokenPipeInCommand_EndsTheWriter() =>
        (await RunAsync("yes | head -n 1", TimeSpan.FromSeconds(20))).Succeeded.ShouldBeTrue();

    [Fact]
    public async Task Run_Command_LeadsAGroupOfItsOwn()
    {
        var result = await RunAsync("ps -o pgid= -p $$; echo $$", NoLimit);

        var numbers = Encoding.UTF8.GetString(result.Output.Span)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        numbers[0].ShouldBe(numbers[1]);
    }

    [Fact]
    public async Task Run_BackgroundChildHoldsTheOutput_WaitsForIt()
    {
        var result = await RunAsync($"(sleep 0.3; echo late > {_directory["late"]}) &", NoLimit);

        result.Succeeded.ShouldBeTrue();
        File.ReadAllText(_directory["late"]).ShouldBe("late\n");
    }

    [Fact]
    public async Task Run_OutputClosedEarly_StillWaitsForTheShell()
    {
        var result = await RunAsync($"exec >/dev/null 2>&1; sleep 0.3; touch {_directory["done"]}; exit 4", NoLimit);

        result.ExitStatus.ShouldBe(4);
        File.Exists(_directory["done"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Run_Timeout_KillsTheWholeGroup()
    {
        var result = await RunAsync($"sleep 30 | cat; touch {_directory["never"]}", TimeSpan.FromMilliseconds(200));

        result.End.ShouldBe(CommandOutcome.TimedOut);
        result.Reason.ShouldBe("command timed out after 200ms");
        result.Duration.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        File.Exists(_directory["never"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Run_TimeoutWithOutputClosed_KillsTheShell()
    {
        var result = await RunAsync("exec >/dev/null 2>&1; sleep 30", TimeSpan.FromMilliseconds(200));

        result.End.ShouldBe(CommandOutcome.TimedOut);
        result.Duration.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Run_TimeoutWithEscapedChildHoldingTheOutput_DoesNotHang()
    {
        var pidFile = _directory["pid"];
        var result = await RunAsync($"setsid sh -c 'echo $$ > {pidFile}; exec sleep 60' & sleep 60", TimeSpan.FromMilliseconds(300));

        result.End.ShouldBe(CommandOutcome.TimedOut);
        result.Duration.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        await RunAsync($"kill {File.ReadAllText(pidFile).Trim()}", NoLimit);
    }

    [Fact]
    public async Task Run_Cancelled_KillsTheCommand()
    {
        using var cancellation = new CancellationTokenSource();
        var fifo = _directory["fifo"];
        await RunAsync($"mkfifo {fifo}", NoLimit);
        var running = _runner.RunAsync($"echo started > {fifo}; sleep 30", NoLimit, cancellation.Token);
        (await File.ReadAllTextAsync(fifo, Cancellation)).ShouldBe("started\n");

        await cancellation.CancelAsync();

        var result = await running;
        result.End.ShouldBe(CommandOutcome.Cancelled);
        result.Reason.ShouldBe("command cancelled");
    }

    [Fact]
    public async Task Run_ManyCommands_LeakNoDescriptorsAndNoZombies()
    {
        await RunAsync("true", NoLimit);
        var before = Directory.GetFiles("/proc/self/fd").Length;
        for (var run = 0; run < 50; run++)
        {
            await RunAsync("true", NoLimit);
        }

        Directory.GetFiles("/proc/self/fd").Length.ShouldBeLessThanOrEqualTo(before + 5);
        var children = await RunAsync($"ps -o stat= --ppid {Environment.ProcessId} | grep -c Z", NoLimit);
        Encoding.UTF8.GetString(children.Output.Span).Trim().ShouldBe("0");
    }

    public void Dispose() => _directory.Dispose();

    private Task<CommandResult> RunAsync(string command, TimeSpan timeout) =>
        _runner.RunAsync(command, timeout, Cancellation);
}
