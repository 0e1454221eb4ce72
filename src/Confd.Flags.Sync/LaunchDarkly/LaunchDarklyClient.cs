using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Confd.Flags.Storage;
using Confd.Following;
using Confd.Shared;
using Confd.Shared.Http;

namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>Gets flag data from LaunchDarkly or a relay: all at once, or as a stream of changes.</summary>
/// <remarks>One instance serves one process; its requests may be used side by side, each by one caller at a time.</remarks>
public sealed class LaunchDarklyClient : IDisposable
{
    private const string EventStream = "text/event-stream";

    private readonly LaunchDarklyOptions _options;
    private readonly LaunchDarklyConnection _http;
    private volatile string? _environmentId;
    private readonly Uri _latestAll;
    private readonly Uri _stream;
    private EntityTagHeaderValue? _knownState;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">The SDK key cannot be sent as a header, an address is not one of http or https, or another
    /// setting cannot be used.</exception>
    public LaunchDarklyClient(LaunchDarklyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _http = new LaunchDarklyConnection(options);
        _latestAll = Address(options.BaseUri, "sdk/latest-all", _http.Filter);
        _stream = Address(options.StreamUri, "all", _http.Filter);
    }

    /// <summary>Which environment of which service it is, as far as the service has told: ask after an answer.</summary>
    public SyncOrigin Origin => SyncOrigin.Of(_options, _environmentId);

    /// <summary>The id of the environment, from the service's answers; null where it has not told any.</summary>
    public string? EnvironmentId => _environmentId;

    /// <summary>Fetches all flags and segments if they have changed since the last call; null if they have not.</summary>
    /// <remarks>
    /// Items that are broken in themselves are passed over and told in <see cref="FlagDataSet.PassedOver"/>. Where nothing is served at
    /// once, as by a Relay Proxy, it is the first message of the stream, whether changed or not.
    /// </remarks>
    /// <exception cref="LaunchDarklyException">The service cannot be reached or refuses, or its answer is too large.</exception>
    /// <exception cref="FlagDataException">The answer is no flag data.</exception>
    public Task<FlagDataSet?> GetAllIfChangedAsync(CancellationToken cancellationToken = default) =>
        FetchAsync(_knownState, cancellationToken);

    /// <summary>Fetches all flags and segments.</summary>
    /// <remarks>As <see cref="GetAllIfChangedAsync"/>.</remarks>
    /// <exception cref="LaunchDarklyException">The service cannot be reached or refuses, or its answer is too large.</exception>
    /// <exception cref="FlagDataException">The answer is no flag data.</exception>
    public async Task<FlagDataSet> GetAllAsync(CancellationToken cancellationToken = default) =>
        await FetchAsync(knownState: null, cancellationToken).ConfigureAwait(false)
        ?? throw new LaunchDarklyException(_latestAll, HttpStatusCode.NotModified);

    /// <summary>Makes the next <see cref="GetAllIfChangedAsync"/> answer in any case: what was fetched has not been put to use.</summary>
    public void Forget() => _knownState = null;

    /// <summary>Connects to the stream and reads it until it ends. The first change is mostly all data.</summary>
    /// <exception cref="LaunchDarklyException">
    /// The service cannot be reached, refuses, falls silent, or the connection breaks; what it sends is no event stream, or an event is too
    /// large.
    /// </exception>
    /// <exception cref="FlagDataException">An event is broken: what follows it cannot be relied on.</exception>
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

    // LaunchDarkly's Relay Proxy serves nothing at once: what there is comes first on its stream.
    private async Task<FlagDataSet> FirstOfStreamAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in StreamAsync(cancellationToken).ConfigureAwait(false))
        {
            if (message.All is { } all)
            {
                return all;
            }
        }

        throw new LaunchDarklyException(_stream, "the stream ended before it told what there is");
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
                    + "that is no event stream; "
                    + "check the address and what stands in between");
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
        var start = new byte[AnswerKind.StartBytes];
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
            var start = json.Span[..Math.Min(json.Length, AnswerKind.StartBytes)];
            var kind = AnswerKind.Describe(start, isWhole: false);
            throw kind == "JSON"
                ? exception
                : new FlagDataException(
                    source,
                    exception.Line,
                    exception.Column,
                    $"answered 200 with {kind} in place of flag data; check the address and what stands in between");
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
        exception is HttpRequestException or IOException or TimeoutException || AnswerPacking.IsBroken(exception);

    // Without what answered: a status line that is none stands in the exception's words.
    private static string Describe(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => "the answer is not HTTP",
        _ when AnswerPacking.IsBroken(exception) => AnswerPacking.Broken,
        _ => exception.GetBaseException().Message,
    };
}
