using System.Globalization;

namespace Confd.Backends;

/// <summary>
/// Settings of a backend from one place: the <c>[backend]</c> table of a resource, or the command line with its variables and confd.toml.
/// </summary>
/// <remarks>
/// Immutable. Two sections are equal when they may share one open backend: the same name, values, time limits and retries. A value that is
/// its option's default counts as absent. A section may hold values that its backend does not use, as files shared between backends do.
/// </remarks>
public sealed class BackendSection : IEquatable<BackendSection>
{
    private readonly SortedDictionary<string, (BackendOption Option, object Value)> _values = new(StringComparer.Ordinal);

    /// <summary>Creates a section.</summary>
    /// <param name="name">The name that users write: <c>dynamodb</c>, <c>env</c>, <c>file</c>; not validated yet.</param>
    /// <param name="values">
    /// The options that are set. A value is a <see cref="string"/>, <see cref="long"/>, <see cref="bool"/>, <see cref="TimeSpan"/> or a
    /// list of strings, depending on the option's kind.
    /// </param>
    /// <exception cref="ArgumentException">A value is not of its option's kind.</exception>
    public BackendSection(string name, IEnumerable<KeyValuePair<BackendOption, object>>? values = null)
    {
        Name = name;
        foreach (var (option, given) in values ?? [])
        {
            var value = Validated(option, given);
            if (!IsDefault(option, value))
            {
                _values[option.Name] = (option, value);
            }
        }
    }

    /// <summary>The name that users write: <c>dynamodb</c>, <c>env</c>, <c>file</c>; not necessarily a backend's.</summary>
    public string Name { get; }

    /// <summary>How long opening a connection may take; null, also for 0 or less: the program's <c>--dial-timeout</c>. Likewise
    /// below.</summary>
    public TimeSpan? DialTimeout { get; init => field = value > TimeSpan.Zero ? value : null; }

    /// <summary>How long an answer may take: <c>--read-timeout</c>.</summary>
    public TimeSpan? ReadTimeout { get; init => field = value > TimeSpan.Zero ? value : null; }

    /// <summary>How long sending a request may take: <c>--write-timeout</c>.</summary>
    public TimeSpan? WriteTimeout { get; init => field = value > TimeSpan.Zero ? value : null; }

    /// <summary>The maximum number of attempts for one request: <c>--retry-max-attempts</c>.</summary>
    public long? RetryMaxAttempts { get; init => field = value > 0 ? value : null; }

    /// <summary>The upper limit of the first wait between two attempts: <c>--retry-base-delay</c>.</summary>
    public TimeSpan? RetryBaseDelay { get; init => field = value > TimeSpan.Zero ? value : null; }

    /// <summary>The upper limit of every such wait: <c>--retry-max-delay</c>.</summary>
    public TimeSpan? RetryMaxDelay { get; init => field = value > TimeSpan.Zero ? value : null; }

    /// <summary>How many bytes one reading may hold in memory: <c>--max-reading-bytes</c>.</summary>
    public long? MaxReadingBytes { get; init => field = value > 0 ? value : null; }

    /// <summary>
    /// The options that name what is read, with their values: single texts, such as a table, before lists, such as files.
    /// </summary>
    public IEnumerable<KeyValuePair<BackendOption, object>> Sources =>
        from entry in _values.Values
        where entry.Option.IsSource
        orderby entry.Option.Kind
        select KeyValuePair.Create(entry.Option, entry.Value);

    /// <summary>What is read, where that has one name, such as a table; null for none.</summary>
    public string? Source => Sources.Select(source => source.Value).OfType<string>().FirstOrDefault();

    /// <summary>What is read, where that is a list, such as files; empty for none.</summary>
    public IReadOnlyList<string> SourceList =>
        Sources.Select(source => source.Value).OfType<IReadOnlyList<string>>().FirstOrDefault() ?? [];

    private (TimeSpan?, TimeSpan?, TimeSpan?, long?, TimeSpan?, TimeSpan?, long?) Limits =>
        (DialTimeout, ReadTimeout, WriteTimeout, RetryMaxAttempts, RetryBaseDelay, RetryMaxDelay, MaxReadingBytes);

    /// <summary>The value of a text option, or its default; null where it has none.</summary>
    /// <param name="option">An option of that kind; the same applies below.</param>
    public string? Text(BackendOption option) => (string?)Find(option, OptionKind.Text);

    /// <summary>The values of a list option in the order given; empty where none is set.</summary>
    /// <inheritdoc cref="Text"/>
    public IReadOnlyList<string> Texts(BackendOption option) => (IReadOnlyList<string>?)Find(option, OptionKind.TextList) ?? [];

    /// <summary>The value of a switch.</summary>
    /// <inheritdoc cref="Text"/>
    public bool Switch(BackendOption option) => (bool)Find(option, OptionKind.Switch)!;

    /// <summary>The value of an integer option.</summary>
    /// <inheritdoc cref="Text"/>
    public long Integer(BackendOption option) => (long)Find(option, OptionKind.Integer)!;

    /// <summary>The value of a duration option.</summary>
    /// <inheritdoc cref="Text"/>
    public TimeSpan Duration(BackendOption option) => (TimeSpan)Find(option, OptionKind.Duration)!;

    /// <inheritdoc/>
    public bool Equals(BackendSection? other) =>
        other is not null
        && Name == other.Name
        && Limits == other.Limits
        && _values.Count == other._values.Count
        && _values.All(own => other._values.TryGetValue(own.Key, out var its) && AreEqual(own.Value.Value, its.Value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BackendSection);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Name);
        hash.Add(Limits);
        foreach (var (name, (_, value)) in _values)
        {
            hash.Add(name);
            hash.Add(value is IReadOnlyList<string> list ? list.Count : value.GetHashCode());
        }

        return hash.ToHashCode();
    }

    /// <summary>For people: the name and the values that are set, secrets hidden.</summary>
    public override string ToString() =>
        string.Join(' ', _values.Values.Select(entry => $"{entry.Option.FileKey}={Show(entry.Option, entry.Value)}").Prepend(Name));

    internal static bool IsOfKind(OptionKind kind, object? value) => kind switch
    {
        OptionKind.Text => value is string,
        OptionKind.Integer => value is long,
        OptionKind.Switch => value is bool,
        OptionKind.Duration => value is TimeSpan,
        _ => value is IReadOnlyList<string>,
    };

    private static object Validated(BackendOption option, object value) =>
        !IsOfKind(option.Kind, value) ? throw new ArgumentException($"{option.Name} takes a value of kind {option.Kind}", nameof(value))
        : value is IReadOnlyList<string> list ? list.ToArray()
        : value;

    private static bool IsDefault(BackendOption option, object value) => (value, option.Default) switch
    {
        ("", null) => true,
        (IReadOnlyList<string> list, _) => list.Count == 0,
        _ => value.Equals(option.Default),
    };

    private static bool AreEqual(object left, object right) =>
        left is IReadOnlyList<string> list ? right is IReadOnlyList<string> other && list.SequenceEqual(other) : left.Equals(right);

    private static string Show(BackendOption option, object value) => value switch
    {
        _ when option.IsSecret => "(hidden)",
        IReadOnlyList<string> list => string.Join(',', list),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private object? Find(BackendOption option, OptionKind kind)
    {
        if (option.Kind != kind)
        {
            throw new ArgumentException($"{option.Name} is of kind {option.Kind}, not {kind}", nameof(option));
        }

        return _values.TryGetValue(option.Name, out var entry) ? entry.Value : option.Default;
    }
}
