using System.CommandLine;
using Confd.Cli.Signals;
using Confd.Cli.Tables;
using Confd.Cli.Tests.Support;
using Confd.Cli.Tests.Tools;
using Confd.Cli.Tools;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Tables;

/// <summary>Runs <c>confd table</c> against a table of its own.</summary>
internal sealed class TableRun() : ToolRun(DynamoDbLocal.NewTableName())
{
    private readonly CapturedHost _host = new();

    /// <summary>The signals of a daemon.</summary>
    public SignalQueue Signals => _host.Signals;

    public static async Task<TableRun> CreateAsync(params string[] createOptions)
    {
        var run = new TableRun();
        (await run.RunAsync(["create", .. createOptions])).ShouldBe(0, run.Error.ToString());
        return run;
    }

    protected override Command CreateCommand(ToolConsole console) => TableCommand.Create(_host.Host, console);
}
