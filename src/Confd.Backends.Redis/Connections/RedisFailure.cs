using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Security.Authentication;
using StackExchange.Redis;

namespace Confd.Backends.Redis.Connections;

/// <summary>The cause of a failure.</summary>
/// <param name="Reason">The message of the server or of the system.</param>
/// <param name="IsTransient">True where a retry may succeed.</param>
internal sealed record RedisFailure(string Reason, bool IsTransient)
{
    private const string SimpleError = "SimpleError: ";

    // The client's message for MOVED.
    private const string Moved = "Key has MOVED";

    // Responses of a server that is starting, failing over or overloaded.
    private static readonly string[] Passing =
        ["LOADING", "BUSY", "TRYAGAIN", "MASTERDOWN", "CLUSTERDOWN", "UNBLOCKED", "ERR max number of clients"];

    /// <summary>True where no server listens.</summary>
    public bool IsRefused { get; private init; }

    /// <summary>True for the exceptions of the client and of its sockets.</summary>
    public static bool IsKnown(Exception failed) =>
        failed is RedisException or RedisCommandException or TimeoutException
        || failed is IOException or InvalidDataException or SocketException or AuthenticationException or ObjectDisposedException;

    /// <summary>Classifies an exception.</summary>
    public static RedisFailure Of(Exception failed) => failed switch
    {
        RedisConnectionException { InnerException: RedisServerException answer } => Of(answer),
        RedisServerException or NotReadyException => OfServer(failed.Message),
        RedisCommandException { Message: var text } when text.Contains("database does not exist", StringComparison.Ordinal) =>
            new RedisFailure("ERR DB index is out of range", IsTransient: false),
        _ when TlsFiles.DescribeTlsFailure(failed) is { } reason => new RedisFailure($"TLS handshake failed: {reason}", IsTransient: false),
        InvalidDataException or RedisConnectionException { InnerException: InvalidDataException } =>
            new RedisFailure((failed as InvalidDataException ?? failed.InnerException!).Message, IsTransient: false),

        // The socket was opened, or the dialer would have reported the cause.
        RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect } =>
            new RedisFailure("no answer in time", IsTransient: true),
        RedisConnectionException or ObjectDisposedException => new RedisFailure("the connection is lost", IsTransient: true),
        RedisTimeoutException or TimeoutException => new RedisFailure("no answer in time", IsTransient: true),
        RedisCommandException => new RedisFailure(failed.Message, IsTransient: false),
        _ => new RedisFailure(failed.Message, IsTransient: true)
        {
            // The latter is .NET's exception for the path of a socket that does not exist.
            IsRefused = failed is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.AddressNotAvailable },
        },
    };

    /// <summary>True where an access list of the server denies it.</summary>
    public static bool IsDenied(Exception failed) =>
        failed is RedisServerException && failed.Message.Contains("NOPERM", StringComparison.Ordinal);

    /// <summary>True for a response of a server that is starting, failing over or overloaded.</summary>
    public static bool IsPassing([NotNullWhen(true)] string? answer) =>
        answer is not null && Passing.Any(prefix => answer.StartsWith(prefix, StringComparison.Ordinal));

    private static RedisFailure OfServer(string message)
    {
        var text = message.StartsWith(SimpleError, StringComparison.Ordinal) ? message[SimpleError.Length..] : message;
        if (text.StartsWith(Moved, StringComparison.Ordinal))
        {
            text = "MOVED: the key belongs to another node of a Redis Cluster, whose nodes are not followed";
        }
        else if (text.StartsWith("NOAUTH", StringComparison.Ordinal))
        {
            text = "NOAUTH Authentication required.";
        }

        return new RedisFailure(text, IsPassing(text));
    }
}
