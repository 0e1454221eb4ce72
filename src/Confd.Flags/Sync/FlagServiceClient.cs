using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Confd.Flags.Storage;

namespace Confd.Flags.Sync;

/// <summary>Gets flag data from LaunchDarkly or a relay: all at once, or as a stream of changes.</summary>
/// <remarks>One instance serves one process; its two methods may be used side by side, each by one caller at a time.</remarks>
public sealed class FlagServiceClient : IDisposable
{
    private readonly FlagServiceOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly Uri _latestAll;
    private readonly Uri _stream;
    private EntityTagHeaderValue? _knownState;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">The SDK key cannot be sent as a header.</exception>
    public FlagServiceClient(FlagServiceOptions options, TimeProvider? clock = null)
    {
        _options = options;
        _clock = clock ?? TimeProvider.System;
        _latestAll = Address(options.BaseUri, "sdk/latest-all", options.Filter);
        _stream = Address(options.StreamUri, "all", options.Filter);

        // The key must not follow a redirection to another address.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("confd-flags/1");
        if (options.SdkKey.Length == 0
            || options.SdkKey.AsSpan().ContainsAnyExceptInRange('!', '~')
            || !_http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", options.SdkKey))
        {
            _http.Dispose();
            throw new ArgumentException("the SDK key is empty or has characters that no SDK key has", nameof(options));
        }
    }

    /// <summary>Fetches all flags and segments if they have changed since the last call; null if they have not.</summary>
    /// <exception cref="FlagServiceException">The service cannot be reached or refuses.</exception>
    /// <exception cref="FlagDataException">The answer is no flag data.</exception>
    public Task<FlagDataSet?> GetAllIfChangedAsync(CancellationToken cancellationToken) => FetchAsync(_knownState, cancellationToken);

    /// <summary>Fetches all flags and segments.</summary>
    /// <exception cref="FlagServiceException">The service cannot be reached or refuses.</exception>
    /// <exception cref="FlagDataException">The answer is no flag data.</exception>
    public async Task<FlagDataSet> GetAllAsync(CancellationToken cancellationToken) =>
        await FetchAsync(knownState: null, cancellationToken).ConfigureAwait(false)
        ?? throw new FlagServiceException(_latestAll, HttpStatusCode.NotModified);

    /// <summary>Makes the next <see cref="GetAllIfChangedAsync"/> answer in any case: what was fetched has not been put to use.</summary>
    public void Forget() => _knownState = null;

    /// <summary>Connects to the stream and reads it until it ends. The first change is all data.</summary>
    /// <exception cref="FlagServiceException">The service cannot be reached, refuses, falls silent, or the connection breaks.</exception>
    /// <exception cref="FlagDataException">An event is broken: what follows it cannot be relied on.</exception>
    public async IAsyncEnumerable<FlagChange> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _stream);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new FlagServiceException(_stream, response.StatusCode);
        }

        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var events = new ServerSentEventReader(body, _options.StreamSilence, _clock).ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (events.ConfigureAwait(false))
        {
            while (await MoveNextAsync(events, cancellationToken).ConfigureAwait(false))
            {
                if (FlagChangeJson.Read(events.Current, _stream.GetLeftPart(UriPartial.Path)) is { } change)
                {
                    yield return change;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static Uri Address(Uri start, string path, string? filter) =>
        new($"{start.AbsoluteUri.TrimEnd('/')}/{path}{(filter is null ? "" : "?filter=" + Uri.EscapeDataString(filter))}");

    private async Task<FlagDataSet?> FetchAsync(EntityTagHeaderValue? knownState, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _latestAll);
        if (knownState is not null)
        {
            request.Headers.IfNoneMatch.Add(knownState);
        }

        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotModified && knownState is not null)
        {
            return null;
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new FlagServiceException(_latestAll, response.StatusCode);
        }

        var json = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var data = FlagDataReader.Read(json, _latestAll.GetLeftPart(UriPartial.Path));
        _knownState = response.Headers.ETag;
        return data;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption until, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.RequestTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await _http.SendAsync(request, until, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FlagServiceException(request.RequestUri!, $"no answer within {_options.RequestTimeout.TotalSeconds:0} seconds", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new FlagServiceException(request.RequestUri!, Innermost(exception).Message, exception);
        }
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ServerSentEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            throw new FlagServiceException(_stream, $"the stream broke: {Innermost(exception).Message}", exception);
        }
    }

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
