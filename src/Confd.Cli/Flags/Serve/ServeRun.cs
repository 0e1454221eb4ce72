using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Confd.Admission;
using Confd.Cli.Http;
using Confd.Cli.Tools;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Metrics;
using Confd.Flags.Client;
using Confd.Flags.Console;
using Confd.Flags.DynamoDb;
using Confd.Flags.Service;
using Confd.Flags.Service.Environments;
using Confd.Flags.Service.Tls;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Flags.Serve;

/// <summary>One run of <c>confd flags serve</c>, from the first connection to the end.</summary>
internal sealed partial class ServeRun(ServeSettings settings, ToolConsole console, CliHost host)
{
    private const int KeptDescriptors = 100;

    // The limit of the system's structure for addresses of sockets.
    private const int MaxSocketBytes = 107;
    private const string MeterName = "Confd.Flags";
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TrimDelay = TimeSpan.FromSeconds(2);

    // Shared by all requests: the process has one memory.
    private readonly BodyBudget _budget = new(host.Clock);

    // SIGHUP may come at any time.
    private volatile TlsCertificate? _certificate;
    private volatile ServeEvents? _events;

    /// <summary>Runs until a signal or the token ends it. SIGHUP reads the certificate and opens the events file again.</summary>
    /// <returns>The exit status.</returns>
    public Task<int> RunAsync(CancellationToken cancellationToken) =>
        DaemonCommand.RunAsync(host, RunUntilStoppedAsync, cancellationToken, Reload);

    private void Reload()
    {
        _certificate?.Reload();
        _events?.Reopen();
    }

    private async Task<int> RunUntilStoppedAsync(CancellationToken stop)
    {
        using var log = settings.Daemon.StartLog(host);
        if (settings.Console is null && settings.Environments.FirstOrDefault(environment => environment.IsUnreachable) is { } unreachable)
        {
            throw new ConfigurationException(
                $"the environment {unreachable.Name} cannot be requested: give --sdk-key-file, --mobile-key-file, --client-side-id, "
                + "--ofrep-key-file or --console");
        }

        if (settings.Environments.FirstOrDefault(environment => environment.IsUnprovable) is { } unprovable)
        {
            throw new ConfigurationException(
                $"the environment {unprovable.Name} is in secure mode and has no SDK key, so no context can be proved: "
                + "give --sdk-key-file");
        }

        var endPoint = settings.Listen is { } listen ? ListenAddress.Require(listen) : null;
        using var meter = new Meter(MeterName);
        using var connection = await DynamoConnection.ConnectAsync(console.Connection, stop);
        var bigSegments = new List<IAsyncDisposable>();
        try
        {
            using var certificate = _certificate = OpenCertificate(log);
            var pages = ServeConsole.Open(settings, endPoint, connection, one => TableOptions(one, meter, log), _budget, console, log);
            await using var events = _events = await ServeEvents.OpenAsync(settings, host, log, stop);
            await using var service = CreateService(
                [.. settings.Environments.Select(environment => Open(environment, connection, meter, log, bigSegments))],
                events,
                pages,
                meter,
                log);
            await ServeAsync(service, endPoint, certificate, meter, log, stop);
        }
        finally
        {
            foreach (var store in bigSegments)
            {
                await store.DisposeAsync();
            }
        }

        LogStopped(log);
        return ToolExitCode.Success;
    }

    private TlsCertificate? OpenCertificate(ILogger log)
    {
        if (settings.Tls is not { } tls)
        {
            return null;
        }

        try
        {
            return new TlsCertificate(tls.Certificate, tls.Key, host.Clock, log);
        }
        catch (Exception problem) when (problem is IOException or CryptographicException)
        {
            throw new ConfigurationException(
                $"the certificate {tls.Certificate} and its key {tls.Key} cannot be used: {problem.Message}", problem);
        }
    }

    private DynamoTableOptions TableOptions(ServedEnvironment environment, Meter meter, ILogger log) =>
        environment.Store.Table with { Clock = host.Clock, Logger = log, Metrics = new DynamoMetrics(meter) };

    private FlagEnvironmentOptions Open(
        ServedEnvironment environment, DynamoConnection connection, Meter meter, ILogger log, List<IAsyncDisposable> bigSegmentStores)
    {
        // A server with many clients writes nothing, even if its credentials allow it.
        var table = TableOptions(environment, meter, log) with
        {
            Journal = environment.Store.Table.Journal with { MayWrite = false },
            RequestHealth = new(host.Clock, log),
        };
        var bigSegments = new DynamoBigSegmentStore(
            connection.Client, environment.Table, new() { Prefix = environment.Store.Prefix, Table = table });
        bigSegmentStores.Add(bigSegments);
        var flags = new DynamoFlagStore(connection.Client, environment.Table, environment.Store with { Table = table });
        var client = new FlagClient(
            flags,
            new FlagClientOptions
            {
                RefreshInterval = settings.RefreshInterval,
                Changes = new DynamoFlagChanges(connection, environment.Table, environment.Store.Prefix, table),
                LiveUpdates = true,
                BigSegments = bigSegments,
                Clock = host.Clock,
                Logger = log,
            });
        return new FlagEnvironmentOptions
        {
            Name = environment.Name,
            Client = client,
            IsInitialized = flags.InitializedAsync,
            Database = nameof(DynamoDb).ToLowerInvariant(),
            Table = environment.Table,
            SdkKeys = environment.SdkKeys,
            MobileKeys = environment.MobileKeys,
            OfrepKeys = environment.OfrepKeys,
            EnvironmentId = environment.EnvironmentId,
            IsSecure = environment.IsSecure,
            Filters = environment.Filters,
        };
    }

