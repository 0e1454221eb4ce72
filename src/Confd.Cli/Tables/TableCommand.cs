using System.CommandLine;
using Confd.Cli.Tools;

namespace Confd.Cli.Tables;

/// <summary><c>confd table</c>: creates, fills and inspects key/value tables, so that no other tool is needed.</summary>
internal static class TableCommand
{
    public static Command Create(CliHost host, ToolConsole console) =>
        new("table", "Create, fill and inspect DynamoDB tables of keys and values.")
        {
            CreateTableCommand.Create(console),
            DescribeTableCommand.Create(console),
            PutCommand.Create(console),
            GetCommand.Create(console),
            ListCommand.Create(console),
            RemoveCommand.Create(console),
            ImportCommand.Create(console),
            ExportCommand.Create(console),
            RotateKeyCommand.Create(console),
            StreamCommand.Create(console),
            JournalCommand.Create(host, console),
            LogCommand.Create(console),
            ShowCommand.Create(console),
            DiffCommand.Create(console),
            RestoreCommand.Create(console),
        };
}
