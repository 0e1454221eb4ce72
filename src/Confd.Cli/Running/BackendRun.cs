using Confd.Backends;
using Confd.Cli.Backends;
using Confd.Cli.CommandLine;
using Confd.Cli.Http;
using Confd.Cli.Http.Status;
using Confd.Cli.Logging;
using Confd.Cli.Operation;
using Confd.Cli.Rendering;
using Confd.Cli.Signals;
using Confd.Engine;
using Confd.Engine.Backends;
using Confd.Engine.Diffs;
using Confd.Engine.Documents;
using Confd.Engine.Observing;
using Confd.Engine.Posix;
using Confd.Engine.Running;
using Confd.Engine.Templates.Network;
using Confd.Engine.Updating;
using Confd.Engine.Validation;
using Microsoft.Extensions.Logging;

namespace Confd.Cli.Running;

/// <summary>One run with a backend, in the original's start-up order: validation modes, backend, HTTP server, then preflight, one pass or a
/// daemon.</summary>
internal sealed partial class BackendRun(CliHost host, CliCommand command, OptionValues values, LineLogger log)
{
    private readonly LoopProgress _progress = new(host.Clock);

    /// <summary>The backends that resources may name.</summary>
    public BackendRegistry Backends { get; init; } = ServedBackends.All;

    /// <summary>The request of <c>confd render</c>; null for any other run.</summary>
    public RenderRequest? Render { get; init; }

    private bool IsDaemon => !values.Get(Options.Onetime) && !values.Get(Options.Preflight) && Render is null;

    /// <summary>Runs to the end.</summary>
    /// <exception cref="UsageException">The polling interval is not positive.</exception>
    /// <exception cref="ConfigurationException">A setting that is validated late is malformed.</exception>
    /// <exception cref="KeyBackendException">The backend cannot be opened.</exception>
    /// <exception cref="ValidationException">A validation mode found problems.</exception>
    public async Task<ProgramEnd> RunAsync()
    {
        if (values.Get(Options.CheckConfig))
        {
            new ConfigCheck(values.Get(Options.ConfDir), Backends, log) { Variable = host.Variable }.Run(
                values.Get(Options.Resource),
                values.Get(Options.Strict) ? CheckStrictness.Strict : CheckStrictness.Lenient,
                values.Get(Options.AllowNondeterministic) ? Nondeterminism.Allowed : Nondeterminism.Refused);
            return ProgramEnd.Success;
        }

        if (values.Get(Options.Validate))
        {
            new TemplateCheck(values.Get(Options.ConfDir), Backends, log).Run(
                values.Get(Options.Resource), values.Get(Options.MockData));
            return ProgramEnd.Success;
        }

        var interval = values.Get(Options.Interval);
        if (IsDaemon && !RunSettings.IsInterval(interval))
        {
            if (!values.Get(Options.Watch))
            {
                var bound = interval < 1 ? "at least 1 second" : $"at most {RunSettings.MaxInterval} seconds";
                throw new UsageException($"--interval: must be {bound} but got {interval}", command);
            }

            LogNoInterval(log, interval, DurationText.Format(RunSettings.Interval(values)));
        }

        if (values.Get(Options.ReapOrphans) && Render is null)
        {
            ReapOrphans();
        }

        var factory = Backends.Find(command.Name)!;
        DiscoverNodes(factory);
        LogStarting(log);
        LogBackend(log, command.Name);
        LogCache();
        using var metrics = new EngineMetrics();
        using var collector = values.Get(Options.MetricsAddr).Length > 0 && Render is null ? new MetricCollector(metrics.Meter) : null;
        return await RunAsync(collector, metrics);
    }

