using System.Net;
using Confd.Admission;
using Confd.Cli.Flags.Authoring;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.Flags.Console;
using Confd.Flags.Console.Environments;
using Confd.Flags.DynamoDb;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Flags.Serve;

/// <summary>Wires the console of <c>confd flags serve</c> to the tables.</summary>
internal static partial class ServeConsole
{
    /// <summary>Makes the console that the settings ask for.</summary>
    /// <param name="settings">All settings of the service.</param>
    /// <param name="endPoint">Where the service listens; null: on its socket alone.</param>
    /// <param name="connection">How to reach DynamoDB; stays the caller's.</param>
    /// <param name="tableOptions">How the table of an environment is asked.</param>
    /// <param name="room">Holds forms until they have come whole.</param>
    /// <param name="console">The process.</param>
    /// <param name="log">Hears who came in and what was written.</param>
    /// <returns>Null: none was asked for.</returns>
    /// <exception cref="ConfigurationException">Everybody could reach it.</exception>
    public static FlagConsole? Open(
        ServeSettings settings,
        IPEndPoint? endPoint,
        DynamoConnection connection,
        Func<ServedEnvironment, DynamoTableOptions> tableOptions,
        BodyRoom room,
        ToolConsole console,
        ILogger log)
    {
        if (settings.Console is not { } wanted)
        {
            return null;
        }

        var isNear = endPoint is null || IPAddress.IsLoopback(endPoint.Address);
        if (!isNear && wanted.Tokens.Count == 0)
        {
            throw new ConfigurationException(
                $"--console on {settings.Listen} would let everybody in who reaches it: "
                + "listen on a loopback address such as 127.0.0.1:8787, or only on --unix-socket, or give --console-token-file");
        }

        if (!isNear && settings.Tls is null)
        {
            LogInClear(log);
        }

        return new FlagConsole(
            [.. settings.Environments.Select(environment => EnvironmentOf(environment, wanted, connection, tableOptions(environment)))],
            new FlagConsoleOptions
            {
                Tokens = wanted.Tokens,
                Actor = wanted.Actor,
                Hosts = isNear || wanted.Hosts.Count > 0 ? wanted.Hosts : null,
                Keys = wanted.KeysTable is { } keys ? new TableKeyList(connection, keys, console, log) : null,
                Room = room,
                Clock = console.Clock,
                Logger = log,
            });
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
