using System.Net;
using System.Net.Http.Headers;
using Confd.Following;
using Confd.Shared;

namespace Confd.Backends.Http.Connections;

/// <summary>
/// The servers of one store: asks the one that answered last, the next where it fails, and once more where that may help.
/// </summary>
/// <remarks>Safe to share between threads.</remarks>
/// <param name="nodes">At least one; owned.</param>
/// <param name="options">How.</param>
internal sealed class HttpStore(IReadOnlyList<HttpNode> nodes, HttpStoreOptions options) : IDisposable
{
    private readonly BackoffOptions _backoff = new()
    {
        First = options.Retry.BaseDelay,
        Longest = options.Retry.MaxDelay,
        Jitter = Jitter.Half,
    };

    private int _current;

    /// <summary>The servers as messages name them.</summary>
    public string Names => string.Join(", ", nodes.Select(node => node.Name));

    /// <summary>Sends a request until it is answered, cannot succeed, or its time is up.</summary>
    /// <exception cref="HttpBackendException">It failed for good.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled before any attempt had failed.</exception>
    public async Task<HttpReply> SendAsync(HttpCall call, CancellationToken cancellationToken)
    {
        var started = options.Clock.GetTimestamp();
        HttpFailureReason? last = null;
        var refusedRounds = 0;
        for (var round = 1; ; round++)
        {
            var isRefused = true;
            var first = Volatile.Read(ref _current);
            for (var tried = 0; tried < nodes.Count; tried++)
            {
                var index = (first + tried) % nodes.Count;
                var node = nodes[index];
                var attempts = ((round - 1) * nodes.Count) + tried;
                try
                {
                    var reply = await SendOnceAsync(node, call, Left(started, round), cancellationToken).ConfigureAwait(false);
                    Volatile.Write(ref _current, index);
                    return reply;
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    // The node may be what took so long: whoever asks next asks another.
                    Volatile.Write(ref _current, (index + 1) % nodes.Count);
                    throw last is null
                        ? new OperationCanceledException(cancellationToken)
                        : Failed(call, node, last, attempts, isOutOfTime: true);
                }
                catch (Exception error) when (
                    error is HttpRequestException or IOException or OperationCanceledException or RefusalException)
                {
                    last = error is RefusalException refusal ? refusal.Reason : HttpFailureReason.Of(error);
                    isRefused &= last.IsConnectionRefused;
                    if (!last.MayPass)
                    {
                        throw Failed(call, node, last, attempts + 1, isOutOfTime: false, error);
                    }
                }
            }

            refusedRounds = isRefused ? refusedRounds + 1 : 0;
            var isOver = !call.IsRepeated || round >= options.Retry.MaxAttempts || refusedRounds >= options.Retry.MaxRefusals;
            var isOutOfTime = options.Clock.GetElapsedTime(started) >= options.Retry.Budget;
            if (isOver || isOutOfTime)
            {
                throw Failed(call, nodes[^1], last!, round * nodes.Count, isOutOfTime && !isOver);
            }

            await WaitAsync(call, last!, round, started, cancellationToken).ConfigureAwait(false);
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

    private async Task WaitAsync(HttpCall call, HttpFailureReason last, int round, long started, CancellationToken cancellationToken)
    {
        var left = options.Retry.Budget - options.Clock.GetElapsedTime(started);
        var pause = Backoff.After(round, _backoff);
        try
        {
            await Task.Delay(pause < left ? pause : left, options.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw Failed(call, nodes[^1], last, round * nodes.Count, isOutOfTime: true);
        }
    }

    // A first attempt has time for a connection, however small the budget.
    private TimeSpan Left(long started, int round)
    {
        var left = options.Retry.Budget - options.Clock.GetElapsedTime(started);
        var least = round == 1 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(1);
        return left > least ? left : least;
    }

    private async Task<HttpReply> SendOnceAsync(HttpNode node, HttpCall call, TimeSpan left, CancellationToken cancellationToken)
    {
        var patience = call.IsRepeated && left < call.Patience ? left : call.Patience;
        using var limit = new CancellationTokenSource(patience, options.Clock);

        // An answer that drips for ever is none.
        using var whole = new CancellationTokenSource(call.IsRepeated ? left : patience * 2, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, whole.Token, cancellationToken);
        using var response = await AskAsync(node, call, either.Token).ConfigureAwait(false);
        var body = await ReadAsync(response, patience, limit, either.Token).ConfigureAwait(false);
        return response.IsSuccessStatusCode || call.IsAnyAccepted || call.Accepted.Contains(response.StatusCode)
            ? new HttpReply(response.StatusCode, response.Headers, body, node)
            : throw new RefusalException(HttpFailureReason.Of(response.StatusCode, WithoutSecrets(options.ReadRefusal(body), call)));
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpNode node, HttpCall call, CancellationToken cancellationToken)
    {
        var address = node.AddressOf(call.Path);
        using var request = Request(address, call);
        var response = await node.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!call.IsRedirected
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

    // As long as it goes on, and the attempt may last.
    private async Task<byte[]> ReadAsync(
        HttpResponseMessage response, TimeSpan patience, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var body = new MemoryStream((int)Math.Min(response.Content.Headers.ContentLength ?? 0, 1 << 20));
            var buffer = new byte[32 << 10];
            while (await ReadPieceAsync(stream, buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                limit.CancelAfter(patience);
                body.Write(buffer.AsSpan(0, count));
                if (body.Length > options.LargestAnswer)
                {
                    throw new RefusalException(new HttpFailureReason(HttpFailure.ForeignAnswer, AnswerBound.Exceeded));
                }
            }

            return body.ToArray();
        }
    }

    // What unpacks an answer has exceptions of its own for one that is not packed as it says.
    private static async ValueTask<int> ReadPieceAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is InvalidDataException or InvalidOperationException)
        {
            throw new RefusalException(
                new HttpFailureReason(HttpFailure.ConnectionLost, "the answer is not packed as its Content-Encoding says"));
        }
    }

    // Something in between might send back what it was sent.
    private static string WithoutSecrets(string said, HttpCall call)
    {
        foreach (var value in call.Headers.Select(header => header.Value).Concat(call.Secrets))
        {
            said = value.Length > 3 ? said.Replace(value, "(hidden)", StringComparison.Ordinal) : said;
        }

        return said;
    }

    private HttpBackendException Failed(
        HttpCall call, HttpNode node, HttpFailureReason reason, int attempts, bool isOutOfTime, Exception? cause = null)
    {
        var tries = AttemptText.Count(attempts);
        var servers = nodes.Count == 1 || !reason.MayPass ? node.Name : Names;
        var deadline = AttemptText.Deadline(isOutOfTime);
        return new HttpBackendException(
            reason.Failure,
            $"{call.What} failed: {deadline}{reason.Text} ({options.Product} at {servers}, {tries}){options.Hint(reason.Failure)}",
            cause is RefusalException ? null : cause)
        {
            Status = reason.Status,
            Attempts = attempts,
        };
    }

    /// <summary>An answer that is a failure.</summary>
    private sealed class RefusalException(HttpFailureReason reason) : Exception
    {
        public HttpFailureReason Reason { get; } = reason;
    }
}
