using Confd.Flags.Client;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;
using Confd.Shared;
using Microsoft.Extensions.Configuration;

namespace Confd.Extensions.Flags;

/// <summary>The settings of a client and its table from a section of the configuration; missing ones keep the program's values.</summary>
internal sealed record FlagSettings(string Table, FlagClientOptions Client, DynamoFlagStoreOptions Store, FlagHostingOptions Hosting)
{
    private const string What = "the flag client";

    /// <summary>Reads the section.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing, invalid or unknown.</exception>
    public static FlagSettings Read(
        IConfiguration configuration, FlagClientOptions client, DynamoFlagStoreOptions store, FlagHostingOptions hosting)
    {
        var section = new SettingsSection(configuration);
        var settings = new FlagSettings(
            section.Required(nameof(Table)),
            ReadClient(section, client),
            ReadStore(section, store),
            hosting with { StartTimeout = section.Time(nameof(hosting.StartTimeout), hosting.StartTimeout) });
        section.RefuseOthers();
        section.Check(What, settings.Client.Validate);
        section.Check(What, settings.Store.Validate);
        section.Check(What, settings.Hosting.Validate);
        return settings;
    }

    private static FlagClientOptions ReadClient(SettingsSection section, FlagClientOptions client) => client with
    {
        RefreshInterval = section.Time(nameof(client.RefreshInterval), client.RefreshInterval),
        LiveUpdates = section.Flag(nameof(client.LiveUpdates), client.LiveUpdates),
        MinTimeBetweenChanges = section.Time(nameof(client.MinTimeBetweenChanges), client.MinTimeBetweenChanges),
        ReadThrough = ReadCache(section.Below(nameof(client.ReadThrough), out var isOff), isOff ? null : client.ReadThrough),
        ReadThroughTimeout = section.Time(nameof(client.ReadThroughTimeout), client.ReadThroughTimeout),
        FlagKeys = section.List(nameof(client.FlagKeys), client.FlagKeys),
        BigSegmentsTimeToLive = section.Time(nameof(client.BigSegmentsTimeToLive), client.BigSegmentsTimeToLive),
        BigSegmentsCacheSize = section.Number(nameof(client.BigSegmentsCacheSize), client.BigSegmentsCacheSize),
        BigSegmentsStaleAfter = section.Time(nameof(client.BigSegmentsStaleAfter), client.BigSegmentsStaleAfter),
        BigSegmentsTimeout = section.Time(nameof(client.BigSegmentsTimeout), client.BigSegmentsTimeout),
        LeavesThreadPool = section.Flag(nameof(client.LeavesThreadPool), client.LeavesThreadPool),
        BigSegmentsStatusInterval = section.Time(nameof(client.BigSegmentsStatusInterval), client.BigSegmentsStatusInterval),
    };

    private static FlagCacheOptions? ReadCache(SettingsSection? section, FlagCacheOptions? given)
    {
        if (section is null)
        {
            return given;
        }

        var cache = given ?? new();
        cache = cache with
        {
            TimeToLive = section.Time(nameof(cache.TimeToLive), cache.TimeToLive),
            RefreshAhead = section.Time(nameof(cache.RefreshAhead), cache.RefreshAhead),
            StaleWhileUnavailable = section.Time(nameof(cache.StaleWhileUnavailable), cache.StaleWhileUnavailable),
            RetryDelay = section.Time(nameof(cache.RetryDelay), cache.RetryDelay),
        };
        section.RefuseOthers();
        section.Check(What, cache.Validate);
        return cache;
    }

    private static DynamoFlagStoreOptions ReadStore(SettingsSection section, DynamoFlagStoreOptions store) => store with
    {
        Prefix = section.Text(nameof(store.Prefix), store.Prefix),
        Layout = section.Choice(nameof(store.Layout), store.Layout),
        MaxReadingBytes = section.Number(nameof(store.MaxReadingBytes), store.MaxReadingBytes),
        Connection = store.Connection with
        {
            Region = section.Text(nameof(store.Connection.Region), store.Connection.Region),
            Endpoint = section.Address(nameof(store.Connection.Endpoint), store.Connection.Endpoint),
            DialTimeout = section.Time(nameof(store.Connection.DialTimeout), store.Connection.DialTimeout),
        },
    };
}
