using System.Net;
using Confd.Flags.Service.Tls;
using Confd.Shared;

namespace Confd.Flags.Service;

/// <summary>Where and how a <see cref="FlagServer"/> listens.</summary>
public sealed record FlagServerOptions
{
    /// <summary>The address to listen on; port 0 lets the system choose. Null: only <see cref="UnixSocket"/>.</summary>
    public IPEndPoint? EndPoint { get; init; }

    /// <summary>The path of a Unix socket to listen on as well, without TLS; null: none. A socket that a terminated process left there is
    /// replaced.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>The permissions of <see cref="UnixSocket"/>: whoever may write to it may connect. Not on Windows.</summary>
    /// <value>Null, the default: as the umask of the process says.</value>
    public UnixFileMode? UnixSocketMode { get; init; }

    /// <summary>The certificate for TLS on <see cref="EndPoint"/>; null: no TLS. Not disposed by the server.</summary>
    public TlsCertificate? Certificate { get; init; }

    /// <summary>The maximum number of concurrent connections. A further one replaces the connection that has been without a request for the
    /// longest time; if all have requests or streams, the new one is closed.</summary>
    /// <value>20,000 by default.</value>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>The largest body of a request, in bytes.</summary>
    /// <value>5 MiB by default.</value>
    public int MaxBodyBytes { get; init; } = 5 * 1024 * 1024;

    /// <summary>The minimum rate in bytes a second at which a client must read pending data; slower ones are disconnected.</summary>
    /// <value>4 KiB by default.</value>
    public int MinBytesPerSecond { get; init; } = 4 * 1024;

    // How long a client may be slower.
    internal TimeSpan SlowClientGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock of handshakes; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid; the message names it and its range.</exception>
    public void Validate()
    {
        var check = new OptionCheck(nameof(FlagServerOptions));
        check.RequireAtLeast(MaxConnections, 1, nameof(MaxConnections), "connections");
        check.RequireAtLeast(MaxBodyBytes, 0, nameof(MaxBodyBytes), "bytes");
        check.RequireAtLeast(MinBytesPerSecond, 0, nameof(MinBytesPerSecond), "bytes a second");
        check.RequireSet(Clock, nameof(Clock));
    }
}
