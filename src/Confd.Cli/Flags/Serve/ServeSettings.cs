namespace Confd.Cli.Flags.Serve;

/// <summary>The settings of <c>confd flags serve</c>.</summary>
internal sealed class ServeSettings
{
    public const int DefaultConnections = 20_000;
    public const string DefaultEventsUrl = "https://events.launchdarkly.com";

    public static readonly TimeSpan DefaultHeartbeat = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan DefaultRefreshInterval = TimeSpan.FromSeconds(5);

    public required IReadOnlyList<ServedEnvironment> Environments { get; init; }

    /// <summary>Where to listen; null: only on the socket.</summary>
    public required string? Listen { get; init; }

    public required string? UnixSocket { get; init; }

    /// <summary>Who may connect to the socket; null: as the umask says.</summary>
    public required UnixFileMode? UnixSocketMode { get; init; }

    /// <summary>Certificate and key; null: no TLS.</summary>
    public required (string Certificate, string Key)? Tls { get; init; }

    public required TimeSpan Heartbeat { get; init; }

    /// <summary>How often a table whose changes cannot be followed is read.</summary>
    public required TimeSpan RefreshInterval { get; init; }

    public required IReadOnlyList<string> Origins { get; init; }

    public required int MaxConnections { get; init; }

    /// <summary>The destination of events: <see cref="EventsTarget"/>, or the path of a file.</summary>
    public required string Events { get; init; }

    public required Uri EventsUrl { get; init; }

    public required DaemonSettings Daemon { get; init; }

    /// <summary>The console; null: none.</summary>
    public required ConsoleSettings? Console { get; init; }
}
