using Amazon.Runtime;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>Carries the first PutItem out and then fails as if the connection had broken: its sender cannot know.</summary>
internal sealed class LosesFirstPutAnswer : HttpClientFactory
{
    private readonly Handler _handler = new() { InnerHandler = new SocketsHttpHandler() };

    public int Puts => _handler.Puts;

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(_handler);

    private sealed class Handler : DelegatingHandler
    {
        private int _puts;

        public int Puts => Volatile.Read(ref _puts);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            var isPut = request.Headers.GetValues("X-Amz-Target").Any(target => target.EndsWith("PutItem", StringComparison.Ordinal));
            return isPut && Interlocked.Increment(ref _puts) == 1 ? throw new HttpRequestException("the connection broke") : response;
        }
    }
}
