using Amazon.Runtime;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>Carries the first PutItem out and then fails as if the connection had broken: its sender cannot know.</summary>
internal sealed class LosesFirstPutAnswer : HttpClientFactory
{
    private int _puts;

    public int Puts => Volatile.Read(ref _puts);

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

    private sealed class Handler(LosesFirstPutAnswer owner) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            var isPut = request.Headers.GetValues("X-Amz-Target").Any(target => target.EndsWith("PutItem", StringComparison.Ordinal));
            return isPut && Interlocked.Increment(ref owner._puts) == 1 ? throw new HttpRequestException("the connection broke") : response;
        }
    }
}
