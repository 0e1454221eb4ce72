using System.Net;
using System.Text.RegularExpressions;
using Confd.Shared.Tls;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>Sends requests to LaunchDarkly or a relay, each with the SDK key and the headers that identify the client.
/// Thread-safe.</summary>
public sealed partial class LaunchDarklyConnection : IDisposable
{
    private const int MaxTagLength = 64;

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly List<KeyValuePair<string, string>> _headers;

    /// <summary>Creates a connection; sends no request.</summary>
    /// <exception cref="ArgumentException">The SDK key, or another value, cannot be sent as a header, or an address is not one of http or
    /// https.</exception>
    public LaunchDarklyConnection(LaunchDarklyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!IsSendable(options.SdkKey))
        {
            throw new ArgumentException("the SDK key is empty or has characters that no SDK key has", nameof(options));
        }

        RequireWeb(options.BaseUri, nameof(options.BaseUri));
        RequireWeb(options.StreamUri, nameof(options.StreamUri));
        RequireWeb(options.EventsUri, nameof(options.EventsUri));
        Filter = FilterOf(options);
        _headers =
        [
            new("Authorization", options.SdkKey),
            new("User-Agent", "confd-flags/1"),
            new("X-LaunchDarkly-Instance-Id", Require(options.InstanceId, nameof(options.InstanceId))),
        ];
        AddTags(options);
        AddWrapper(options);
        _ownsHttp = options.Http is null;
        _http = options.Http ?? CreateHttp();
    }

    /// <summary>The requested environment filter; null where the options have none, or an invalid one.</summary>
    public string? Filter { get; }

    /// <summary>Sends a request. Time and size limits are the caller's responsibility.</summary>
    /// <exception cref="HttpRequestException">The service cannot be reached.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (var (name, value) in _headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    /// <summary>The filter of the options, if it is valid: an invalid one is ignored with a warning, as by LaunchDarkly's SDKs.</summary>
    internal static string? FilterOf(LaunchDarklyOptions options)
    {
        if (options.Filter is null || FilterKey().IsMatch(options.Filter))
        {
            return options.Filter;
        }

        LogInvalidFilter(options.Logger);
        return null;
    }

    // A redirection must not send the key to another address.
    private static HttpClient CreateHttp() => new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            SslOptions = SystemTrust.CreateOptions(),
        })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static bool IsSendable(string value) => value.Length > 0 && !value.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static string Require(string value, string setting) =>
        IsSendable(value) ? value : throw new ArgumentException($"{setting} is empty or has characters that a header cannot have", setting);

    // localhost:8030 is an absolute URI too: localhost is its scheme.
    private static void RequireWeb(Uri address, string setting)
    {
        if (address is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            throw new ArgumentException($"{setting} is not an address such as http://localhost:8030", setting);
        }
    }

    private void AddTags(LaunchDarklyOptions options)
    {
        var tags = string.Join(' ', new[]
        {
            Tag("application-id", options.ApplicationId, options),
            Tag("application-version", options.ApplicationVersion, options),
        }.OfType<string>());
        if (tags.Length > 0)
        {
            _headers.Add(new("X-LaunchDarkly-Tags", tags));
        }
    }

    private static string? Tag(string name, string? value, LaunchDarklyOptions options)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        if (value.Length <= MaxTagLength && TagValue().IsMatch(value))
        {
            return $"{name}/{value}";
        }

        LogInvalidTag(options.Logger, name, MaxTagLength);
        return null;
    }

    private void AddWrapper(LaunchDarklyOptions options)
    {
        if (!string.IsNullOrEmpty(options.WrapperName))
        {
            var name = Require(options.WrapperName, nameof(options.WrapperName));
            _headers.Add(new("X-LaunchDarkly-Wrapper", string.IsNullOrEmpty(options.WrapperVersion)
                ? name
                : $"{name}/{Require(options.WrapperVersion, nameof(options.WrapperVersion))}"));
        }
    }

    [GeneratedRegex(@"^[a-zA-Z0-9][._\-a-zA-Z0-9]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FilterKey();

    [GeneratedRegex(@"^[-a-zA-Z0-9._]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TagValue();

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The environment filter is not a key (letters, digits, '.', '_', '-', the first a letter or digit) and is "
            + "ignored: all flags are requested")]
    private static partial void LogInvalidFilter(ILogger logger);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The {Tag} is not sent: it is longer than {Longest} characters or has others than letters, digits, '.', '_' and '-'")]
    private static partial void LogInvalidTag(ILogger logger, string tag, int longest);
}
