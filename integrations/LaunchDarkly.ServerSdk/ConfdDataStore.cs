using System.Text;
using Confd.Flags.Json;
using Confd.Flags.Model;
using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;
using LaunchDarkly.Sdk.Server.Subsystems;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using static LaunchDarkly.Sdk.Server.Subsystems.DataStoreTypes;
using ConfdKind = Confd.Flags.Storage.DataKind;
using SdkKind = LaunchDarkly.Sdk.Server.Subsystems.DataStoreTypes.DataKind;

namespace Confd.Flags.LaunchDarkly;

/// <summary>A <see cref="IFlagStore"/> in the shape that the SDK asks for. Disposing it disposes the store.</summary>
/// <remarks>
/// An item that is too large for the store is logged, and the one stored before stays. To the SDK that is no failure: it would take the
/// store for broken, start its stream anew, and write everything again, only to meet the same item. The store counts as
/// initialized then, as LaunchDarkly's own does.
/// </remarks>
public sealed partial class ConfdDataStore(IFlagStore store, ILogger? logger = null) : IPersistentDataStoreAsync
{
    private readonly ILogger _logger = logger ?? NullLogger.Instance;
    private int _hasToldOfVersions;

    /// <inheritdoc/>
    public async Task InitAsync(FullDataSet<SerializedItemDescriptor> allData)
    {
        var data = new FlagDataSet([.. allData.Data.SelectMany(kind => Stages(new ConfdKind(kind.Key.Name), kind.Value.Items))]);
        try
        {
            await store.InitAsync(data, CancellationToken.None).ConfigureAwait(false);
        }
        catch (FlagItemRefusedException problem)
        {
            LogRefused(_logger, problem.Message);
            if (store is IReconcilingFlagStore marked)
            {
                await marked.MarkInitializedAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<SerializedItemDescriptor?> GetAsync(SdkKind kind, string key) =>
        await store.GetAsync(new ConfdKind(kind.Name), key, CancellationToken.None).ConfigureAwait(false) is { } item ? ToSdk(item) : null;

    /// <inheritdoc/>
    public async Task<KeyedItems<SerializedItemDescriptor>> GetAllAsync(SdkKind kind)
    {
        var items = await store.GetAllAsync(new ConfdKind(kind.Name), CancellationToken.None).ConfigureAwait(false);
        return new KeyedItems<SerializedItemDescriptor>(items.Select(item => KeyValuePair.Create(item.Key, ToSdk(item.Value))));
    }

    /// <inheritdoc/>
    public async Task<bool> UpsertAsync(SdkKind kind, string key, SerializedItemDescriptor item)
    {
        try
        {
            return await store.UpsertAsync(new ConfdKind(kind.Name), key, FromSdk(item), CancellationToken.None).ConfigureAwait(false);
        }
        catch (FlagItemRefusedException problem)
        {
            LogRefused(_logger, problem.Message);
            return false;
        }
    }

    /// <inheritdoc/>
    public Task<bool> InitializedAsync() => store.InitializedAsync(CancellationToken.None);

    /// <inheritdoc/>
    public Task<bool> IsStoreAvailableAsync() => store.IsAvailableAsync(CancellationToken.None);

    /// <inheritdoc/>
    public void Dispose() => store.DisposeAsync().AsTask().GetAwaiter().GetResult();

    // What is of one stage is written side by side. The SDK hands flags on sorted, prerequisites first.
    private static IEnumerable<KindItems> Stages(ConfdKind kind, IEnumerable<KeyValuePair<string, SerializedItemDescriptor>> items)
    {
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        var stages = new List<Dictionary<string, VersionedItem>> { new(StringComparer.Ordinal) };
        foreach (var (key, fromSdk) in items)
        {
            var item = FromSdk(fromSdk);
            var prerequisites = kind == ConfdKind.Features ? PrerequisitesOf(item) : [];
            var depth = prerequisites.Select(asked => depths.GetValueOrDefault(asked.Key, -1) + 1).DefaultIfEmpty(0).Max();
            if (depth == stages.Count)
            {
                stages.Add(new(StringComparer.Ordinal));
            }

            depths[key] = depth;
            stages[depth].Add(key, item);
        }

        return stages.Select(stage => new KindItems(kind, stage));
    }

    private static IReadOnlyList<Prerequisite> PrerequisitesOf(VersionedItem item)
    {
        try
        {
            return item.IsDeleted ? [] : FlagJson.Parse(item.Content.Span).Prerequisites;
        }
        catch (FlagFormatException)
        {
            // Not ours to validate: it is stored as it is.
            return [];
        }
    }

    private static VersionedItem FromSdk(SerializedItemDescriptor item)
    {
        var content = Encoding.UTF8.GetBytes(item.SerializedItem ?? "");
        return item.Deleted ? VersionedItem.Tombstone(item.Version, content) : new VersionedItem(item.Version, content);
    }

    // The SDK counts versions in 32 bits, the store in 64. The highest number is the nearest: the SDK's own writes stay below what is
    // stored.
    private SerializedItemDescriptor ToSdk(VersionedItem item)
    {
        if (item.Version > int.MaxValue && Interlocked.Exchange(ref _hasToldOfVersions, 1) == 0)
        {
            LogHighVersion(_logger, int.MaxValue);
        }

        return new((int)Math.Min(item.Version, int.MaxValue), item.IsDeleted, Encoding.UTF8.GetString(item.Content.Span));
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The store has versions beyond {Highest}, which the SDK cannot count: it sees them all as that one")]
    private static partial void LogHighVersion(ILogger logger, int highest);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
    private static partial void LogRefused(ILogger logger, string problem);
}
