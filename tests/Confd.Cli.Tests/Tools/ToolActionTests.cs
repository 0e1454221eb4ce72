using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Amazon.Runtime;
using Confd.Cli.Flags;
using Confd.Cli.Tables;
using Confd.Cli.Tests.Support;
using Confd.Cli.Tools;
using Confd.DynamoDb.Connections;

namespace Confd.Cli.Tests.Tools;

/// <summary>Commands that signals end while DynamoDB says nothing.</summary>
public sealed class ToolActionTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly CapturedHost _host = new();
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);
    private readonly StringWriter _error = new();

    public ToolActionTests() => _silent.Start();

    public void Dispose() => _silent.Dispose();

    [Theory]
    [InlineData(PosixSignal.SIGTERM, "get", "/app")]
    [InlineData(PosixSignal.SIGINT, "put", "/app", "1")]
    [InlineData(PosixSignal.SIGQUIT, "ls")]
    [InlineData(PosixSignal.SIGHUP, "journal", "status")]
    public async Task Table_SignalledWhileDynamoDbIsSilent_ReportsThatItWasInterrupted(PosixSignal signal, params string[] words) =>
        (await SignalledAsync(signal, TableCommand.Create, words)).ShouldBe((1, "confd: error: interrupted\n"));

    [Theory]
    [InlineData(PosixSignal.SIGTERM, "list")]
    [InlineData(PosixSignal.SIGHUP, "sync", "--once", "--file", "-", "--create-table")]
    public async Task Flags_SignalledWhileDynamoDbIsSilent_ReportThatTheyWereInterrupted(PosixSignal signal, params string[] words) =>
        (await SignalledAsync(signal, FlagsCommand.Create, words)).ShouldBe((1, "confd: error: interrupted\n"));

    [Fact]
    public async Task Daemon_SignalledWhileDynamoDbIsSilent_EndsWithZero() =>
        (await SignalledAsync(
            PosixSignal.SIGTERM, FlagsCommand.Create, ["sync", "--file", "/dev/null", "--create-table"])).ShouldBe((0, ""));

    private async Task<(int Status, string Error)> SignalledAsync(
        PosixSignal signal, Func<CliHost, ToolConsole, Command> create, string[] words)
    {
        var console = new ToolConsole
        {
            Connection = new DynamoConnectionOptions
            {
                Endpoint = new Uri($"http://{_silent.LocalEndpoint}"),
                Region = "us-east-1",
                Credentials = new BasicAWSCredentials("dummy", "dummy"),
            },
            OpenInput = () => new MemoryStream("{}"u8.ToArray()),
        };
        var parsed = ToolParser.Parse(create(_host.Host, console), [.. words, "--table", "settings"]);
        var running = ToolAction.InvokeAsync(parsed, ToolParser.Invocation(_error, _error), _host.Host);
        using var asked = await _silent.AcceptTcpClientAsync(Cancellation).AsTask().WaitAsync(Limit, Cancellation);

        _host.Signals.Post(signal);

        return (await running.WaitAsync(Limit, Cancellation), _error.ToString());
    }
}