    private async Task<ProgramEnd> RunAsync(MetricCollector? collector, EngineMetrics metrics)
    {
        var context = RunSettings.Backends(values, metrics.Meter, host.Clock, log);
        var section = BackendOptions.Section(command, values);

        // From here on signals are received: servers may not answer, and a process that was asked for credentials has to be ended.
        var signals = IsDaemon ? host.ListenToSignals() : host.ListenUnlessIgnored();
        using var ofThisRun = IsDaemon ? null : signals;
        var (opened, signal) = await Signalled(signals, reload: IsDaemon ? () => Task.CompletedTask : null)
            .OpenAsync(stop => Backends.OpenAsync(section, context, stop));
        if (opened is null)
        {
            return IsDaemon ? ProgramEnd.Success : ProgramEnd.By(signal!.Value);
        }

        await using var backend = new MeasuredBackend(opened, metrics, host.Clock);
        var health = new HealthMonitor(backend, section, metrics, host.Clock, log);
        var status = collector is null ? null : new StatusBoard(host.Clock, section);
        await using var server = status is null
            ? null
            : CreateServer(health, collector!, status);
        if (server is not null)
        {
            await server.StartAsync(default);
        }

        var options = RunSettings.Engine(values, Diff());
        using var flags = new TemplateFlags(new() { DialTimeout = context.DialTimeout }, host.Clock, log);
        await using var engine = new ConfdEngine(options, Parts(context, backend, flags, metrics, status));
        if (Render is { } request)
        {
            var printer = new ResourcePrinter(request, options, Backends, host, log);
            return await RunOnceAsync(signals, stop => printer.RunAsync(engine, stop));
        }

        if (values.Get(Options.Preflight))
        {
            var preflight = new Preflight(engine, backend, async stop => (await health.CheckAsync(stop)).Health, log);
            return await RunOnceAsync(signals, async stop =>
            {
                await preflight.RunAsync(values.Get(Options.PreflightTimeout), host.Clock, stop);
                return RunResult.Success;
            });
        }

        if (values.Get(Options.Onetime))
        {
            return await RunOnceAsync(signals, engine.RunOnceAsync);
        }

        var result = await RunDaemonAsync(signals, engine, server, CloseBackendsAsync);
        return new ProgramEnd(result.ExitStatus, result.Text);

        async ValueTask CloseBackendsAsync()
        {
            try
            {
                await engine.DisposeAsync();
            }
            finally
            {
                await backend.DisposeAsync();
            }
        }
    }

    private void DiscoverNodes(IKeyBackendFactory factory)
    {
        var nodes = NodeDiscovery.Run(factory, values.Get(Options.SrvDomain), values.Get(Options.SrvRecord), new NameLookup(), log);
        if (nodes.Count > 0 && command.Options.FirstOrDefault(option => option.Row?.IsNodes == true) is { } option)
        {
            values.Replace(option, nodes.ToArray());
        }
    }

    private OperationServer CreateServer(HealthMonitor health, MetricCollector collector, StatusBoard status)
    {
        var address = values.Get(Options.MetricsAddr);
        var hosts = MetricsHosts.Read(values.Get(Options.MetricsHost), address);
        return new OperationServer(address, hosts, health, collector, new StatusPage(status, collector, host.Clock), log)
        {
            FindStall = _progress.FindStall,
        };
    }

    private EngineParts Parts(
        BackendContext context, MeasuredBackend backend, TemplateFlags flags, EngineMetrics metrics, StatusBoard? status) => new()
        {
            Backend = backend,
            Backends = Backends,
            BackendContext = context,
            OpenFlags = flags.OpenAsync,
            Logger = log,
            Variable = host.Variable,
            Render = Render is { IsFromInput: true } ? templates => new InputTemplate(host.OpenInput, templates).Render : null,
            Metrics = metrics,
            Status = status,
            Progress = _progress,
            Clock = host.Clock,
            OwnsProcess = true,
        };

    // The first signal stops it: no further resource is started, the current one is finished within the shutdown timeout, including
    // commands, and then the signal ends the program. The original ends immediately and leaves its commands running.
    private async Task<ProgramEnd> RunOnceAsync(SignalQueue signals, Func<CancellationToken, Task<RunResult>> run)
    {
        var (result, signal) = await Signalled(signals, reload: null).RunAsync(run);
        return signal is { } stopped ? ProgramEnd.By(stopped) : new ProgramEnd(result!.ExitStatus, result.Text);
    }

