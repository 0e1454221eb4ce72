using System.Buffers;
using System.Text.Json;

namespace Confd.Samples.LambdaFlags;

/// <summary>
/// A custom runtime of AWS Lambda: takes one event after the other from the Runtime API, answers it, and tells what failed. Natively
/// compiled it is the whole <c>bootstrap</c> of a function on <c>provided.al2023</c>.
/// </summary>
/// <param name="address">The Runtime API, HOST:PORT, as <c>AWS_LAMBDA_RUNTIME_API</c> has it.</param>
internal sealed class LambdaRuntime(string address) : IDisposable
{
    private const string Version = "2018-06-01";

    // The next event may be hours away, during which the function is frozen.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Makes what handles events, then handles them until the environment is shut down.</summary>
    /// <param name="create">What is done once in the life of an execution environment, outside the time that is billed for an
    /// event.</param>
    /// <param name="cancellationToken">Ends it between two events.</param>
    /// <exception cref="HttpRequestException">The Runtime API does not answer, as at the end of the environment.</exception>
    public async Task RunAsync(
        Func<Task<Func<ReadOnlyMemory<byte>, CancellationToken, Task<ReadOnlyMemory<byte>>>>> create, CancellationToken cancellationToken)
    {
        Func<ReadOnlyMemory<byte>, CancellationToken, Task<ReadOnlyMemory<byte>>> handle;
        try
        {
            handle = await create();
        }
        catch (Exception failed)
        {
            await TellAsync("init/error", failed, cancellationToken);
            throw;
        }

        while (!cancellationToken.IsCancellationRequested)
        {
            await HandleNextAsync(handle, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task HandleNextAsync(
        Func<ReadOnlyMemory<byte>, CancellationToken, Task<ReadOnlyMemory<byte>>> handle, CancellationToken cancellationToken)
    {
        using var next = await _http.GetAsync(Of("invocation/next"), cancellationToken);
        next.EnsureSuccessStatusCode();
        var request = next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").First();
        if (next.Headers.TryGetValues("Lambda-Runtime-Trace-Id", out var trace))
        {
            Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", trace.First());
        }

        ReadOnlyMemory<byte> answer;
        using var limit = LimitOf(next, cancellationToken);
        try
        {
            answer = await handle(await next.Content.ReadAsByteArrayAsync(cancellationToken), limit.Token);
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            // This event failed; the function goes on with the next.
            await TellAsync($"invocation/{request}/error", failed, cancellationToken);
            return;
        }

        using var content = new ReadOnlyMemoryContent(answer);
        using var accepted = await _http.PostAsync(Of($"invocation/{request}/response"), content, cancellationToken);
        accepted.EnsureSuccessStatusCode();
    }

    // What is left of the function's time when the event comes.
    private static CancellationTokenSource LimitOf(HttpResponseMessage next, CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (next.Headers.TryGetValues("Lambda-Runtime-Deadline-Ms", out var values) && long.TryParse(values.First(), out var deadline))
        {
            var left = DateTimeOffset.FromUnixTimeMilliseconds(deadline) - TimeProvider.System.GetUtcNow();
            limit.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }

        return limit;
    }

    private async Task TellAsync(string path, Exception failed, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("errorMessage", failed.Message);
            json.WriteString("errorType", failed.GetType().Name);
            json.WriteEndObject();
        }

        using var message = new HttpRequestMessage(HttpMethod.Post, Of(path)) { Content = new ReadOnlyMemoryContent(body.WrittenMemory) };
        message.Headers.Add("Lambda-Runtime-Function-Error-Type", $"Function.{failed.GetType().Name}");
        using var accepted = await _http.SendAsync(message, cancellationToken);
    }

    private Uri Of(string path) => new($"http://{address}/{Version}/runtime/{path}");
}
