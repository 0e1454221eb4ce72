using Confd.Backends;
using Confd.Engine.Backends;
using Confd.Engine.Commands;
using Confd.Engine.Keys;
using Confd.Engine.Observing;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Engine.Running;
using Confd.Engine.State;
using Confd.Engine.Templates;
using Confd.Engine.Templates.Network;
using Confd.Engine.Updating;
using Confd.GoTemplate;

namespace Confd.Engine;

/// <summary>The engine: one pass, polling, watching.</summary>
/// <remarks>One run at a time: a concurrent one throws <see cref="InvalidOperationException"/>. <see cref="RequestReload"/> and
/// <see cref="SignalChild"/> may be called from any thread.</remarks>
public sealed class ConfdEngine : IAsyncDisposable, IDisposable
{
    private readonly EngineOptions _options;
    private readonly RunContext _context;
    private readonly BackendClients _clients;
    private readonly FlagSources _flags;
    private readonly ResourceLoader _loader;
    private readonly ResourceReloader _reloader;
    private readonly ExecSupervisor? _child;
    private readonly Func<EngineMode, UpdateCycle> _createCycle;
    private readonly SingleRender _single;
    private int _isRunning;

    /// <summary>Creates the engine; nothing is read or opened yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting of the options is outside its range; the message names it.</exception>
    public ConfdEngine(EngineOptions options, EngineParts parts)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(parts);
        options.Validate();
        _options = options;
        var trim = parts.OwnsProcess ? new HeapTrim() : null;
        var observer = new Observers([.. new IRunObserver?[] { parts.Metrics, parts.Status, trim }.OfType<IRunObserver>()]);
        _context = new RunContext(parts.Clock, parts.Logger, observer, parts.Progress ?? new LoopProgress(parts.Clock));
        var opening = parts.BackendContext ?? new BackendContext { Clock = parts.Clock, Logger = parts.Logger };
        _clients = new BackendClients(
            parts.Backend, parts.OpenBackend ?? ((section, end) => parts.Backends.OpenAsync(section, opening, end)), parts.Logger);
        _flags = new FlagSources(parts.OpenFlags, parts.Logger);
        var files = new ResourceContext(options.ConfigDirectory, options.Prefix, parts.Backends)
        {
            Variable = parts.Variable,
            LooksUpOwnersLater = true,
        };
        _loader = new ResourceLoader(files, _context, _clients, _flags);
        var templates = CreateRenderer(parts);
        var render = parts.Render?.Invoke(templates) ?? templates.Render;
        _reloader = new ResourceReloader(options, _context, _loader, parts.ForgetTemplates ?? templates.ClearCache);
        _child = options.Exec is null ? null : new ExecSupervisor(options.Exec, parts.Clock, parts.Logger);
        _createCycle = CycleFactory(parts, render);
        _single = new SingleRender(options, _context, _loader, render);
    }

    /// <summary>The backends that need only this library: <c>env</c> and <c>file</c>.</summary>
    public static IReadOnlyList<IKeyBackendFactory> OwnBackends { get; } = [new EnvironmentBackendFactory(), new FileBackendFactory()];

    /// <summary>Processes all resources once. In best-effort mode broken resource files do not prevent the others.</summary>
    /// <param name="stop">Ends the run: the current resource is finished within the shutdown timeout.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled before all resources were processed.</exception>
    /// <exception cref="InvalidOperationException">Another run has not ended yet.</exception>
    public async Task<RunResult> RunOnceAsync(CancellationToken stop = default)
    {
        using var run = Begin();
        using var shutdown = new Shutdown(_options.ShutdownTimeout, _context.Clock, stop);
        _context.Observer.Started(EngineMode.Once, _options);
        var loaded = await _loader.LoadAsync(stop).ConfigureAwait(false);
        _context.Observer.ResourcesLoaded(loaded.Opened.Count);
        _context.Observer.Loaded(loaded);
        if (loaded.Problems.Count > 0 && _options.FailureMode == FailureMode.FailFast)
        {
            return new RunResult(loaded.Problems, []);
        }

        var failures = await _createCycle(EngineMode.Once).RunOnceAsync(loaded, shutdown.Tokens).ConfigureAwait(false);
        return new RunResult(loaded.Problems, [.. failures.Select(failure => failure.Failure)]);
    }

    /// <summary>Processes all resources immediately and then at every interval, until cancelled.</summary>
    /// <param name="stop">Ends the run: the current resource is finished within the shutdown timeout.</param>
    /// <returns>Problems only where no resource could be loaded at the start; a daemon logs all others and continues. It ends normally when
    /// it is cancelled, and when the child of <see cref="EngineOptions.Exec"/> has ended.</returns>
    /// <exception cref="InvalidOperationException">Another run has not ended yet.</exception>
    public Task<RunResult> PollAsync(CancellationToken stop = default) =>
        RunDaemonAsync(
            EngineMode.Poll,
            (cycle, loaded, tokens) => new PollLoop(_options, _context, _reloader, cycle).RunAsync(loaded, tokens),
            stop);

    /// <summary>Processes all resources immediately and then whenever their backends report changes, until cancelled; see
    /// <see cref="EngineOptions"/>.</summary>
    /// <inheritdoc cref="PollAsync"/>
    public Task<RunResult> WatchAsync(CancellationToken stop = default) =>
        RunDaemonAsync(
            EngineMode.Watch,
            (cycle, loaded, tokens) => new WatchLoop(_options, _context, _reloader, cycle).RunAsync(loaded, tokens),
            stop);

    /// <summary>Requests that a daemon reads the resources again, drops cached templates and processes everything immediately.</summary>
    public void RequestReload() => _reloader.Request();

    /// <summary>Passes a signal on to the supervised child, if there is one; may be called from any thread.</summary>
    /// <param name="signal">The number of the signal.</param>
    public void SignalChild(int signal) => _child?.ForwardSignal(signal);

    /// <summary>Reads the resources and opens their backends, without processing them.</summary>
    internal Task<LoadedResources> LoadAsync(CancellationToken cancellationToken) => _loader.LoadAsync(cancellationToken);

    /// <summary>Renders one resource into memory; nothing is checked, written or reloaded.</summary>
    /// <param name="resource">The resource; it need not be one of <c>conf.d</c>.</param>
    /// <param name="name">With <c>for_each</c>, the name below its key that selects the file; null where there is only one.</param>
    /// <param name="stop">Cancels it.</param>
    /// <exception cref="KeyBackendException">The backend or the flags cannot be opened or read.</exception>
    /// <exception cref="Templates.TemplateRenderException">The template is missing or fails.</exception>
    /// <exception cref="GoTemplate.ErrorTextException">No file or several match the name, or the text is not of the resource's
    /// format.</exception>
    internal Task<RenderedText> RenderAsync(Resource resource, string? name, CancellationToken stop) =>
        _single.RunAsync(resource, name, stop);

    /// <summary>Reads the keys of a resource for a check, as its template would get them.</summary>
    /// <exception cref="KeyBackendException">The backend cannot be read, or not within the backend timeout, or reports absent
    /// keys.</exception>
    internal Task<KeySnapshot> ReadKeysAsync(OpenedResource resource, CancellationToken cancellationToken) =>
        new CycleReadings([resource], _options.BackendTimeout, _context) { RefusesAbsent = true }.SelectAsync(resource, cancellationToken);

    /// <summary>Reads the flags of resources as a cycle would, each source once, with the context of each resource.</summary>
    /// <returns>The reason for each resource whose flags cannot be read; resources without flags are skipped.</returns>
    /// <exception cref="OperationCanceledException">The token cancelled it.</exception>
    internal async Task<IReadOnlyList<KeyValuePair<OpenedResource, ErrorText>>> CheckFlagsAsync(
        IReadOnlyList<OpenedResource> resources, CancellationToken cancellationToken)
    {
        var flags = new CycleFlags(_options.BackendTimeout, _context);
        var problems = new List<KeyValuePair<OpenedResource, ErrorText>>();
        foreach (var resource in resources)
        {
            try
            {
                await flags.FindAsync(resource, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception problem) when (!cancellationToken.IsCancellationRequested || problem is not OperationCanceledException)
            {
                problems.Add(new(resource, FailureText.Of(problem)));
            }
        }

        return problems;
    }

    /// <summary>Closes the backends and flags that the engine opened.</summary>
    public async ValueTask DisposeAsync()
    {
        _child?.Dispose();

        // Both close all of theirs, even if one of them throws.
        await _flags.DisposeAsync().ConfigureAwait(false);
        await _clients.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Calls <see cref="DisposeAsync"/> and blocks until it completes, for containers that are disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    // A cycle, its claims and its backends belong to one loop.
    private Running Begin() => Interlocked.Exchange(ref _isRunning, 1) == 0
        ? new Running(this)
        : throw new InvalidOperationException("the engine is running: it does one run at a time");

    private TemplateRenderer CreateRenderer(EngineParts parts)
    {
        var renderer = new TemplateRenderer(
            new TemplateRendererOptions
            {
                TemplateFolder = TemplateRenderer.FolderIn(_options.ConfigDirectory),
                IsCacheEnabled = _options.KeepsTemplates,
                StatCacheTtl = _options.TemplateStatTtl,
                Environment = parts.Variable,
                Clock = parts.Clock,
                Names = new NameLookup(parts.Logger),
                LookupTimeout = _options.BackendTimeout > TimeSpan.Zero
                    ? _options.BackendTimeout
                    : TemplateRendererOptions.DefaultLookupTimeout,
            },
            parts.Logger);
        parts.Metrics?.Observe(renderer);
        return renderer;
    }

    // What is shared remembers across runs what was reported, what is pending and what could not be saved.
    private Func<EngineMode, UpdateCycle> CycleFactory(EngineParts parts, RenderTemplate render)
    {
        var options = _options.Update;
        var logger = parts.Logger;
        var runner = new ReportingCommandRunner(parts.Commands ?? new ProcessRunner(parts.Clock), _context.Progress);
        var commands = new ResourceCommands(options, runner, _context.Observer, logger);
        var writer = new DestinationWriter(options, _context.Observer, logger, parts.Clock);
        var state = new StateFolder(_options.StateDirectory, logger) { IsReadOnly = options.Noop };
        var notes = new ReloadNotes(state, Path.GetFullPath(ResourceFolder.PathIn(_options.ConfigDirectory)), logger);
        var pendingReloads = new PendingReloads(notes, parts.Clock);
        var updater = new FileUpdater(options, new UpdateSteps(render, writer, commands, state), logger);
        var created = new CreatedFilesStore(state, logger);
        var staleFiles = new StaleFiles(options, created, writer, logger);
        return mode =>
        {
            var isSinglePass = mode == EngineMode.Once;
            var reload = new ReloadStep(options, commands, pendingReloads, logger, isSinglePass);
            var processor = new ResourceProcessor(_context, updater, reload, staleFiles);
            return new UpdateCycle(_options, _context, processor, reload, pendingReloads, created, isSinglePass ? null : _child);
        };
    }

    private async Task<RunResult> RunDaemonAsync(
        EngineMode mode, Func<UpdateCycle, LoadedResources, StopTokens, Task> loop, CancellationToken stop)
    {
        using var run = Begin();
        var cycle = _createCycle(mode);
        _context.Observer.Started(mode, _options);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, _child?.Ended ?? CancellationToken.None);
        using var shutdown = new Shutdown(_options.ShutdownTimeout, _context.Clock, end.Token);
        try
        {
            var loaded = await _reloader.LoadAsync(end.Token).ConfigureAwait(false);
            _reloader.Adopt(loaded);
            if (loaded.AllBroken)
            {
                return new RunResult(loaded.Problems, []);
            }

            cycle.Adopt(loaded);
            await loop(cycle, loaded, shutdown.Tokens).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The normal end of daemons.
            await _reloader.WaitForRenewalAsync().ConfigureAwait(false);
        }
        finally
        {
            _reloader.End();
            _context.Progress.Waiting(null);
            cycle.WarnOfPendingReloads();
            await (_child?.StopAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }

        return RunResult.Success with { ChildExitStatus = _child?.ExitStatus };
    }

    private sealed class Running(ConfdEngine engine) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref engine._isRunning, 0);
    }
}
