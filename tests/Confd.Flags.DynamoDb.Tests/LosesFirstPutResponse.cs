using Amazon.Runtime;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>Carries the first PutItem out and then fails as if the connection had broken: its sender cannot know.</summary>
/// <param name="holding">Only requests that hold this text count.</param>
internal sealed class LosesFirstPutResponse(string holding = "") : HttpClientFactory
{
    private int _puts;

    public int Puts => Volatile.Read(ref _puts);

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this, holding));

    private sealed class Handler(LosesFirstPutResponse owner, string holding) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isPut = request.Headers.GetValues("X-Amz-Target").Any(target => target.EndsWith("PutItem", StringComparison.Ordinal))
                && (await request.Content!.ReadAsStringAsync(cancellationToken)).Contains(holding, StringComparison.Ordinal);
            var response = await base.SendAsync(request, cancellationToken);
            return isPut && Interlocked.Increment(ref owner._puts) == 1 ? throw new HttpRequestException("the connection broke") : response;
        }
    }
}
