using Confd.GoTemplate.Formatting;

namespace Confd.Cli.CommandLine;

/// <summary>The <c>CONFD_...</c> environment variables of the option table.</summary>
internal static class Variables
{
    /// <summary>Sets every option whose variable exists, empty ones included, as in the original.</summary>
    /// <exception cref="UsageException">A variable's value does not fit; status 1, with the variable named.</exception>
    public static void Apply(ParsedArguments parsed, Func<string, string?> variable)
    {
        foreach (var option in Options.Global.Concat(CliCommands.BackendOptions))
        {
            if (option.Variable is { } name && variable(name) is { } text)
            {
                parsed.Values.Set(option, Parse(option, name, text, parsed.Command), OptionSource.Variable);
            }
        }
    }

    private static object Parse(CliOption option, string name, string text, CliCommand? command)
    {
        try
        {
            return option.Parse(text);
        }
        catch (OptionValueException problem)
        {
            throw new UsageException(
                $"{option.Flag}: {problem.Message} (from envar {name}={GoFormat.Quote(text)})", command, exitStatus: 1);
        }
    }
}
