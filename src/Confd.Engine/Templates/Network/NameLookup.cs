using System.Net;
using System.Net.Sockets;
using Confd.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Engine.Templates.Network;

/// <summary>Looks up names for templates; the result is empty for what cannot be found.</summary>
internal sealed partial class NameLookup
{
    // A resolver that hangs for this many names will hang for the next one too.
    private const int MaxPending = 16;

    // The longest wait of the C library: it limits the time to 30 seconds and the attempts to 5, for each of three servers.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30 * 5 * 3);

    private readonly Func<ResolverSettings> _settings;
    private readonly Func<string, IPAddress[]> _resolve;
    private readonly ILogger _logger;
    private readonly OnceReporter _full = new();
    private readonly Dictionary<string, Task<IPAddress[]>> _underWay = new(StringComparer.Ordinal);

    /// <summary>Uses the machine's resolver; its configuration is read again for every lookup.</summary>
    /// <param name="logger">Logs that the resolver hangs; null for none.</param>
    public NameLookup(ILogger? logger = null)
        : this(() => ResolverSettings.Load(ResolverSettings.DefaultPath), new HostAddresses().Resolve, logger)
    {
    }

    /// <summary>Uses given servers and a given resolver.</summary>
    /// <param name="settings">The servers for services, and how long they are waited for; called before every lookup.</param>
    /// <param name="resolve">Returns the addresses of a host; throws <see cref="SocketException"/> where there are none.</param>
    /// <param name="logger">Logs that the resolver hangs; null for none.</param>
    public NameLookup(Func<ResolverSettings> settings, Func<string, IPAddress[]> resolve, ILogger? logger = null)
    {
        _settings = settings;
        _resolve = resolve;
        _logger = logger ?? NullLogger.Instance;
    }

    /// <summary>The addresses of a host, or the address itself where the host is one; in no order.</summary>
    /// <param name="host">The host.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public IReadOnlyList<string> LookupAddresses(string host, CancellationToken cancellationToken)
    {
        if (AddressText.TryParse(host) is { } address)
        {
            return [AddressText.Format(address)];
        }

        // An address only for the C library, 0x7f.1, is neither an address nor the name of a host for Go.
        if (!DnsName.IsValid(host) || IPAddress.TryParse(host, out _))
        {
            return [];
        }

        cancellationToken.ThrowIfCancellationRequested();
        var settings = _settings();
        var rounds = settings.Attempts * settings.Servers.Count * Math.Max(1, settings.CandidatesFor(host).Count());
        var lookup = StartLookup(host);
        var maxWait = settings.Timeout * rounds;
        return lookup.Wait(maxWait < MaxWait ? maxWait : MaxWait, cancellationToken)
            ? [.. lookup.Result.Select(AddressText.Format)]
            : [];
    }

    /// <summary>The SRV records of <c>_service._protocol.name</c>, or of the name alone where service and protocol are empty.</summary>
    /// <param name="service">Such as <c>http</c>.</param>
    /// <param name="protocol">Such as <c>tcp</c>.</param>
    /// <param name="name">The domain.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public IReadOnlyList<ServiceRecord> LookupServices(string service, string protocol, string name, CancellationToken cancellationToken)
    {
        var query = service.Length == 0 && protocol.Length == 0 ? name : $"_{service}._{protocol}.{name}";
        var settings = _settings();
        foreach (var candidate in settings.CandidatesFor(query))
        {
            var records = new DnsClient(settings).QueryServices(candidate, cancellationToken);
            if (records is not null)
            {
                return [.. records.Where(record => DnsName.IsValid(record.Target))];
            }
        }

        return [];
    }

    // The C library's resolver waits without a limit for a server that accepts a connection and does not answer. The lookup is then
    // abandoned, and the next call for that host waits for the same result.
    private Task<IPAddress[]> StartLookup(string host)
    {
        lock (_underWay)
        {
            if (_underWay.TryGetValue(host, out var lookup))
            {
                return lookup;
            }

            if (_underWay.Count >= MaxPending)
            {
                _full.Report(() => LogFull(_logger, MaxPending));
                return Task.FromResult<IPAddress[]>([]);
            }

            return _underWay[host] = Task.Factory.StartNew(
                () => Resolve(host), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    private IPAddress[] Resolve(string host)
    {
        try
        {
            return _resolve(host);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return [];
        }
        finally
        {
            lock (_underWay)
            {
                _underWay.Remove(host);
                _full.Reset();
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The resolver does not respond for {count} names that templates look up: until it does, other names have no addresses")]
    private static partial void LogFull(ILogger logger, int count);
}
