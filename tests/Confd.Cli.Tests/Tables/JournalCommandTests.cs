using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Confd.Cli.Tests.Tools;
using Confd.Cli.Tools;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Cli.Tests.Tables;

public sealed class JournalCommandTests
{
    [Fact]
    public async Task Journal_EnableShowAndDisable_ReportTheState()
    {
        await using var run = await TableRun.CreateAsync();
        (await run.RunAsync("journal", "status")).ShouldBe(2);

        (await run.PrintsAsync("journal", "enable", "--keep", "2d", "--replicas", "2")).ShouldBe(
            $"created journal {run.Table}-journal\nno writer is running yet: run `confd table journal run --table {run.Table}`, "
            + "or a `confd --watch` that may write it\n");
        (await run.PrintsAsync("log")).ShouldBeEmpty();
        run.Error.ToString().ShouldBe(
            $"confd: warning: no writer of the journal of table {run.Table} is running, so the newest changes may be missing; "
            + $"start `confd table journal run --table {run.Table}`\n");
        (await run.PrintsAsync("journal", "status")).ShouldBe(
            $"""
            journal   {run.Table}-journal
            entries   0 so far, kept for 2d
            writer    none: let a process write it that may, such as `confd table journal run`
            watchers  12000 at most, in 2 partitions

            """);
        (await run.PrintsAsync("describe")).ShouldContain("stream: NEW_AND_OLD_IMAGES\n");
        (await run.PrintsAsync("journal", "disable")).ShouldBe($"deleted journal {run.Table}-journal\n");
        (await run.RunAsync("journal", "disable")).ShouldBe(2);
    }

    [Fact]
    public async Task Journal_NameOfATableOfKeys_IsNotDeleted()
    {
        await using var run = await TableRun.CreateAsync();

        (await run.RunAsync("journal", "disable", "--journal", run.Table)).ShouldBe(1);

        run.Error.ToString().ShouldContain("holds no journal");
        (await run.PrintsAsync("describe")).ShouldContain(run.Table);
        foreach (var command in new string[][] { ["journal", "enable"], ["journal", "status"], ["journal", "run"], ["log"] })
        {
            (await run.RunAsync([.. command, "--journal", run.Table])).ShouldBe(1);
            run.Error.ToString().ShouldBe($"confd: error: table {run.Table} has no journal: table {run.Table} holds none\n");
        }

        (await run.PrintsAsync("describe")).ShouldContain("stream: off\n");
    }

    [Fact]
    public async Task Journal_EnableWithoutOptions_LeavesKeepAndReplicas()
    {
        await using var run = await TableRun.CreateAsync();
        await run.PrintsAsync("journal", "enable", "--keep", "36h", "--replicas", "2");
        await run.PrintsAsync("journal", "enable");
        (await run.PrintsAsync("journal", "status")).ShouldSatisfyAllConditions(
            text => text.ShouldContain("kept for 36h0m0s"),
            text => text.ShouldContain("12000 at most, in 2 partitions"));
        await run.PrintsAsync("journal", "disable");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("0")]
    [InlineData("21")]
    public async Task Journal_ReplicasOutsideTheBounds_AreAUsageError(string replicas)
    {
        await using var run = await TableRun.CreateAsync();

        (await run.RunAsync("journal", "enable", "--replicas", replicas)).ShouldBe(1);

        run.Error.ToString().ShouldContain($"--replicas {replicas} is not a whole number from 1 to 20");
    }

    [Theory]
    [InlineData("59m")]
    [InlineData("36500d1s")]
    public async Task Journal_KeepOutsideTheBounds_IsAUsageError(string keep)
    {
        await using var run = await TableRun.CreateAsync();

        (await run.RunAsync("journal", "enable", "--keep", keep)).ShouldBe(1);

        run.Error.ToString().ShouldContain($"--keep {keep}: it is a duration from one hour to 36500d");
    }

