using System.CommandLine;
using Confd.Cli.Tools;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags describe KEY</c>: changes the description of a flag or segment, and its visibility.</summary>
internal static class DescribeCommand
{
    public static Command Create(ToolConsole console)
    {
        var described = new DescribeOptions(withClientSide: true);
        return ItemCommand.Create(
            console,
            "describe",
            "Change name, description and tags of a flag or segment, and whether clients may see the flag.",
            kind: null,
            described.All,
            arguments => [described.Read(arguments)]);
    }
}
