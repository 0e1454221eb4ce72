using System.Net;
using Confd.Cli.Flags.Authoring;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.Flags.Console;
using Confd.Flags.Console.Access;
using Confd.Flags.Console.Environments;
using Confd.Flags.DynamoDb;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Flags.Serve;

/// <summary>Wires the console of <c>confd flags serve</c> to the tables.</summary>
internal static partial class ServeConsole
{
    private const string ConsolePath = "/console";

    /// <summary>Makes the console that the settings ask for.</summary>
    /// <param name="settings">All settings of the service.</param>
    /// <param name="endPoint">Where the service listens; null: on its socket alone.</param>
    /// <param name="connection">How to reach DynamoDB; stays the caller's.</param>
    /// <param name="tableOptions">How the table of an environment is asked.</param>
    /// <param name="console">The process.</param>
    /// <param name="log">Hears who came in and what was written.</param>
    /// <returns>Null: none was asked for.</returns>
    /// <exception cref="ConfigurationException">Others could reach it, and there is no file of tokens.</exception>
    public static FlagConsole? Open(
        ServeSettings settings,
        IPEndPoint? endPoint,
        DynamoConnection connection,
        Func<ServedEnvironment, DynamoTableOptions> tableOptions,
        ToolConsole console,
        ILogger log)
    {
        if (settings.Console is not { } wanted)
        {
            return null;
        }

        var isNear = endPoint is null || IPAddress.IsLoopback(endPoint.Address);
        if (!isNear && wanted.HasOwnToken)
        {
            throw new ConfigurationException(
                $"--console on {settings.Listen} needs --console-token-file; without that file "
                + "listen on a loopback address such as 127.0.0.1:8787, or only on --unix-socket");
        }

        if (!isNear && settings.Tls is null)
        {
            LogInClear(log);
        }

        return new FlagConsole(
            [.. settings.Environments.Select(environment => EnvironmentOf(environment, wanted, connection, tableOptions(environment)))],
            new FlagConsoleOptions
            {
                Tokens = wanted.HasOwnToken ? [new ConsoleToken(null, wanted.OwnToken)] : wanted.Tokens,
                Actor = wanted.Actor,
                Hosts = isNear || wanted.Hosts.Count > 0 ? wanted.Hosts : null,
                Keys = wanted.KeysTable is { } keys ? new TableKeyList(connection, keys, console, log) : null,
                Clock = console.Clock,
                Logger = log,
            });
    }

    /// <summary>Says how to get in where only this run knows: not in the log, which others keep and read.</summary>
    /// <param name="wanted">The console; null: there is none.</param>
    /// <param name="address">Where the service listens.</param>
    /// <param name="error">Takes it.</param>
    public static async Task TellOwnTokenAsync(ConsoleSettings? wanted, string address, TextWriter error)
    {
        if (wanted is { HasOwnToken: true })
        {
            await error.WriteAsync(
                $"confd: log in at {address}{ConsolePath} with the token {wanted.OwnToken}, which ends with this run; "
                + "--console-token-file has lasting ones\n");
        }
    }

    private static ConsoleEnvironment EnvironmentOf(
        ServedEnvironment environment, ConsoleSettings wanted, DynamoConnection connection, DynamoTableOptions table) => new()
        {
            Name = environment.Name,
            Store = new DynamoFlagStore(connection, environment.Table, environment.Store with { Table = table }),
            Label = EnvironmentName.Of(environment.Table, environment.Store.Prefix),
            IsReadOnly = wanted.IsReadOnly || environment.IsReadOnly,
            History = environment.Store.Layout == FlagTableLayout.Official
                ? new TableFlagHistory(connection, environment.Table, environment.Store.Prefix, table)
                : null,
        };

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The console's tokens and sessions cross the network in clear unless a proxy in front ends TLS; "
            + "give --tls-cert and --tls-key")]
    private static partial void LogInClear(ILogger logger);
}
