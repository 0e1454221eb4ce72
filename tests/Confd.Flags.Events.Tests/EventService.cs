using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;

namespace Confd.Flags.Events.Tests;

/// <summary>LaunchDarkly's events endpoint without a network: keeps what it gets, answers what a test wants.</summary>
internal sealed class EventService : HttpMessageHandler
{
    private readonly Channel<EventPost> _posts = Channel.CreateUnbounded<EventPost>();
    private readonly Queue<Func<HttpResponseMessage>> _answers = new();

    /// <summary>The time that it tells.</summary>
    public DateTimeOffset? Time { get; set; }

    /// <summary>Lets posts wait for an answer that never comes.</summary>
    public bool IsSilent { get; set; }

    public int Waiting => _posts.Reader.Count;

    /// <summary>Lets the next posts fail, one status each; 0 breaks the connection.</summary>
    public void Fail(params int[] statuses)
    {
        foreach (var status in statuses)
        {
            _answers.Enqueue(() => status == 0
                ? throw new HttpRequestException("the connection broke")
                : new HttpResponseMessage((HttpStatusCode)status));
        }
    }

    public ValueTask<EventPost> NextAsync(CancellationToken cancellationToken) => _posts.Reader.ReadAsync(cancellationToken);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        var isCompressed = request.Content.Headers.ContentEncoding.Contains("gzip");
        if (isCompressed)
        {
            using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            await gzip.CopyToAsync(plain, cancellationToken);
            body = plain.ToArray();
        }

        _posts.Writer.TryWrite(new EventPost(
            request.RequestUri!.AbsolutePath,
            request.Headers.Concat(request.Content.Headers)
                .ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase),
            isCompressed,
            JsonDocument.Parse(body).RootElement));
        if (IsSilent)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        var response = _answers.TryDequeue(out var answer) ? answer() : new HttpResponseMessage(HttpStatusCode.Accepted);
        response.Headers.Date = Time;
        return response;
    }
}
