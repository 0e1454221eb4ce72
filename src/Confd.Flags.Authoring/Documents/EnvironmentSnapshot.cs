using System.Buffers;
using Confd.Flags.Model;
using Confd.Flags.Storage;
using Confd.Flags.Validation;

namespace Confd.Flags.Authoring.Documents;

/// <summary>All flags and segments of one environment as they were read, tombstones included. Immutable.</summary>
public sealed class EnvironmentSnapshot
{
    private readonly IReadOnlyDictionary<string, VersionedItem> _flags;
    private readonly IReadOnlyDictionary<string, VersionedItem> _segments;
    private FlagSet? _set;

    private EnvironmentSnapshot(
        string name, IReadOnlyDictionary<string, VersionedItem> flags, IReadOnlyDictionary<string, VersionedItem> segments)
    {
        Name = name;
        _flags = flags;
        _segments = segments;
    }

    /// <summary>The environment's name for people: a table and its prefix, or a file.</summary>
    public string Name { get; }

    /// <summary>True where nothing was ever stored.</summary>
    public bool IsEmpty => _flags.Count + _segments.Count == 0;

    /// <summary>Creates a snapshot of the items of a file or a response.</summary>
    public static EnvironmentSnapshot Of(string name, FlagDataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new(name, ItemsOf(data, DataKind.Features), ItemsOf(data, DataKind.Segments));
    }

    /// <summary>Creates a snapshot of items by key.</summary>
    public static EnvironmentSnapshot Of(
        string name, IReadOnlyDictionary<string, VersionedItem> flags, IReadOnlyDictionary<string, VersionedItem> segments) =>
        new(name, flags, segments);

