using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Confd.Flags.Storage;
using Confd.Following;
using Confd.Shared;
using Confd.Shared.Http;

namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>Gets flag data from LaunchDarkly or a relay: in one response, or as a stream of changes.</summary>
/// <remarks>One instance serves one process; its methods may run concurrently, each for one caller at a time.</remarks>
public sealed class LaunchDarklyClient : IDisposable
{
    private const string EventStream = "text/event-stream";

    private readonly LaunchDarklyOptions _options;
    private readonly LaunchDarklyConnection _http;
    private readonly Uri _latestAll;
    private readonly Uri _stream;
    private volatile string? _environmentId;
    private volatile EntityTagHeaderValue? _knownState;

    /// <summary>Creates a client; sends no request.</summary>
    /// <exception cref="ArgumentException">The SDK key cannot be sent as a header, or an address is not one of http or https.</exception>
    public LaunchDarklyClient(LaunchDarklyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _http = new LaunchDarklyConnection(options);
        _latestAll = Address(options.BaseUri, "sdk/latest-all", _http.Filter);
        _stream = Address(options.StreamUri, "all", _http.Filter);
    }

    /// <summary>The environment and service, as far as the service has identified it: read this after a response.</summary>
    public SyncOrigin Origin => SyncOrigin.Of(_options, _environmentId);

    /// <summary>The id of the environment, from the service's responses; null where they did not contain it.</summary>
    public string? EnvironmentId => _environmentId;

    /// <summary>Fetches all flags and segments if they have changed since the last call; null if they have not.</summary>
    /// <remarks>
    /// Items that are invalid in themselves are skipped and reported in <see cref="FlagDataSet.PassedOver"/>. If the service has no polling
    /// endpoint, like a Relay Proxy, the result is the first message of the stream, whether changed or not.
    /// </remarks>
    /// <exception cref="LaunchDarklyException">The service cannot be reached or rejects the request, or its response is too
    /// large.</exception>
    /// <exception cref="FlagDataException">The response is not flag data.</exception>
    public Task<FlagDataSet?> GetAllIfChangedAsync(CancellationToken cancellationToken = default) =>
        FetchAsync(_knownState, cancellationToken);

    /// <summary>Fetches all flags and segments.</summary>
    /// <remarks>As <see cref="GetAllIfChangedAsync"/>.</remarks>
    /// <exception cref="LaunchDarklyException">The service cannot be reached or rejects the request, or its response is too
    /// large.</exception>
    /// <exception cref="FlagDataException">The response is not flag data.</exception>
    public async Task<FlagDataSet> GetAllAsync(CancellationToken cancellationToken = default) =>
        await FetchAsync(knownState: null, cancellationToken).ConfigureAwait(false)
        ?? throw new LaunchDarklyException(_latestAll, HttpStatusCode.NotModified);

    /// <summary>Makes the next <see cref="GetAllIfChangedAsync"/> return data in any case: the fetched data was not used.</summary>
    public void Forget() => _knownState = null;

