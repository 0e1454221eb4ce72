using Grpc.Core;

namespace Confd.Backends.Etcd.Connections;

/// <summary>Why a call did not work.</summary>
/// <param name="Reason">In etcd's words, or in those of the system.</param>
/// <param name="Kind">What helps.</param>
internal sealed record EtcdFailure(string Reason, EtcdFailureKind Kind)
{
    /// <summary>Of a node that is reached and silent.</summary>
    public const string NoAnswer = "no answer in time";

    // Status codes are shared by failures of many kinds; etcd's clients tell these apart by their words too.
    private const string InvalidToken = "etcdserver: invalid auth token";
    private const string OldToken = "etcdserver: revision of auth store is old";
    private const string CompactedRevision = "required revision has been compacted";

    /// <summary>Judges an exception of the client.</summary>
    public static EtcdFailure Of(RpcException failed)
    {
        var words = failed.Status.Detail;
        if (words.Contains(InvalidToken, StringComparison.Ordinal) || words.Contains(OldToken, StringComparison.Ordinal))
        {
            return new EtcdFailure(words, EtcdFailureKind.TokenExpired);
        }

        if (words.Contains(CompactedRevision, StringComparison.Ordinal))
        {
            return new EtcdFailure(words, EtcdFailureKind.Compacted);
        }

        if (TlsFiles.DisagreementIn(failed.Status.DebugException) is { } reason)
        {
            return new EtcdFailure($"TLS handshake failed: {reason}", EtcdFailureKind.Final);
        }

        return failed.StatusCode switch
        {
            StatusCode.Unauthenticated => new EtcdFailure(words, EtcdFailureKind.TokenExpired),
            StatusCode.DeadlineExceeded => new EtcdFailure(NoAnswer, EtcdFailureKind.MayPass),
            StatusCode.Unavailable or StatusCode.Aborted or StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled =>
                new EtcdFailure(Innermost(failed) ?? words, EtcdFailureKind.MayPass),
            StatusCode.ResourceExhausted when words.Contains("message exceeds", StringComparison.OrdinalIgnoreCase) =>
                new EtcdFailure(words, EtcdFailureKind.TooBig),
            StatusCode.ResourceExhausted => new EtcdFailure(words, EtcdFailureKind.MayPass),
            _ => new EtcdFailure(words, EtcdFailureKind.Final),
        };
    }

    private static string? Innermost(RpcException failed) => failed.Status.DebugException?.GetBaseException() switch
    {
        { } cause and (HttpRequestException or IOException or System.Net.Sockets.SocketException or HttpProtocolException) => cause.Message,

        OperationCanceledException => NoAnswer,

        // Lost while it was being written to.
        ObjectDisposedException => "the connection is lost",
        _ => null,
    };
}
