namespace Confd.Backends;

/// <summary>
/// The backends that a program offers: the only list from which its command line, its readers of settings and its help are generated.
/// </summary>
public sealed class BackendRegistry
{
    /// <summary>A setting of a <c>[backend]</c> table that every backend has.</summary>
    public const string NameKey = "backend";

    /// <inheritdoc cref="NameKey"/>
    public const string DialTimeoutKey = "dial_timeout";

    /// <inheritdoc cref="NameKey"/>
    public const string ReadTimeoutKey = "read_timeout";

    /// <inheritdoc cref="NameKey"/>
    public const string WriteTimeoutKey = "write_timeout";

    /// <inheritdoc cref="NameKey"/>
    public const string RetryMaxAttemptsKey = "retry_max_attempts";

    /// <inheritdoc cref="NameKey"/>
    public const string RetryBaseDelayKey = "retry_base_delay";

    /// <inheritdoc cref="NameKey"/>
    public const string RetryMaxDelayKey = "retry_max_delay";

    /// <inheritdoc cref="NameKey"/>
    public const string MaxReadingBytesKey = "max_reading_bytes";

    private static readonly string[] OfAll =
    [
        DialTimeoutKey, ReadTimeoutKey, WriteTimeoutKey, RetryMaxAttemptsKey, RetryBaseDelayKey, RetryMaxDelayKey, MaxReadingBytesKey,
    ];

    /// <summary>Creates the list.</summary>
    /// <param name="factories">In the order in which messages and help name them.</param>
    /// <exception cref="ArgumentException">Two backends have the same name, or use one option for values of different kinds.</exception>
    public BackendRegistry(params IReadOnlyList<IKeyBackendFactory> factories)
    {
        Factories = [.. factories];
        var names = new HashSet<string>(StringComparer.Ordinal);
        var kinds = new Dictionary<string, OptionKind>(StringComparer.Ordinal);
        foreach (var factory in Factories)
        {
            if (!names.Add(factory.Name))
            {
                throw new ArgumentException($"there are two backends of the name {factory.Name}", nameof(factories));
            }

            foreach (var option in factory.Options)
            {
                if (!kinds.TryAdd(option.FileKey, option.Kind) && kinds[option.FileKey] != option.Kind)
                {
                    throw new ArgumentException(
                        $"the option {option.FileKey} is of different kinds in different backends", nameof(factories));
                }
            }
        }
    }

    /// <summary>No backends: resources may still name some, and none can be opened.</summary>
    public static BackendRegistry Empty { get; } = new([]);

    private BackendRegistry(BackendRegistry other, IReadOnlyDictionary<string, BackendSection> named)
    {
        Factories = other.Factories;
        Named = named;
    }

    /// <summary>The named sections of the user, by name: <c>[backends.NAME]</c> of confd.toml.</summary>
    public IReadOnlyDictionary<string, BackendSection> Named { get; } = new Dictionary<string, BackendSection>();

    /// <summary>The backends, in the order given.</summary>
    public IReadOnlyList<IKeyBackendFactory> Factories { get; }

    /// <summary>The keys that a <c>[backend]</c> table may hold, whichever backend it names.</summary>
    public IEnumerable<string> FileKeys => OptionsByKey().Select(group => group.Key).Prepend(NameKey).Concat(OfAll);

    /// <summary>A copy with named sections.</summary>
    /// <param name="named">By name; not copied.</param>
    public BackendRegistry With(IReadOnlyDictionary<string, BackendSection> named) => new(this, named);

    /// <summary>The backend of exactly that name; null for none.</summary>
    /// <param name="name">The name that users write.</param>
    public IKeyBackendFactory? Find(string name) => Factories.FirstOrDefault(factory => factory.Name == name);

    /// <summary>One option for each key, that of the named backend where it has one, for reading a section of that backend.</summary>
    /// <param name="backend">The name that the section gives, known or not.</param>
    public IEnumerable<BackendOption> OptionsFor(string backend)
    {
        var own = Find(backend)?.Options ?? [];
        return OptionsByKey().Select(group => own.FirstOrDefault(option => option.FileKey == group.Key) ?? group.First());
    }

    private ILookup<string, BackendOption> OptionsByKey() =>
        Factories.SelectMany(factory => factory.Options).ToLookup(option => option.FileKey, StringComparer.Ordinal);
}