    /// <summary>Connects to the stream and reads it until it ends. The first message usually contains all data.</summary>
    /// <exception cref="LaunchDarklyException">
    /// The service cannot be reached, rejects the request, falls silent, or the connection breaks; the response is not an event stream, or
    /// an event is too large.
    /// </exception>
    /// <exception cref="FlagDataException">An event is invalid: later events cannot be relied on.</exception>
    public async IAsyncEnumerable<StreamMessage> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _stream);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(EventStream));
        using var response = await WithinLimitAsync(
            _stream, limit => OpenStreamAsync(request, limit), cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var events = new ServerSentEventReader(body, _options.StreamSilence, _options.Clock, _options.MaxPayloadBytes)
            .ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (events.ConfigureAwait(false))
        {
            while (await MoveNextAsync(events, cancellationToken).ConfigureAwait(false))
            {
                if (StreamMessageJson.Read(events.Current, LaunchDarklyException.Name(_stream)) is { } change)
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
        var (isServed, data) = await WithinLimitAsync(
            _latestAll, limit => AskForAllAsync(knownState, limit), cancellationToken).ConfigureAwait(false);
        return isServed ? data : await WithinLimitAsync(_stream, FirstOfStreamAsync, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(bool IsServed, FlagDataSet? Data)> AskForAllAsync(
        EntityTagHeaderValue? knownState, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _latestAll);
        if (knownState is not null)
        {
            request.Headers.IfNoneMatch.Add(knownState);
        }

        using var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        switch (response.StatusCode)
        {
            case HttpStatusCode.NotModified when knownState is not null:
                return (true, null);
            case HttpStatusCode.NotFound:
                return (false, null);
        }

        await RequireOkAsync(_latestAll, response, cancellationToken).ConfigureAwait(false);
        var data = ReadData(await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false));
        _knownState = response.Headers.ETag;
        return (true, data);
    }

    // LaunchDarkly's Relay Proxy has no polling endpoint: all data comes first on its stream.
    private async Task<FlagDataSet> FirstOfStreamAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in StreamAsync(cancellationToken).ConfigureAwait(false))
        {
            if (message.All is { } all)
            {
                return all;
            }
        }

        throw new LaunchDarklyException(_stream, "the stream ended before it sent the data");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.Headers.TryGetValues("X-LD-EnvID", out var ids) && ids.FirstOrDefault() is { Length: > 0 } id)
        {
            _environmentId = id;
        }

        return response;
    }

    private async Task<HttpResponseMessage> OpenStreamAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            await RequireOkAsync(_stream, response, cancellationToken).ConfigureAwait(false);
            var type = response.Content.Headers.ContentType?.MediaType;
            return string.Equals(type, EventStream, StringComparison.OrdinalIgnoreCase)
                ? response
                : throw new LaunchDarklyException(
                    _stream,
                    $"answered 200 with {(type is null ? "no content type" : "the content type " + type)} in place of {EventStream}: "
                    + "that is not an event stream; "
                    + "check the address and any proxy in between");
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task RequireOkAsync(Uri address, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return;
        }

        if ((int)response.StatusCode is >= 300 and < 400 and not 304)
        {
            var target = response.Headers.Location;
            throw LaunchDarklyException.Redirected(
                address, response.StatusCode, target is null || target.IsAbsoluteUri ? target : new Uri(address, target));
        }

        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var start = new byte[ResponseKind.StartBytes];
        var count = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        throw LaunchDarklyException.Refused(address, response.StatusCode, start.AsSpan(0, count));
    }

    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        await BoundedBody.ReadAsync(response.Content, _options.MaxPayloadBytes, onPiece: null, cancellationToken).ConfigureAwait(false)
        ?? throw new LaunchDarklyException(
            _latestAll, $"the answer is larger than {_options.MaxPayloadBytes} bytes, the most that is read; nothing of it was used");

    private FlagDataSet ReadData(ReadOnlyMemory<byte> json)
    {
        var source = LaunchDarklyException.Name(_latestAll);
        try
        {
            return FlagDataReader.ReadUsable(json.Span, source);
        }
        catch (FlagDataException exception)
        {
            var start = json.Span[..Math.Min(json.Length, ResponseKind.StartBytes)];
            var kind = ResponseKind.Describe(start, isWhole: false);
            throw kind == "JSON"
                ? exception
                : new FlagDataException(
                    source,
                    exception.Line,
                    exception.Column,
                    $"answered 200 with {kind} in place of flag data; check the address and any proxy in between");
        }
    }

    private async Task<T> WithinLimitAsync<T>(Uri address, Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(_options.RequestTimeout, _options.Clock, cancellationToken);
        try
        {
            return await send(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LaunchDarklyException(address, $"no answer within {_options.RequestTimeout.TotalSeconds:0} seconds", exception);
        }
        catch (Exception exception) when (IsOfTheConnection(exception))
        {
            throw new LaunchDarklyException(address, Describe(exception), exception);
        }
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ServerSentEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfTheConnection(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw new LaunchDarklyException(_stream, $"the stream broke: {Describe(exception)}", exception);
        }
    }

    private static bool IsOfTheConnection(Exception exception) =>
        exception is HttpRequestException or IOException or TimeoutException || ResponseEncoding.IsBroken(exception);

    // Without the response: an invalid status line would be part of the exception's message.
    private static string Describe(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => "the answer is not HTTP",
        _ when ResponseEncoding.IsBroken(exception) => ResponseEncoding.Broken,
        _ => exception.GetBaseException().Message,
    };
}
