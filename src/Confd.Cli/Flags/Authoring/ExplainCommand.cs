using System.CommandLine;
using Confd.Cli.Flags.Evaluating;
using Confd.Cli.Logging;
using Confd.Cli.Tools;
using Confd.Flags.Authoring;
using Confd.Flags.Authoring.Meaning;
using Confd.Flags.Evaluation;

namespace Confd.Cli.Flags.Authoring;

/// <summary><c>confd flags explain KEY --context …</c>: rule by rule why a context is served what it is served.</summary>
internal static class ExplainCommand
{
    public static Command Create(ToolConsole console)
    {
        var key = new Argument<string>("key") { Description = "Key of the flag." };
        var context = new Option<string>("--context", "-c")
        {
            Description = "Key of a user, or a context in JSON, such as {\"kind\":\"org\",\"key\":\"o1\"}.",
            Required = true,
        };
        var prefix = new Option<string?>("--prefix") { Description = "The prefix of the environment in the table.", HelpName = "PREFIX" };
        var file = new Option<string?>("--file", "-f")
        {
            Description = "A file or folder with the flags, in place of a table.",
            HelpName = "FILE",
        };
        var table = TableOption.Optional(console, "The table with the flags.", file);
        var command = new Command("explain", "Tell rule by rule why a context is served what it is served.")
        {
            key, context, table, prefix, file,
        };
        command.Check(result =>
        {
            if ((result.GetValue(file) is null) == (table.ValueOf(result) is null))
            {
                result.AddError("give one of --table and --file");
            }
        });
        FlagAction.Set(command, async (arguments, cancellationToken) =>
        {
            var environment = await new EnvironmentSpec(arguments.GetValue(table), arguments.GetValue(prefix), arguments.GetValue(file))
                .ReadAsync(arguments, console, cancellationToken);
            return await ExplainAsync(
                arguments, environment.Name, arguments.GetRequiredValue(key), environment.ToSet(), arguments.GetRequiredValue(context));
        });
        return command;
    }

    private static async Task<int> ExplainAsync(
        ParseResult arguments, string environment, string key, Confd.Flags.Model.FlagSet flags, string contextText)
    {
        var context = FlagQuestion.ReadContext(contextText);
        if (context.Error is { } error)
        {
            throw new FlagEditException($"--context: {error}");
        }

        var step = flags.CreateEvaluator().Explain(key, context);
        if (!step.Exists)
        {
            throw new FlagEditException($"{environment} has no flag '{key}'", FlagRefusal.NotFound);
        }

        foreach (var line in Explanation.Of(step, flags))
        {
            await ToolOutput.WriteLineAsync(arguments, ControlCharacters.Escape(line));
        }

        return ToolExitCode.Success;
    }
}