    private async Task ServeAsync(
        FlagService service, IPEndPoint? endPoint, TlsCertificate? certificate, Meter meter, ILogger log, CancellationToken stop)
    {
        using var server = new FlagServer(service, new FlagServerOptions
        {
            EndPoint = endPoint,
            UnixSocket = SocketPath(settings.UnixSocket),
            UnixSocketMode = settings.UnixSocketMode,
            Certificate = certificate,
            MaxConnections = ConnectionsWithin(log),
            Clock = host.Clock,
        });
        using var collector = new MetricCollector(meter);
        using var operation = CreateOperationServer(service, collector, log);
        await (operation?.StartAsync(stop) ?? Task.CompletedTask);
        await RequiredServer.ListenAsync(server.StartAsync, settings.Listen ?? settings.UnixSocket, stop);
        LogListening(log, string.Join(", ", server.Addresses));
        var trimming = TrimAsync(service, stop);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, host.Clock, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            LogDraining(log);
        }

        await trimming;
        using var limit = new CancellationTokenSource(DrainTime, host.Clock);
        await server.StopAsync(limit.Token);
        await (operation?.StopAsync(limit.Token) ?? Task.CompletedTask);
    }

    // Each takes a descriptor; the rest is kept for tables and files.
    private int ConnectionsWithin(ILogger log)
    {
        var most = ProcessMetrics.OpenFileLimit() is { } descriptors
            ? (int)Math.Clamp(descriptors - KeptDescriptors, 1, int.MaxValue)
            : int.MaxValue;
        if (most < settings.MaxConnections)
        {
            LogFewDescriptors(log, most, settings.MaxConnections);
        }

        return Math.Min(most, settings.MaxConnections);
    }

    // The first reading leaves several times as much garbage as it keeps, and nothing would trigger a collection for a long time. Not
    // immediately: a collection pauses everything, and clients wait for their first answers.
    private async Task TrimAsync(FlagService service, CancellationToken stop)
    {
        try
        {
            await service.WaitUntilReadyAsync(stop);
            await Task.Delay(TrimDelay, host.Clock, stop);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped before the first reading.
        }
    }

    private RequiredServer? CreateOperationServer(FlagService service, MetricCollector collector, ILogger log) =>
        settings.Daemon.CreateMetricsServer(
            context => context.Request.Path == "/metrics"
                ? OperatorResponse.SendMetricsAsync(context, collector)
                : service.HandleProbeAsync(context),
            log);

    private FlagService CreateService(
        IReadOnlyList<FlagEnvironmentOptions> environments, ServeEvents events, FlagConsole? pages, Meter meter, ILogger log)
    {
        try
        {
            return new FlagService(environments, new FlagServiceOptions
            {
                Heartbeat = settings.Heartbeat,
                Origins = settings.Origins,
                Events = events.Receiver,
                BodyBudget = _budget,
                Pages = pages is null ? null : pages.TryHandleAsync,
                Meter = meter,
                Version = BuildVersion.Number,
                Clock = host.Clock,
                Logger = log,
            });
        }
        catch (ArgumentException contradiction)
        {
            throw new ConfigurationException(ArgumentText.Of(contradiction), contradiction);
        }
    }

    private static string? SocketPath(string? path)
    {
        var full = path is null ? null : Path.GetFullPath(path);
        return full is not null && Encoding.UTF8.GetByteCount(full) > MaxSocketBytes
            ? throw new ConfigurationException($"the path of the socket {full} is longer than {MaxSocketBytes} bytes; give a shorter one")
            : full;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving flags on {Addresses}")]
    private static partial void LogListening(ILogger logger, string addresses);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "There are file descriptors for only {Most} connections, not for {Wanted}; "
            + "raise the limit of open files (LimitNOFILE, ulimit -n)")]
    private static partial void LogFewDescriptors(ILogger logger, int most, int wanted);

    [LoggerMessage(Level = LogLevel.Information, Message = "Ending: streams are closed, running requests may finish")]
    private static partial void LogDraining(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Flag service stopped")]
    private static partial void LogStopped(ILogger logger);
}
