using System.CommandLine;
using Confd.Admission;

namespace Confd.Cli.Flags.Serve;

/// <summary>The options of <c>confd flags serve</c> about its console.</summary>
internal sealed class ConsoleArguments
{
    private readonly Option<bool> _isOn = new("--console")
    {
        Description = "Serve pages below /console on which people see and change flags; "
            + "on loopback or a socket only, or with --console-token-file.",
    };

    private readonly Option<string?> _tokens = new("--console-token-file")
    {
        Description = "File with tokens for logging in to the console, one per line, each after its owner: 'ann TOKEN'.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _actor = new("--console-actor")
    {
        Description = "Who changes flags in the console, for the journal, where a token has no owner; "
            + $"by default {ConsoleSettings.DefaultActor}.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _hosts = new("--console-host")
    {
        Description = "A host name under which the console answers, in addition to addresses and localhost; repeatable.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _keys = new("--console-keys-table")
    {
        Description = "A table of configuration keys; the console lists their names, never their values.",
        HelpName = "NAME",
    };

    private readonly Option<bool> _isReadOnly = new("--console-read-only") { Description = "The console shows flags and changes none." };

    public void AddTo(Command command)
    {
        foreach (var option in (IEnumerable<Option>)[_isOn, _tokens, _actor, _hosts, _keys, _isReadOnly])
        {
            command.Add(option);
        }
    }

    /// <summary>The settings; the command line overrides the file.</summary>
    /// <returns>Null: no console.</returns>
    /// <exception cref="ConfigurationException">The file with tokens cannot be used, or a host name is invalid.</exception>
    public ConsoleSettings? Read(ParseResult arguments, ServeFile? file)
    {
        if (!arguments.GetValue(_isOn) && file is not { HasConsole: true })
        {
            return null;
        }

        var hosts = arguments.GetValue(_hosts) is { Length: > 0 } given ? given : file?.ConsoleHosts ?? [];
        if (hosts.FirstOrDefault(host => !HostNames.IsWellFormed(host)) is { } wrong)
        {
            throw new ConfigurationException($"--console-host {wrong} is not a host name; write it without scheme and port");
        }

        return new ConsoleSettings
        {
            Tokens = (arguments.GetValue(_tokens) ?? file?.ConsoleTokenFile) is { } path ? ConsoleTokens.Read(path) : [],
            Actor = arguments.GetValue(_actor) ?? file?.ConsoleActor ?? ConsoleSettings.DefaultActor,
            Hosts = hosts,
            KeysTable = arguments.GetValue(_keys) ?? file?.ConsoleKeysTable,
            IsReadOnly = arguments.GetValue(_isReadOnly) || file is { IsConsoleReadOnly: true },
        };
    }
}
