// The shapes of LaunchDarkly.ServerSdk 8.x that integrations/LaunchDarkly.ServerSdk builds on, as its documentation shows them.
#pragma warning disable MA0048 // one package's shapes in one file
#pragma warning disable CA1008, CA1040, CA1815, CA2231, MA0077, RCS1102 // not our types
namespace LaunchDarkly.Sdk
{
    public readonly record struct UnixMillisecondTime(long Value)
    {
        public static UnixMillisecondTime OfMillis(long milliseconds) => new(milliseconds);
    }
}

namespace LaunchDarkly.Logging
{
    public sealed class Logger
    {
        public List<string> Lines { get; } = [];

        public void Debug(object message) => Lines.Add($"DEBUG {message}");

        public void Info(object message) => Lines.Add($"INFO {message}");

        public void Warn(object message) => Lines.Add($"WARN {message}");

        public void Error(object message) => Lines.Add($"ERROR {message}");
    }
}

namespace LaunchDarkly.Sdk.Server.Subsystems
{
    public sealed class LdClientContext
    {
        public Logging.Logger Logger { get; } = new();
    }

    public interface IComponentConfigurer<out T>
    {
        T Build(LdClientContext context);
    }

    public interface IPersistentDataStoreAsync : IDisposable
    {
        Task InitAsync(DataStoreTypes.FullDataSet<DataStoreTypes.SerializedItemDescriptor> allData);

        Task<DataStoreTypes.SerializedItemDescriptor?> GetAsync(DataStoreTypes.DataKind kind, string key);

        Task<DataStoreTypes.KeyedItems<DataStoreTypes.SerializedItemDescriptor>> GetAllAsync(DataStoreTypes.DataKind kind);

        Task<bool> UpsertAsync(DataStoreTypes.DataKind kind, string key, DataStoreTypes.SerializedItemDescriptor item);

        Task<bool> InitializedAsync();

        Task<bool> IsStoreAvailableAsync();
    }

    public interface IBigSegmentStore : IDisposable
    {
        Task<BigSegmentStoreTypes.IMembership> GetMembershipAsync(string userHash);

        Task<BigSegmentStoreTypes.StoreMetadata?> GetMetadataAsync();
    }

    public static class DataStoreTypes
    {
        public readonly struct FullDataSet<T>(IEnumerable<KeyValuePair<DataKind, KeyedItems<T>>> data)
        {
            public IEnumerable<KeyValuePair<DataKind, KeyedItems<T>>> Data { get; } = data;
        }

        public readonly struct KeyedItems<T>(IEnumerable<KeyValuePair<string, T>> items)
        {
            public IEnumerable<KeyValuePair<string, T>> Items { get; } = items;
        }

        public readonly struct SerializedItemDescriptor(int version, bool deleted, string serializedItem)
        {
            public int Version { get; } = version;

            public bool Deleted { get; } = deleted;

            public string SerializedItem { get; } = serializedItem;
        }

        public sealed class DataKind(string name)
        {
            public string Name { get; } = name;
        }
    }

    public static class BigSegmentStoreTypes
    {
        public interface IMembership
        {
            bool? CheckMembership(string segmentRef);
        }

        public struct StoreMetadata
        {
            public UnixMillisecondTime? LastUpToDate { get; set; }
        }
    }
}