    [Theory]
    [InlineData("30d", 720)]
    [InlineData("1d12h", 36)]
    [InlineData("90m", 1.5)]
    [InlineData("0", 0)]
    [InlineData("0d", 0)]
    public void DayDuration_Text_IsRead(string text, double hours)
    {
        DayDuration.TryParse(text, out var duration).ShouldBeTrue();
        duration.ShouldBe(TimeSpan.FromHours(hours));
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("-1d")]
    [InlineData("1d-")]
    [InlineData("1d-12h")]
    [InlineData("0d-12h")]
    [InlineData("1d+12h")]
    [InlineData("1.5d")]
    [InlineData("30")]
    [InlineData("99999d")]
    public void DayDuration_NoDuration_IsRefused(string text) => DayDuration.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public async Task Journal_Run_WritesUntilStoppedAndReleasesTheLease()
    {
        await using var run = await TableRun.CreateAsync();
        await run.PrintsAsync("journal", "enable");
        using var log = new LogStream("This process now writes the journal");
        run.Log = log;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = run.RunUntilAsync(["journal", "run"], stop.Token);
        await log.Seen.WaitAsync(Cancellation);
        await stop.CancelAsync();
        (await running).ShouldBe(0);
        run.Output.ToString().ShouldBe($"standing for journal {run.Table}-journal\nhanded on\n");
        (await run.PrintsAsync("journal", "status")).ShouldContain("writer    none");
        await run.PrintsAsync("journal", "disable");
    }

    // A user who gave a message must see that it is not recorded; the write is done.
    [Theory]
    [InlineData("GetItem", true, "-m", "why")]
    [InlineData("PutItem", true)]
    [InlineData("GetItem", false)]
    public async Task Put_DeniedOnTheJournal_WarnsIfSomethingIsLost(string operation, bool warns, params string[] message)
    {
        await using var run = await TableRun.CreateAsync();
        await run.PrintsAsync("journal", "enable");
        await using (var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint))
        {
            proxy.Enqueue(Fault.AccessDenied, operation);
            run.Reached = ToolRun.Connection with { Endpoint = new Uri(proxy.Url) };
            (await run.RunAsync(["put", "/app/a", "1", .. message])).ShouldBe(0, run.Error.ToString());
        }

        run.Error.ToString().Contains($"the journal does not tell who writes: {operation} of table {run.Table}-journal failed")
            .ShouldBe(warns);
        run.Reached = ToolRun.Connection;
        (await run.PrintsAsync("get", "/app/a")).ShouldBe("1\n");
        await run.PrintsAsync("journal", "disable");
    }

    [Fact]
    public async Task Journal_RunWithoutThePermission_EndsAndReportsWhich()
    {
        await using var run = await TableRun.CreateAsync();
        await run.PrintsAsync("journal", "enable");
        await using (var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint))
        {
            proxy.Enqueue(Fault.AccessDenied, "PutItem");
            run.Reached = ToolRun.Connection with { Endpoint = new Uri(proxy.Url) };
            (await run.RunAsync("journal", "run")).ShouldBe(1);
        }

        run.Error.ToString().ShouldContain("allow dynamodb:PutItem");
        run.Reached = ToolRun.Connection;
        await run.PrintsAsync("journal", "disable");
    }

    [Fact]
    public async Task Journal_RunWhileDynamoDbIsSilent_EndsBySigtermAndNotBySighup()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var run = new TableRun { Reached = ToolRun.Connection with { Endpoint = new Uri($"http://{silent.LocalEndpoint}") } };
        var running = run.RunAsync("journal", "run");
        using var asked = await silent.AcceptTcpClientAsync(Cancellation);

        run.Signals.Post(PosixSignal.SIGHUP);
        run.Signals.Post(PosixSignal.SIGTERM);

        (await running.WaitAsync(TimeSpan.FromSeconds(20), Cancellation)).ShouldBe(0);
        run.Output.ToString().ShouldEndWith("handed on\n");
    }

    [Fact]
    public async Task Journal_RunWithoutAJournal_EndsAndReportsIt()
    {
        await using var run = await TableRun.CreateAsync();
        (await run.RunAsync("journal", "run")).ShouldBe(2);
        run.Error.ToString().ShouldContain($"{run.Table}-journal");
    }

    /// <summary>Tells when a text was logged.</summary>
    private sealed class LogStream(string text) : MemoryStream
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => _seen.Task;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (System.Text.Encoding.UTF8.GetString(buffer).Contains(text, StringComparison.Ordinal))
            {
                _seen.TrySetResult();
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
