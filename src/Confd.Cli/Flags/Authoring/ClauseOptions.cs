using System.CommandLine;
using Confd.Cli.Tools;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Model;

namespace Confd.Cli.Flags.Authoring;

/// <summary>The conditions of a rule on the command line.</summary>
internal sealed class ClauseOptions
{
    private readonly Option<string[]> _conditions = new("--if")
    {
        Description = "A condition: 'country in NO,SE', 'org:plan not in free', 'in segment beta'; if repeated, all must hold.",
        HelpName = "CONDITION",
    };

    private readonly Option<string[]> _clauses = new("--clause") { Description = "A condition in LaunchDarkly's JSON.", HelpName = "JSON" };

    private readonly Option<bool> _isForEveryone = new("--everyone") { Description = "No condition: everyone matches." };

    public void AddTo(Command command)
    {
        ItemCommand.Add(command, [_conditions, _clauses, _isForEveryone]);
        command.Check(result =>
        {
            var given = result.GetResult(_conditions) is not null || result.GetResult(_clauses) is not null;
            return given == result.GetValue(_isForEveryone) ? "give conditions with --if or --clause, or --everyone" : null;
        });
    }

    public IReadOnlyList<Clause> Read(ParseResult arguments) =>
    [
        .. (arguments.GetValue(_conditions) ?? []).Select(ClauseText.Parse),
        .. (arguments.GetValue(_clauses) ?? []).Select(ClauseText.ParseJson),
    ];
}
