using System.Net;
using System.Net.Http.Headers;
using Confd.Shared;
using Confd.Shared.Http;

namespace Confd.Backends.Http.Connections;

/// <summary>
/// The servers of one store: sends requests to the one that responded last, to the next one if it fails, and again where a retry may
/// succeed.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="nodes">At least one; owned by this instance.</param>
/// <param name="options">Retries, limits and messages.</param>
internal sealed class HttpStore(IReadOnlyList<HttpNode> nodes, HttpStoreOptions options) : IDisposable
{
    private int _current;

    /// <summary>The servers' names in messages.</summary>
    public string Names => string.Join(", ", nodes.Select(node => node.Name));

    /// <summary>Sends a request until it succeeds, cannot succeed, or its time is up.</summary>
    /// <exception cref="HttpBackendException">It failed permanently.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled before any attempt had failed.</exception>
    public Task<HttpReply> SendAsync(HttpCall call, CancellationToken cancellationToken)
    {
        var first = 0;
        var node = nodes[0];
        var request = new RetriedRequest(call.IsRetried ? options.Retry : options.Retry with { MaxAttempts = 1 }, options.Clock)
        {
            Nodes = nodes.Count,
            Classify = error => error is HttpRequestException or IOException or OperationCanceledException or RefusalException
                ? ClassificationOf(ReasonOf(error))
                : null,
            Failed = end => Failed(call, node, end),
        };
        return request.RunAsync(SendToNextAsync, cancellationToken);

        async Task<HttpReply> SendToNextAsync(RequestAttempt attempt, CancellationToken token)
        {
            first = attempt.Node == 0 ? Volatile.Read(ref _current) : first;
            var index = (first + attempt.Node) % nodes.Count;
            node = nodes[index];
            try
            {
                var reply = await SendOnceAsync(node, call, attempt.Timeout, token).ConfigureAwait(false);
                Volatile.Write(ref _current, index);
                return reply;
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                // The node may be the cause of the delay: the next request uses another one.
                Volatile.Write(ref _current, (index + 1) % nodes.Count);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var node in nodes)
        {
            node.Dispose();
        }
    }

    private static HttpFailureReason ReasonOf(Exception error) =>
        error is RefusalException refusal ? refusal.Reason : HttpFailureReason.Of(error);

    private static FailureClassification ClassificationOf(HttpFailureReason reason) => new(reason.IsTransient, reason.IsConnectionRefused);

    private async Task<HttpReply> SendOnceAsync(HttpNode node, HttpCall call, TimeSpan left, CancellationToken cancellationToken)
    {
        var maxWait = call.IsRetried && left < call.Timeout ? left : call.Timeout;
        using var limit = new CancellationTokenSource(maxWait, options.Clock);

        // Limits the whole response, which might be sent endlessly in small pieces.
        using var whole = new CancellationTokenSource(call.IsRetried ? left : maxWait * 2, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, whole.Token, cancellationToken);
        using var response = await RequestAsync(node, call, either.Token).ConfigureAwait(false);
        var body = await ReadAsync(response, maxWait, limit, either.Token).ConfigureAwait(false);
        return response.IsSuccessStatusCode || call.AcceptsAnyStatus || call.Accepted.Contains(response.StatusCode)
            ? new HttpReply(response.StatusCode, response.Headers, body, node)
            : throw new RefusalException(HttpFailureReason.Of(response.StatusCode, WithoutSecrets(options.ReadRefusal(body), call)));
    }

    private static async Task<HttpResponseMessage> RequestAsync(HttpNode node, HttpCall call, CancellationToken cancellationToken)
    {
        var address = node.AddressOf(call.Path);
        using var request = Request(address, call);
        var response = await node.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!call.FollowsRedirect
            || response.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.Found or HttpStatusCode.MovedPermanently)
            || response.Headers.Location is not { } location)
        {
            return response;
        }

        var target = new Uri(address, location);
        if (target.Scheme != "https" && (target.Scheme != "http" || address.Scheme == "https"))
        {
            return response;
        }

        response.Dispose();
        using var again = Request(target, call);
        return await node.SendAsync(again, cancellationToken).ConfigureAwait(false);
    }

    private static HttpRequestMessage Request(Uri address, HttpCall call)
    {
        var request = new HttpRequestMessage(call.Method, address);
        foreach (var (name, value) in call.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (call.Body is not null)
        {
            request.Content = new ByteArrayContent(call.Body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    // Reads while data is received, within the limit of the attempt.
    private async Task<byte[]> ReadAsync(
        HttpResponseMessage response, TimeSpan maxWait, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        try
        {
            var body = await BoundedBody.ReadAsync(
                response.Content, options.MaxResponseBytes, () => limit.CancelAfter(maxWait), cancellationToken).ConfigureAwait(false);
            return body?.ToArray()
                ?? throw new RefusalException(new HttpFailureReason(HttpFailure.UnexpectedResponse, ResponseLimit.Exceeded));
        }
        catch (Exception failed) when (ResponseEncoding.IsBroken(failed))
        {
            throw new RefusalException(new HttpFailureReason(HttpFailure.ConnectionLost, ResponseEncoding.Broken));
        }
    }

    // An intermediary might send the request's secrets back.
    private static string WithoutSecrets(string said, HttpCall call)
    {
        foreach (var value in call.Headers.Select(header => header.Value).Concat(call.Secrets))
        {
            said = value.Length > 3 ? said.Replace(value, "(hidden)", StringComparison.Ordinal) : said;
        }

        return said;
    }

    private HttpBackendException Failed(HttpCall call, HttpNode node, RequestEnd end)
    {
        var reason = ReasonOf(end.Last);
        var tries = AttemptText.Count(end.Sent);
        var servers = nodes.Count == 1 || !reason.IsTransient ? node.Name : Names;
        var deadline = AttemptText.Deadline(end.IsOutOfTime);
        return new HttpBackendException(
            reason.Failure,
            $"{call.What} failed: {deadline}{reason.Text} ({options.Product} at {servers}, {tries}){options.Hint(reason.Failure)}",
            end.Last is RefusalException ? null : end.Last)
        {
            Status = reason.Status,
            Attempts = end.Sent,
        };
    }

    /// <summary>An unsuccessful response.</summary>
    private sealed class RefusalException(HttpFailureReason reason) : Exception
    {
        public HttpFailureReason Reason { get; } = reason;
    }
}
