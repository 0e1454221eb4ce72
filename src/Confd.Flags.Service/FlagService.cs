using Confd.Admission;
using Confd.Flags.Service.Environments;
using Confd.Flags.Service.Http;
using Confd.Flags.Service.LaunchDarkly;
using Confd.Flags.Service.Ofrep;
using Confd.Flags.Service.Receiving;
using Confd.Flags.Service.Status;
using Confd.Flags.Service.Streams;
using Confd.Shared.Http;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Service;

/// <summary>
/// Serves flags over HTTP from memory: by OFREP, OpenFeature's protocol, and by the endpoints of LaunchDarkly's SDKs. It only reads: none
/// of their requests changes a flag.
/// </summary>
/// <remarks>Thread-safe. Any ASP.NET Core server can host it; <see cref="FlagServer"/> is one without a host.</remarks>
public sealed class FlagService : IAsyncDisposable, IDisposable
{
    private readonly IReadOnlyList<FlagEnvironment> _environments;
    private readonly OfrepEndpoint _ofrep;
    private readonly SdkEndpoint _sdks;
    private readonly StatusEndpoint _status;
    private readonly FlagServiceMetrics _metrics;
    private readonly Func<HttpContext, ValueTask<bool>>? _pages;
    private readonly ITimer _heartbeat;

    /// <summary>Creates a service that handles requests immediately; until an environment's flags have been read, and as long as it
    /// was never filled, its requests get status 503.</summary>
    /// <param name="environments">The environments, with their credentials. Their clients are disposed with the service; if this
    /// constructor throws, they are not touched.</param>
    /// <param name="options">Further settings; null: the defaults.</param>
    /// <exception cref="ArgumentException">Two environments have the same name or key; the message never names a key.</exception>
    public FlagService(IReadOnlyList<FlagEnvironmentOptions> environments, FlagServiceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(environments);
        options ??= new FlagServiceOptions();
        options.Validate();
        UniqueNames.Require(environments.Select(one => one.Name), nameof(environments));

        var logger = options.Logger;
        _environments = [.. environments.Select(one => new FlagEnvironment(one, logger, options.Clock))];
        var ring = new CredentialRing(_environments);
        var cors = new Cors(options.Origins);
        var streams = new EventStreams(logger, options.Clock);
        var events = new EventCounter(options.Events);
        var budget = options.BodyBudget ?? new BodyBudget(options.Clock);
        var answers = new BodyBudget(options.Clock);
        _ofrep = new OfrepEndpoint(ring, cors, streams, budget, answers, logger);
        _sdks = new SdkEndpoint(ring, cors, streams, new SdkEvents(events, budget, options.Clock), budget, answers, logger);
        _metrics = new FlagServiceMetrics(options.Meter, _environments, streams, events);
        _status = new StatusEndpoint(_environments, streams, events, options.Version, options.Clock);
        _pages = options.Pages;
        foreach (var environment in _environments)
        {
            environment.Begin();
        }

        _heartbeat = options.Clock.CreateTimer(_ => Beat(), null, options.Heartbeat, options.Heartbeat);
    }

    /// <summary>True once the flags of all environments have been read.</summary>
    public bool IsReady => _environments.All(environment => environment.Client.IsReady);

    /// <summary>Completes as soon as the flags of all environments have been read once, however long that takes.</summary>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken = default) =>
        Task.WhenAll(_environments.Select(environment => environment.Client.WaitUntilReadyAsync(cancellationToken)));

    /// <summary>Handles a request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var path = context.Request.Path.Value ?? "";
        if (path.StartsWith(OfrepEndpoint.Root, StringComparison.Ordinal))
        {
            _metrics.CountOfrep();
            return _ofrep.HandleAsync(context);
        }

        if (SdkRoute.Find(path) is { } route)
        {
            _metrics.CountLaunchDarkly();
            return _sdks.HandleAsync(context, route);
        }

        return _pages is null || HttpMethods.IsConnect(context.Request.Method)
            ? HandleProbeAsync(context)
            : AnswerFurtherAsync(context, _pages);
    }

    /// <summary>Handles <c>/health</c>, <c>/ready</c> and <c>/status</c> only, for an address that only operators can reach.</summary>
    public Task HandleProbeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _status.HandleAsync(context);
    }

    /// <summary>Ends all streams, also those that are opened later; their clients reconnect, to another process if there is one.</summary>
    public void EndStreams()
    {
        foreach (var environment in _environments)
        {
            environment.End();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _heartbeat.DisposeAsync().ConfigureAwait(false);
        EndStreams();
        var failures = new List<Exception>();
        foreach (var environment in _environments)
        {
            try
            {
                await environment.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                // The others are disposed of all the same.
                failures.Add(failure);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException("clients of the flag service could not be disposed of", failures);
        }
    }

    /// <summary>Calls <see cref="DisposeAsync"/> and blocks until it completes, for containers that are disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task AnswerFurtherAsync(HttpContext context, Func<HttpContext, ValueTask<bool>> pages)
    {
        if (!await pages(context).ConfigureAwait(false))
        {
            await HandleProbeAsync(context).ConfigureAwait(false);
        }
    }

    private void Beat()
    {
        foreach (var environment in _environments)
        {
            environment.Beat();
        }
    }
}
