using System.Net;
using Confd.Flags.Service.Tls;
using Confd.Shared;

namespace Confd.Flags.Service;

/// <summary>Where and how a <see cref="FlagServer"/> listens.</summary>
public sealed record FlagServerOptions
{
    /// <summary>Where it listens; port 0 lets the system choose. Null: nowhere, beside <see cref="UnixSocket"/>.</summary>
    public IPEndPoint? EndPoint { get; init; }

    /// <summary>The path of a socket on which it listens too, without TLS; null: none. A socket that is left over there is
    /// replaced.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>Under TLS on <see cref="EndPoint"/>, with this certificate; null: without. Not disposed by the server.</summary>
    public TlsCertificate? Certificate { get; init; }

    /// <summary>How many connections there may be at once. A further one takes the place of the one on which no request has been under way
    /// for the longest time; where there are requests or streams on all, it is closed.</summary>
    /// <value>20,000 by default.</value>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>The largest body of a request, in bytes.</summary>
    /// <value>5 MiB by default.</value>
    public int MaxBodyBytes { get; init; } = 5 * 1024 * 1024;

    /// <summary>How many bytes a second a client has to take while something waits for it; who is slower is cut off.</summary>
    /// <value>4 KiB by default.</value>
    public int LeastBytesPerSecond { get; init; } = 4 * 1024;

    // How long it may be slower before that counts.
    internal TimeSpan SlowClientGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock of handshakes; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        var check = new OptionCheck(nameof(FlagServerOptions));
        check.RequireAtLeast(MaxConnections, 1, nameof(MaxConnections), "connections");
        check.RequireAtLeast(MaxBodyBytes, 0, nameof(MaxBodyBytes), "bytes");
        check.RequireAtLeast(LeastBytesPerSecond, 0, nameof(LeastBytesPerSecond), "bytes a second");
        check.RequireSet(Clock, nameof(Clock));
    }
}
