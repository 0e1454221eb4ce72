using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Confd.Cli.Http;
using Confd.Cli.Tools;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Metrics;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;
using Confd.Flags.Sync;
using Confd.Flags.Sync.LaunchDarkly;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Flags.Sync;

/// <summary>One run of <c>confd flags sync</c>, from the first connection to the end.</summary>
internal sealed partial class SyncRun(SyncSettings settings, ToolConsole console, CliHost host)
{
    private const string MeterName = "Confd.Flags";
    private static readonly TimeSpan ServerStopTime = TimeSpan.FromSeconds(1);

    /// <summary>Runs until it is done or cancelled or, as a daemon, until a signal.</summary>
    /// <returns>The exit status.</returns>
    public Task<int> RunAsync(CancellationToken cancellationToken) => settings.IsOnce
        ? RunUntilStoppedAsync(cancellationToken)
        : DaemonCommand.RunAsync(host, RunUntilStoppedAsync, cancellationToken);

    private async Task<int> RunUntilStoppedAsync(CancellationToken stop)
    {
        using var log = settings.Daemon.StartLog(host);
        using var meter = new Meter(MeterName);
        using var collector = new MetricCollector(meter);
        using var connection = await DynamoConnection.ConnectAsync(console.Connection, stop);
        var tableOptions = settings.Store.Table with { Logger = log, Metrics = new DynamoMetrics(meter) };
        if (settings.CreatesTable)
        {
            await FlagTable.CreateAsync(connection.Client, settings.Table, tableOptions, stop);
        }

        var author = new FlagAuthor(Name: null) { Command = "confd flags sync" };
        await using var store = new DynamoFlagStore(
            connection, settings.Table, settings.Store with { Table = tableOptions, Author = author });
        var sync = new FlagSync(
            store, settings.Sync() with { Clock = host.Clock, Logger = log, Metrics = new FlagSyncMetrics(meter) });
        var endpoints = new SyncEndpoints(() => sync.State, collector);
        using var operation = settings.Daemon.CreateMetricsServer(endpoints.HandleAsync, log);
        await StartAsync(operation, log, stop);
        try
        {
            await (settings.File is { } file ? SyncFileAsync(sync, file, stop) : SyncServiceAsync(sync, endpoints, log, stop));
        }
        finally
        {
            await StopAsync(operation);
        }

        LogStopped(log);
        return ToolExitCode.Success;
    }

    private async Task SyncFileAsync(FlagSync sync, string path, CancellationToken stop)
    {
        byte[] lastHash = [];
        if (settings.IsOnce)
        {
            await SyncIfNeededAsync(FlagSyncNeed.Everything, stop);
            return;
        }

        await sync.RunRepeatedlyAsync(SyncIfNeededAsync, stop);

        async Task SyncIfNeededAsync(FlagSyncNeed need, CancellationToken cancellationToken)
        {
            // Only checks whether there is anything to do. The file is read again after the table: others may write something newer.
            if (!settings.IsOnce && SHA256.HashData(ToolConsole.ReadFile(path)).AsSpan().SequenceEqual(lastHash)
                && need == FlagSyncNeed.Changes)
            {
                return;
            }

            byte[] hash = [];
            await sync.SyncAsync(
                async token =>
                {
                    var bytes = settings.IsOnce ? await console.ReadBytesAsync(path, token) : ToolConsole.ReadFile(path);
                    hash = SHA256.HashData(bytes);
                    return FlagDataReader.ReadUsable(bytes, FlagDataFile.NameOf(path));
                },
                cancellationToken);
            lastHash = hash;
        }
    }

    private async Task SyncServiceAsync(FlagSync sync, SyncEndpoints endpoints, ILogger log, CancellationToken stop)
    {
        using var service = OpenService(log);
        if (settings.IsOnce)
        {
            await sync.SyncAsync(service, stop);
            return;
        }

        using var webhooks = OpenWebhooks(sync, service, endpoints, log, stop);
        await StartAsync(webhooks, log, stop);
        try
        {
            await (settings.Polls || webhooks is not null ? sync.RunPollingAsync(service, stop) : sync.RunStreamAsync(service, stop));
        }
        finally
        {
            await StopAsync(webhooks);
        }
    }

    private LaunchDarklyClient OpenService(ILogger log)
    {
        try
        {
            return new LaunchDarklyClient(settings.Service() with { Clock = host.Clock, Logger = log });
        }
        catch (ArgumentException problem)
        {
            throw new ConfigurationException("the SDK key is empty or has characters that no SDK key has", problem);
        }
    }

    private RequiredServer? OpenWebhooks(
        FlagSync sync, LaunchDarklyClient service, SyncEndpoints endpoints, ILogger log, CancellationToken stop)
    {
        if (settings.WebhookAddress is not { } address)
        {
            return null;
        }

        if (settings.WebhookSecret is null)
        {
            LogUnsigned(log);
        }

        var webhook = new WebhookEndpoint(settings.WebhookSecret, new SharedRun(() => sync.SyncAsync(service, stop)), host.Clock, log);
        return new RequiredServer(address, new HttpServerSettings
        {
            Answer = context => HttpMethods.IsPost(context.Request.Method) ? webhook.HandleAsync(context) : AnswerOtherAsync(context),
            Hosts = settings.Daemon.HostsOf(address),
            Logger = log,

            // LaunchDarkly's webhooks may use any public name of the endpoint; their signature is checked.
            IsTrusted = request => settings.WebhookSecret is not null && HttpMethods.IsPost(request.Method),
        });

        // The operation endpoints use this address too, unless they have their own.
        Task AnswerOtherAsync(HttpContext context) => settings.Daemon.MetricsAddress is null && context.Request.Path != "/"
            ? endpoints.HandleAsync(context)
            : webhook.HandleAsync(context);
    }

    private static async Task StartAsync(RequiredServer? server, ILogger log, CancellationToken stop)
    {
        if (server is not null)
        {
            await server.StartAsync(stop);
            LogListening(log, server.Address);
        }
    }

    private async Task StopAsync(RequiredServer? server)
    {
        if (server is not null)
        {
            using var limit = new CancellationTokenSource(ServerStopTime, host.Clock);
            await server.StopAsync(limit.Token);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on {Address}")]
    private static partial void LogListening(ILogger logger, string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhooks are accepted unsigned: no secret is configured")]
    private static partial void LogUnsigned(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Flag sync stopped")]
    private static partial void LogStopped(ILogger logger);
}
