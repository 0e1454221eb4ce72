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

/// <summary>Connects the console of <c>confd flags serve</c> to the tables.</summary>
internal static partial class ServeConsole
{
    /// <summary>Creates the console.</summary>
    /// <param name="settings">All settings of the service.</param>
    /// <param name="endPoint">Where the service listens; null: only on its socket.</param>
    /// <param name="connection">The connection to DynamoDB; stays the caller's.</param>
    /// <param name="tableOptions">The options for the table of an environment.</param>
    /// <param name="budget">Limits the memory for incomplete forms.</param>
    /// <param name="console">The process.</param>
    /// <param name="log">Logs logins and changes.</param>
    /// <returns>Null: not configured.</returns>
    /// <exception cref="ConfigurationException">The console would be open to everyone.</exception>
    public static FlagConsole? Open(
        ServeSettings settings,
        IPEndPoint? endPoint,
        DynamoConnection connection,
        Func<ServedEnvironment, DynamoTableOptions> tableOptions,
        BodyBudget budget,
        ToolConsole console,
        ILogger log)
    {
        if (settings.Console is not { } requested)
        {
            return null;
        }

        var isNear = endPoint is null || IPAddress.IsLoopback(endPoint.Address);
        if (!isNear && requested.Tokens.Count == 0)
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
            [.. settings.Environments.Select(environment => EnvironmentOf(environment, requested, connection, tableOptions(environment)))],
            new FlagConsoleOptions
            {
                Tokens = requested.Tokens,
                Actor = requested.Actor,
                Hosts = isNear || requested.Hosts.Count > 0 ? requested.Hosts : null,
                Keys = requested.KeysTable is { } keys ? new TableKeyList(connection, keys, console, log) : null,
                BodyBudget = budget,
                Clock = console.Clock,
                Logger = log,
            });
    }

    private static ConsoleEnvironment EnvironmentOf(
        ServedEnvironment environment, ConsoleSettings requested, DynamoConnection connection, DynamoTableOptions table) => new()
        {
            Name = environment.Name,
            Store = new DynamoFlagStore(connection, environment.Table, environment.Store with { Table = table }),
            Label = EnvironmentName.Of(environment.Table, environment.Store.Prefix),
            BigSegments = new DynamoBigSegmentStore(
                connection.Client, environment.Table, new() { Prefix = environment.Store.Prefix, Table = table }),
            IsReadOnly = requested.IsReadOnly || environment.IsReadOnly,
            History = environment.Store.Layout == FlagTableLayout.Official
                ? new TableFlagHistory(connection, environment.Table, environment.Store.Prefix, table)
                : null,
        };

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The console's tokens and sessions are sent over the network unencrypted unless a proxy in front terminates TLS; "
            + "give --tls-cert and --tls-key")]
    private static partial void LogInClear(ILogger logger);
}
