using System.CommandLine;
using Amazon.Runtime;
using Confd.Cli.Flags;
using Confd.Cli.Flags.Serve;
using Confd.Cli.Tests.Support;
using Confd.Cli.Tools;
using Confd.DynamoDb.Connections;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Flags.Serve;

public sealed class ServeFlagsCommandTests
{
    private const string LongName =
        "a-name-of-a-socket-that-has-more-bytes-than-the-system-takes-for-one-wherever-in-the-file-system-it-is-to-be.sock";

    [Theory]
    [InlineData("--table t --listen :1 --heartbeat soon", "--heartbeat soon is not a duration")]
    [InlineData("--table t --listen :1 --refresh-interval 48h", "--refresh-interval 48h is not a duration")]
    [InlineData("--table t --listen :1 --max-connections 0", "--max-connections 0 is not a whole number from 1")]
    [InlineData("--table t --listen :1 --events-url nowhere", "--events-url nowhere is not an address")]
    [InlineData("--table t --listen :1 --client-side-id ", "--client-side-id is empty")]
    [InlineData("--listen :1", "there is nothing to serve; give --table or --config")]
    [InlineData("--table t --listen :1 --events ", "--events is empty")]
    [InlineData("--table t --listen :1 --layout community --prefix p", "--prefix cannot be used with --layout community")]
    public async Task Serve_WrongArguments_AreRefused(string arguments, string problem)
    {
        var (status, error) = await RunAsync(arguments);

        status.ShouldBe(1);
        error.ShouldContain(problem);
    }

    [Theory]
    [InlineData("--table t --client-side-id x", "there is nothing to listen on; give --listen or --unix-socket")]
    [InlineData("--table t --listen :1", "the environment default")]
    [InlineData("--table t --listen :1 --client-side-id x --tls-cert c", "--tls-cert and --tls-key go together")]
    [InlineData("--table t --listen nowhere --client-side-id x", "missing port in address")]
    [InlineData("--table t --listen :1 --client-side-id x --secure-mode", "default is in secure mode and has no SDK key")]
    [InlineData("--table t --unix-socket " + LongName + " --client-side-id x", LongName + " is longer than 107 bytes")]
    [InlineData("--config /nowhere.toml --listen :1", "/nowhere.toml")]
    [InlineData("--table t --unix-socket /s --client-side-id x --tls-cert c --tls-key k", "the certificate c has no effect")]
    [InlineData("--table t --unix-socket /s --client-side-id x --unix-socket-mode 1777", "--unix-socket-mode 1777 is not a mode")]
    [InlineData("--table t --unix-socket /s --console --unix-socket-mode 0666", "would let in every user of this machine")]
    [InlineData("--table t --listen :1 --client-side-id x --unix-socket-mode 0660", "--unix-socket-mode has no effect without")]
    [InlineData("--config /dev/null --listen :1", "there is nothing to serve: /dev/null has no [environments.NAME]")]
    [InlineData("--table t --listen :1 --console", "--console on :1 would let everybody in who reaches it")]
    [InlineData("--table t --listen 10.0.0.1:1 --unix-socket /s --console", "--console on 10.0.0.1:1 would let everybody in")]
    [InlineData("--table t --listen :1 --console --console-token-file /nowhere", "/nowhere cannot be read")]
    [InlineData("--table t --listen :1 --console --console-host https://a", "--console-host https://a is not a host name")]
    [InlineData("--table t --listen :1 --client-side-id x --cors-origin example.com", "--cors-origin example.com is not an origin")]
    [InlineData("--table t --listen :1 --client-side-id x --cors-origin https://*.a.b", "--cors-origin https://*.a.b is not an origin")]
    [InlineData("--table t --listen :1 --client-side-id a/b", "has characters that no path can name")]
    public async Task Serve_WrongSettings_EndTheRun(string arguments, string problem)
    {
        var (status, error) = await RunAsync(arguments);

        status.ShouldBe(1);
        error.ShouldContain(problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" --console")]
    public async Task Serve_TwoEnvironmentsOfOneName_AreRefused(string more)
    {
        using var folder = new TempDirectory();
        File.WriteAllText(folder["serve.toml"], "[environments.default]\ntable = \"t\"\nclient_side_id = \"y\"");

        var (status, error) = await RunAsync($"--config {folder["serve.toml"]} --table t --client-side-id x --listen :1{more}");

        status.ShouldBe(1);
        error.ShouldContain("the environment default of ");
        error.ShouldContain("has the name of the one that --table makes; give it another name");
    }

    [Theory]
    [InlineData("30s", 30_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("24h", 86_400_000)]
    [InlineData("0s", null)]
    [InlineData("-1s", null)]
    [InlineData("24h1s", null)]
    [InlineData("30", null)]
    public void ServeDurations_TryRead_TakesUpToADay(string text, int? milliseconds) =>
        ServeDurations.TryRead(text).ShouldBe(milliseconds is { } number ? TimeSpan.FromMilliseconds(number) : null);

    // Nothing of this gets as far as a table.
    private static async Task<(int Status, string Error)> RunAsync(string arguments)
    {
        var connection = new DynamoConnectionOptions
        {
            Endpoint = new Uri("http://127.0.0.1:9"),
            Region = "us-east-1",
            Credentials = new BasicAWSCredentials("dummy", "dummy"),
        };
        using var error = new StringWriter();
        var status = await FlagsCommand.Create(new CapturedHost().Host, new ToolConsole { Connection = connection })
            .Parse(["serve", .. arguments.Split(' ')])
            .InvokeAsync(
                new InvocationConfiguration { Output = TextWriter.Null, Error = error, EnableDefaultExceptionHandler = false },
                Cancellation);
        return (status, error.ToString());
    }
}