    private async Task<RunResult> RunDaemonAsync(
        SignalQueue signals, ConfdEngine engine, OperationServer? server, Func<ValueTask> closeBackends)
    {
        log.Patience = LogPatience.ForDaemon;
        var isSupervising = values.Get(Options.Exec).Length > 0;
        signals.Catch(isSupervising ? ForwardedSignals.All : []);
        var socket = values.Get(Options.SystemdNotify) ? host.Variable("NOTIFY_SOCKET") : null;
        using var systemd = new SystemdNotifier(socket, host.Clock, log) { FindStall = _progress.FindStall };
        if (values.Get(Options.SystemdNotify) && values.Get(Options.WatchdogInterval) > TimeSpan.Zero)
        {
            systemd.StartWatchdog(values.Get(Options.WatchdogInterval));
        }

        Func<CancellationToken, Task<RunResult>> run = values.Get(Options.Watch) ? engine.WatchAsync : engine.PollAsync;
        var daemon = new EngineDaemon(Signalled(signals, reload: null), systemd, log)
        {
            ForwardSignal = isSupervising ? engine.SignalChild : null,
            ForwardsHangup = values.Get(Options.ExecHangup),
        };
        var result = await daemon.RunAsync(run, engine.RequestReload);
        Func<CancellationToken, Task>? stopServer = server is null ? null : server.StopAsync;
        await GracefulShutdown.RunAsync(values.Get(Options.ShutdownTimeout), stopServer, closeBackends, host.Clock, log);
        return result;
    }

    private void ReapOrphans()
    {
        if (OrphanReaper.TryBecomeSubreaper())
        {
            host.ReapOrphans();
        }
        else
        {
            LogNoSubreaper(log);
        }
    }

    private SignalledRun Signalled(SignalQueue signals, Func<Task>? reload)
    {
        // The last resort: everything that the shutdown waits for has reached its time limit by then.
        var forChild = values.Get(Options.Exec).Length > 0 ? RunSettings.AtLeastZero(values.Get(Options.ExecEndTimeout)) : TimeSpan.Zero;
        var timeout = RunSettings.AtLeastZero(values.Get(Options.ShutdownTimeout));
        var limit = timeout + forChild + GracefulShutdown.ServerTime(timeout) + GracefulShutdown.Slack;
        return new SignalledRun(host, signals, limit)
        {
            Reload = reload,
            Stopping = signal =>
            {
                log.Patience = LogPatience.ForDaemon;
                LogStopping(log, LinuxSignal.Describe(LinuxSignal.NumberOf(signal)));
            },
        };
    }

    private DiffReport? Diff()
    {
        if (!values.Get(Options.Diff))
        {
            return null;
        }

        var context = (int)Math.Clamp(values.Get(Options.DiffContext), 0, int.MaxValue / 4);
        return new DiffPrinter(context, values.Get(Options.Color) ? DiffColors.Ansi : DiffColors.None, host.WritesToTerminal(), log).Print;
    }

    private void LogCache()
    {
        if (values.Get(Options.TemplateCache))
        {
            LogCacheEnabled(log, DurationText.Format(values.Get(Options.StatCacheTtl)));
        }
        else
        {
            LogCacheDisabled(log);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting confd")]
    private static partial void LogStarting(ILogger logger);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "--interval {Seconds} cannot be used: what cannot be watched is polled every {Interval}")]
    private static partial void LogNoInterval(ILogger logger, long seconds, string interval);

    [LoggerMessage(Level = LogLevel.Information, Message = "Backend set to {Backend}")]
    private static partial void LogBackend(ILogger logger, string backend);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Template cache enabled with stat TTL {Ttl}")]
    private static partial void LogCacheEnabled(ILogger logger, string ttl);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot adopt orphans: this kernel does not support subreapers")]
    private static partial void LogNoSubreaper(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Captured {Signal}. Initiating shutdown...")]
    private static partial void LogStopping(ILogger logger, string signal);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Template cache disabled")]
    private static partial void LogCacheDisabled(ILogger logger);
}
