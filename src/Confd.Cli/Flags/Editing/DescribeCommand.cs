using System.CommandLine;
using Confd.Cli.Tables;
using Confd.Flags.Authoring.Edits;

namespace Confd.Cli.Flags.Editing;

/// <summary><c>confd flags describe KEY</c>: what a flag or segment says of itself to people, and who may see it.</summary>
internal static class DescribeCommand
{
    public static Command Create(TableConsole console)
    {
        var described = new DescribeOptions(withClientSide: true);
        return ItemEdit.Create(
            console,
            "describe",
            "Change name, description and tags of a flag or segment, and whether clients may see the flag.",
            kind: null,
            described.All,
            arguments => [described.Read(arguments)]);
    }
}
