using Grpc.Core;

namespace Confd.Backends.Etcd.Connections;

/// <summary>The failure of a call.</summary>
/// <param name="Reason">The message of etcd or of the system.</param>
/// <param name="Kind">What can be done about it.</param>
/// <param name="Hint">What to do about it, after a semicolon; empty where the reason is sufficient.</param>
internal sealed record EtcdFailure(string Reason, EtcdFailureKind Kind, string Hint = "")
{
    /// <summary>The reason for a node that can be reached but does not respond.</summary>
    public const string NoResponse = "no answer in time";

    private const string CheckConnection = "; check the node and whether etcd runs";
    private const string CheckLogin = "; check basic_auth, username and password";

    // Different failures have the same status code; etcd's clients also distinguish these by their messages.
    private const string InvalidToken = "etcdserver: invalid auth token";
    private const string OldToken = "etcdserver: revision of auth store is old";
    private const string CompactedRevision = "required revision has been compacted";

    // Malformed requests have the same code.
    private static readonly string[] IsLogin = ["user name is empty", "authentication failed"];

    /// <summary>Classifies an exception of the client.</summary>
    public static EtcdFailure Of(RpcException failed)
    {
        var words = failed.Status.Detail;
        if (words.Contains(InvalidToken, StringComparison.Ordinal) || words.Contains(OldToken, StringComparison.Ordinal))
        {
            return new EtcdFailure(words, EtcdFailureKind.TokenExpired, CheckLogin);
        }

        if (words.Contains(CompactedRevision, StringComparison.Ordinal))
        {
            return new EtcdFailure(words, EtcdFailureKind.Compacted);
        }

        if (TlsFiles.DescribeTlsFailure(failed.Status.DebugException) is { } reason)
        {
            return new EtcdFailure(
                $"TLS handshake failed: {reason}",
                EtcdFailureKind.Final,
                "; check scheme and node, client_cakeys, client_cert and client_key, and this machine's clock");
        }

        return failed.StatusCode switch
        {
            StatusCode.Unauthenticated => new EtcdFailure(words, EtcdFailureKind.TokenExpired, CheckLogin),
            StatusCode.DeadlineExceeded => new EtcdFailure(NoResponse, EtcdFailureKind.Transient, CheckConnection),
            StatusCode.Unavailable or StatusCode.Aborted or StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled =>
                Innermost(failed) is { } cause
                    ? new EtcdFailure(cause, EtcdFailureKind.Transient, CheckConnection)
                    : new EtcdFailure(words, EtcdFailureKind.Transient),
            StatusCode.ResourceExhausted when words.Contains("message exceeds", StringComparison.OrdinalIgnoreCase) =>
                new EtcdFailure(words, EtcdFailureKind.TooBig),
            StatusCode.ResourceExhausted => new EtcdFailure(words, EtcdFailureKind.Transient),
            StatusCode.PermissionDenied =>
                new EtcdFailure(words, EtcdFailureKind.Final, "; give the user of etcd a role that may read the keys"),
            StatusCode.InvalidArgument when IsLogin.Any(part => words.Contains(part, StringComparison.Ordinal)) =>
                new EtcdFailure(words, EtcdFailureKind.Final, CheckLogin),
            _ => new EtcdFailure(words, EtcdFailureKind.Final),
        };
    }

    private static string? Innermost(RpcException failed) => failed.Status.DebugException?.GetBaseException() switch
    {
        { } cause and (HttpRequestException or IOException or System.Net.Sockets.SocketException or HttpProtocolException) => cause.Message,

        OperationCanceledException => NoResponse,

        // Lost during a write.
        ObjectDisposedException => "the connection is lost",
        _ => null,
    };
}