    /// <summary>Reads the contents of a store.</summary>
    /// <exception cref="FlagStoreException">The store cannot be read.</exception>
    public static async Task<EnvironmentSnapshot> ReadAsync(IFlagStore store, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new EnvironmentSnapshot(
            name,
            await store.GetAllAsync(DataKind.Features, cancellationToken).ConfigureAwait(false),
            await store.GetAllAsync(DataKind.Segments, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The keys of a kind in ordinal order.</summary>
    public IEnumerable<string> Keys(DataKind kind, bool withDeleted = false) => ItemsOf(kind)
        .Where(item => withDeleted || !item.Value.IsDeleted)
        .Select(item => item.Key)
        .Order(StringComparer.Ordinal);

    /// <summary>All flags, then all segments, that are kept (<see cref="FlagDocument.IsKept"/>), by key in ordinal order.</summary>
    public IEnumerable<FlagDocument> Documents() => new[] { DataKind.Features, DataKind.Segments }
        .SelectMany(kind => Keys(kind, withDeleted: true).Select(key => Find(kind, key)!))
        .Where(document => document.IsKept);

    /// <summary>One flag or segment, including tombstones, archived ones and those that cannot be read (<see cref="FlagDocument.Fault"/>);
    /// null where nothing is stored under the key.</summary>
    public FlagDocument? Find(DataKind kind, string key) =>
        ItemsOf(kind).TryGetValue(key, out var item) ? FlagDocument.ReadAny(kind, key, item) : null;

    /// <summary>As <see cref="Find"/>, but only for those that evaluators use.</summary>
    public FlagDocument? FindLive(DataKind kind, string key) =>
        ItemsOf(kind).TryGetValue(key, out var item) && !item.IsDeleted ? FlagDocument.ReadAny(kind, key, item) : null;

    /// <summary>As <see cref="FindLive"/>, but throws if there is none.</summary>
    /// <exception cref="FlagEditException">There is none, or it cannot be read.</exception>
    public FlagDocument Require(DataKind kind, string key)
    {
        var found = Find(kind, key);
        if (found?.Fault is { } fault)
        {
            throw new FlagEditException(fault);
        }

        if (found is { IsDeleted: false })
        {
            return found;
        }

        throw new FlagEditException(
            $"{Name} has no {FlagDocument.NameOf(kind, key)}{FlagDocument.RemovalOf(found)}", FlagRefusal.NotFound);
    }

    /// <summary>A copy in which documents replace those with their keys.</summary>
    public EnvironmentSnapshot With(params IEnumerable<FlagDocument> documents)
    {
        var flags = new Dictionary<string, VersionedItem>(_flags, StringComparer.Ordinal);
        var segments = new Dictionary<string, VersionedItem>(_segments, StringComparer.Ordinal);
        foreach (var document in documents)
        {
            (document.Kind == DataKind.Segments ? segments : flags)[document.Key] = document.ToItem();
        }

        return new EnvironmentSnapshot(Name, flags, segments);
    }

    /// <summary>True if both have the same items in the same versions.</summary>
    internal bool HasVersionsOf(EnvironmentSnapshot other) =>
        HasVersionsOf(_flags, other._flags) && HasVersionsOf(_segments, other._segments);

    /// <summary>Problems for evaluators, and possible ones.</summary>
    public IReadOnlyList<FlagDocumentProblem> Validate()
    {
        // An item that cannot be read would prevent checking the references between the others.
        var flags = Live(_flags).ToLookup(item => FindFault(DataKind.Features, item.Key, item.Value) is null);
        var segments = Live(_segments).ToLookup(item => FindFault(DataKind.Segments, item.Key, item.Value) is null);
        return
        [
            .. Validate(flags[true].ToDictionary(StringComparer.Ordinal), segments[true].ToDictionary(StringComparer.Ordinal)),
            .. flags[false].SelectMany(item => ValidateAlone(DataKind.Features, item.Key, item.Value)),
            .. segments[false].SelectMany(item => ValidateAlone(DataKind.Segments, item.Key, item.Value)),
        ];
    }

    /// <summary>As <see cref="Validate()"/>, of some of the items only.</summary>
    internal IReadOnlyList<FlagDocumentProblem> Validate(IReadOnlySet<ItemName> items) => new EnvironmentSnapshot(
        Name,
        _flags.Where(item => items.Contains(new(DataKind.Features, item.Key))).ToDictionary(StringComparer.Ordinal),
        _segments.Where(item => items.Contains(new(DataKind.Segments, item.Key))).ToDictionary(StringComparer.Ordinal)).Validate();

    /// <summary>The items that <see cref="ToSet"/> and clients omit, and the problems of each.</summary>
    public IReadOnlyDictionary<ItemName, IReadOnlyList<FlagDocumentProblem>> FindUnreadable() =>
        new[] { DataKind.Features, DataKind.Segments }
            .SelectMany(kind => Live(ItemsOf(kind)).Select(item => (Name: new ItemName(kind, item.Key), Item: item.Value)))
            .Where(item => FindFault(item.Name.Kind, item.Name.Key, item.Item) is not null)
            .ToDictionary(item => item.Name, item => ValidateAlone(item.Name.Kind, item.Name.Key, item.Item));

    /// <summary>The set that evaluators use. Items that cannot be read are omitted, as in clients.</summary>
    public FlagSet ToSet() => _set ??= new FlagSet(
        Parse(DataKind.Features, static document => document.ToFlag()), Parse(DataKind.Segments, static document => document.ToSegment()));

    private static IReadOnlyDictionary<string, VersionedItem> ItemsOf(FlagDataSet data, DataKind kind) =>
        data.Kinds.GetValueOrDefault(kind) ?? new Dictionary<string, VersionedItem>();

    private static bool HasVersionsOf(
        IReadOnlyDictionary<string, VersionedItem> items, IReadOnlyDictionary<string, VersionedItem> others) =>
        items.Count == others.Count
        && items.All(item => others.TryGetValue(item.Key, out var other) && other.Version == item.Value.Version);

    private static Dictionary<string, VersionedItem> Live(IReadOnlyDictionary<string, VersionedItem> items) =>
        items.Where(item => !item.Value.IsDeleted).ToDictionary(StringComparer.Ordinal);

    private static IReadOnlyList<FlagDocumentProblem> Validate(
        Dictionary<string, VersionedItem> flags, Dictionary<string, VersionedItem> segments)
    {
        var text = new ArrayBufferWriter<byte>();
        FlagDataWriter.Write(text, flags, segments);
        return FlagDocumentValidator.ValidateEnvironment(text.WrittenSpan);
    }

    // Problems that the check of a set does not report per item are reported with the message of the reader.
    private static IReadOnlyList<FlagDocumentProblem> ValidateAlone(DataKind kind, string key, VersionedItem item)
    {
        var alone = new Dictionary<string, VersionedItem>(StringComparer.Ordinal) { [key] = item };
        var problems = kind == DataKind.Segments ? Validate([], alone) : Validate(alone, []);
        return problems.Any(problem => problem is { IsWarning: false, Path: not "$" })
            ? problems
            : [new FlagDocumentProblem($"$.{kind}['{key}']", FindFault(kind, key, item) ?? "", IsWarning: false)];
    }

    private static string? FindFault(DataKind kind, string key, VersionedItem item)
    {
        try
        {
            FlagDataReader.ReadItem(key, item.Content.Span, "cannot be read");
            var document = FlagDocument.Read(kind, key, item);
            _ = kind == DataKind.Segments ? (object)document.ToSegment() : document.ToFlag();
            return null;
        }
        catch (FlagException problem)
        {
            return problem.Message;
        }
    }

    private IReadOnlyDictionary<string, VersionedItem> ItemsOf(DataKind kind) => kind == DataKind.Segments ? _segments : _flags;

    private List<T> Parse<T>(DataKind kind, Func<FlagDocument, T> parse)
    {
        var parsed = new List<T>();
        foreach (var key in Keys(kind))
        {
            try
            {
                parsed.Add(parse(FlagDocument.Read(kind, key, ItemsOf(kind)[key])));
            }
            catch (FlagException)
            {
                // Reported by Validate.
            }
        }

        return parsed;
    }
}
