using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Confd.Flags.Client;
using Confd.Flags.Events;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Stores;

namespace Confd.Flags.ContractTests;

/// <summary>From the harness's configuration of a client to ours.</summary>
internal static class ClientSettings
{
    /// <summary>Whom to ask, and as whom.</summary>
    public static LaunchDarklyOptions Service(JsonElement configuration, HttpClient http)
    {
        var endpoints = configuration.Find("serviceEndpoints");
        var (streaming, polling, events) = (configuration.Find("streaming"), configuration.Find("polling"), configuration.Find("events"));
        var (tags, wrapper) = (configuration.Find("tags"), configuration.Find("wrapper"));
        var service = new LaunchDarklyOptions
        {
            SdkKey = configuration.Text("credential") ?? "",
            Http = http,
            Filter = streaming.Text("filter") ?? polling.Text("filter"),
            ApplicationId = tags.Text("applicationId"),
            ApplicationVersion = tags.Text("applicationVersion"),
            WrapperName = wrapper.Text("name"),
            WrapperVersion = wrapper.Text("version"),
        };
        return service with
        {
            StreamUri = Address(streaming, endpoints, "streaming") ?? service.StreamUri,
            BaseUri = Address(polling, endpoints, "polling") ?? service.BaseUri,
            EventsUri = Address(events, endpoints, "events") ?? service.EventsUri,
        };
    }

    /// <summary>Sends what the client has to send: through a proxy, and trusting whom the harness says.</summary>
    public static HttpClient Http(JsonElement configuration)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All };
        if (configuration.Find("proxy").Text("httpProxy") is { Length: > 0 } proxy)
        {
            handler.Proxy = new WebProxy(proxy);
        }

        var tls = configuration.Find("tls");
        if (tls.Truth("skipVerifyPeer"))
        {
#pragma warning disable CA5359 // What the harness asks for: its certificate is signed by no one.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (tls.Text("customCAFile") is { Length: > 0 } file)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(file);
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>How the service is followed.</summary>
    public static LaunchDarklyStoreOptions Store(JsonElement configuration)
    {
        var (streaming, polling) = (configuration.Find("streaming"), configuration.Find("polling"));
        var options = new LaunchDarklyStoreOptions { IsPolling = polling is not null && streaming is null };
        options = polling.Time("pollIntervalMs") is { } interval ? options with { PollInterval = interval } : options;
        var refused = streaming.Time("extendedInitialDelayMs") ?? polling.Time("extendedInitialDelayMs");
        options = refused is { } wait ? options with { RefusedRetryDelay = wait } : options;
        return streaming.Time("initialRetryDelayMs") is { } delay ? options with { FirstRetryDelay = delay } : options;
    }

    /// <summary>What is sent; null: nothing.</summary>
    public static FlagEventSender? Events(JsonElement configuration, LaunchDarklyOptions service)
    {
        if (configuration.Find("events") is not { } events)
        {
            return null;
        }

        JsonElement? asked = events;
        var options = new FlagEventOptions
        {
            SendsDiagnostics = events.Truth("enableDiagnostics"),
            AllAttributesPrivate = events.Truth("allAttributesPrivate"),
            OmitsAnonymousContexts = events.Truth("omitAnonymousContexts"),
            UsesGzip = events.Truth("enableGzip"),
            PrivateAttributes = [.. asked.Texts("globalPrivateAttributes")],
        };
        options = asked.Count("capacity") is { } capacity ? options with { Capacity = capacity } : options;
        options = asked.Time("flushIntervalMs") is { } interval ? options with { FlushInterval = interval } : options;
        return new FlagEventSender(service, options);
    }

    /// <summary>The settings of big segments on top of others.</summary>
    public static FlagClientOptions WithBigSegments(FlagClientOptions options, JsonElement configuration, HttpClient http)
    {
        if (configuration.Find("bigSegments") is not { } segments)
        {
            return options;
        }

        JsonElement? asked = segments;
        return options with
        {
            BigSegments = new CallbackBigSegments(http, segments.Text("callbackUri")!),
            BigSegmentsCacheSize = asked.Count("userCacheSize") ?? options.BigSegmentsCacheSize,
            BigSegmentsTimeToLive = asked.Time("userCacheTimeMs") ?? options.BigSegmentsTimeToLive,
            BigSegmentsStatusInterval = asked.Time("statusPollIntervalMs") ?? options.BigSegmentsStatusInterval,
            BigSegmentsStaleAfter = asked.Time("staleAfterMs") ?? options.BigSegmentsStaleAfter,
        };
    }

    private static Uri? Address(JsonElement? own, JsonElement? all, string name) =>
        (own.Text("baseUri") is { Length: > 0 } address ? address : all.Text(name)) is { Length: > 0 } found ? new Uri(found) : null;
}
