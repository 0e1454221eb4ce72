using Confd.Cli.CommandLine;

namespace Confd.Cli.Tests.Docs;

/// <summary>Commands of pages that go on until they are stopped.</summary>
internal static class DaemonCommand
{
    /// <summary>Does the command run <c>confd</c> with a backend, and with no flag that lets it end?</summary>
    public static bool IsOne(string command) => ShellLine.ConfdCalls(command).Any(IsDaemon);

    private static bool IsDaemon(IReadOnlyList<string> arguments)
    {
        var parsed = ArgumentParser.Parse(arguments);
        return parsed is { IsRender: false, Command.Kind: CliCommandKind.Backend }
            && !new[] { Options.Onetime, Options.CheckConfig, Options.Validate, Options.Preflight, Options.Version, Options.Help }
                .Any(parsed.Values.IsSet);
    }
}
