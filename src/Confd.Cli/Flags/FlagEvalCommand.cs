using System.CommandLine;

namespace Confd.Cli.Flags;

/// <summary><c>confd flags eval</c>: one flag for one context, or a file of cases.</summary>
internal static class FlagEvalCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CliHost host)
    {
        var cases = new Option<string>("--cases") { Description = "Evaluate every line of this file of JSON cases" };
        var dataFolder = new Option<string>("--data-dir") { Description = "Folder of the cases' data files (default: the folder of the cases)" };
        var command = new Command("eval", "Evaluate a flag for a context") { cases, dataFolder };
        command.SetAction(result =>
        {
            var file = result.GetValue(cases)!;
            var folder = result.GetValue(dataFolder) ?? Path.GetDirectoryName(Path.GetFullPath(file))!;
            return new FlagEvalBulk(host.Output, host.Error, folder).Run(file);
        });
        return command;
    }
}
