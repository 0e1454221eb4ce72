using System.Globalization;
using System.Net;
using Confd.Aws;
using Confd.Following;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Backends.Aws.Metadata;

/// <summary>Sends requests to the instance metadata service, with a session token (IMDSv2) that is renewed before it expires.</summary>
/// <remarks>Amazon EC2 user guide, "Use the Instance Metadata Service to access instance metadata". Thread-safe.</remarks>
internal sealed partial class ImdsClient : IDisposable
{
    private const string TokenPath = "/latest/api/token";
    private const string RootPath = "meta-data/";

    // The maximum of the service, and well before its end.
    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(6);
    private static readonly TimeSpan TokenUse = TimeSpan.FromHours(5);

    // User data has at most 16 KB, no other value is nearly as large.
    private const int MaxBytes = 1024 * 1024;

    private readonly HttpClient _http;
    private readonly ImdsRequestLoop _loop;
    private readonly TimeSpan _dialTimeout;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Token? _token;

    public ImdsClient(Uri address, BackendContext context)
    {
        _dialTimeout = context.DialTimeout;
        _clock = context.Clock;
        _logger = context.Logger;
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = _dialTimeout,
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = address,
            MaxResponseContentBufferSize = MaxBytes,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _loop = new ImdsRequestLoop(AwsRetries.Of<AwsRetryOptions>(context.Retry) with { AttemptTimeout = _dialTimeout }, context.Clock);
    }

    /// <summary>Requests a token and the root, within the dial time.</summary>
    /// <exception cref="AwsException">There is no such service, or this process may not use it.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(_dialTimeout, _clock, cancellationToken);
        try
        {
            await ProbeAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AwsException(
                AwsFailure.TimedOut,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"no answer of {_http.BaseAddress} within {_dialTimeout.TotalSeconds:0.#} seconds{HopHint}"));
        }
        catch (AwsException failed) when (!cancellationToken.IsCancellationRequested && failed.Failure is AwsFailure.TimedOut)
        {
            throw new AwsException(failed.Failure, failed.Message + HopHint, failed);
        }
    }

    /// <summary>Requests the root of the metadata.</summary>
    /// <exception cref="AwsException">There is none.</exception>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        if (await GetAsync(RootPath, cancellationToken).ConfigureAwait(false) is null)
        {
            throw new AwsException(AwsFailure.UnexpectedResponse, $"{_http.BaseAddress}latest/{RootPath} answered with status 404");
        }
    }

    /// <summary>Reads a path below <c>/latest/</c>; null where it does not exist.</summary>
    /// <exception cref="AwsException">The service cannot be reached or rejects the request.</exception>
    public Task<byte[]?> GetAsync(string path, CancellationToken cancellationToken) =>
        _loop.RunAsync($"GET /latest/{path}", token => GetOnceAsync(path, token), cancellationToken);

    public void Dispose() => _http.Dispose();

    // By default, packets of token responses have a hop limit of 1: a container's bridge is the second hop.
    private static string HopHint =>
        "; is this an EC2 instance? In a container its hop limit has to be 2: "
        + "`aws ec2 modify-instance-metadata-options --instance-id ID --http-put-response-hop-limit 2`";

    private async Task<byte[]?> GetOnceAsync(string path, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            var token = await TokenAsync(cancellationToken).ConfigureAwait(false);
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/latest/{Escape(path)}");
            if (token.Text is { } text)
            {
                request.Headers.Add("X-aws-ec2-metadata-token", text);
            }

            using var answer = await SendAsync(request, cancellationToken).ConfigureAwait(false);
            switch (answer.StatusCode)
            {
                case HttpStatusCode.OK:
                    return await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
                case HttpStatusCode.NotFound:
                    return null;
                case HttpStatusCode.Unauthorized when isFirst:
                    // The token has expired early, as after a stop and start of the instance.
                    Interlocked.CompareExchange(ref _token, null, token);
                    continue;
                default:
                    throw Refused(answer.StatusCode);
            }
        }
    }

    private async Task<Token> TokenAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _token) is { } token && IsFresh(token))
        {
            return token;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_token is { } renewed && IsFresh(renewed))
            {
                return renewed;
            }

            token = await AskTokenAsync(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _token, token);
            return token;
        }
        finally
        {
            _gate.Release();
        }
    }

    // The client limits the size of responses.
    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);

    private async Task<Token> AskTokenAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, TokenPath);
        request.Headers.Add("X-aws-ec2-metadata-token-ttl-seconds", TokenLife.TotalSeconds.ToString("0", CultureInfo.InvariantCulture));
        var requestedAt = _clock.GetTimestamp();
        using var answer = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        switch (answer.StatusCode)
        {
            case HttpStatusCode.OK:
                var text = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
                return text.Length > 0 && text.All(character => character is > ' ' and <= '~')
                    ? new Token(text, requestedAt)
                    : throw new AwsException(AwsFailure.UnexpectedResponse, $"{TokenPath} answered without a token");
            case HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed:
                // As in every SDK: this server does not support tokens.
                LogNoTokens(_logger, (int)answer.StatusCode);
                return new Token(null, requestedAt);
            default:
                throw Refused(answer.StatusCode);
        }
    }

    private bool IsFresh(Token token) => _clock.GetElapsedTime(token.Asked) < TokenUse;

    private static AwsException Refused(HttpStatusCode status) => new(
        status >= HttpStatusCode.InternalServerError ? AwsFailure.ServerError
            : status == HttpStatusCode.TooManyRequests ? AwsFailure.Throttled
            : status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized ? AwsFailure.AccessDenied
            : AwsFailure.UnexpectedResponse,
        $"the service answered with status {(int)status}"
        + (status == HttpStatusCode.Forbidden ? "; the instance's metadata service is turned off" : ""));

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The metadata service gives no session tokens (IMDSv2), so it is asked without (IMDSv1) "
            + "[status {status}]")]
    private static partial void LogNoTokens(ILogger logger, int status);

    private sealed record Token(string? Text, long Asked);
}
