using System.Globalization;
using Confd.Backends;
using Confd.Engine.Keys;
using Confd.Engine.Posix;
using Confd.GoRegex;

namespace Confd.Engine.Backends;

/// <summary>Environment variables as keys: <c>APP_DB_HOST</c> is <c>/app/db/host</c>.</summary>
/// <remarks>
/// A lookup key without its leading slash, with <c>_</c> for <c>/</c> and in upper case is the start of the names that it loads, by text:
/// <c>/service</c> loads <c>SERVICES_X</c> too, and <c>/</c> loads everything. Names with lower-case starts are never found, as in the
/// original.
/// </remarks>
internal sealed class EnvironmentBackend : IKeyBackend
{
    private readonly Func<IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>>> _readVariables;

    /// <summary>Reads the variables of this process.</summary>
    public EnvironmentBackend()
        : this(ReadProcess)
    {
    }

    internal EnvironmentBackend(Func<IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>>> readVariables) =>
        _readVariables = readVariables;

    /// <summary>The limit for one reading, in bytes.</summary>
    public long MaxReadingBytes { get; init; }

    /// <inheritdoc/>
    public string Name => "env";

    /// <inheritdoc/>
    public Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<KeyReading>(cancellationToken);
        }

        var variables = _readVariables().ToArray();
        try
        {
            new ReadingBudget(Name, MaxReadingBytes).Take(variables);
        }
        catch (KeyBackendException tooLarge)
        {
            return Task.FromException<KeyReading>(tooLarge);
        }

        return Task.FromResult<KeyReading>(new EnvironmentReading(variables));
    }

    /// <inheritdoc/>
    public Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<BackendHealth>(cancellationToken);
        }

        var count = _readVariables().Count();
        return Task.FromResult(new BackendHealth(
            IsHealthy: true,
            "Environment backend is always healthy (no connectivity required)",
            [
                new("env_var_count", count.ToString(CultureInfo.InvariantCulture)),
                new("note", "No network connectivity required for environment backend"),
            ]));
    }

    /// <summary>The environment of a process cannot be watched from outside: always null.</summary>
    public Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        Task.FromResult<KeyWatch?>(null);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> ReadProcess() =>
        ProcessEnvironment.Variables().Select(variable =>
            KeyValuePair.Create(LosslessText.Show(variable.Key), (ReadOnlyMemory<byte>)LosslessText.Encode(variable.Value)));

    private sealed class EnvironmentReading(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> variables) : KeyReading
    {
        // In name order, so that of two names for one key (A_B, A__B) always the same one applies.
        private readonly KeyValuePair<string, ReadOnlyMemory<byte>>[] _variables = [.. variables.OrderBy(
            variable => variable.Key, StringComparer.Ordinal)];

        public override IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys)
        {
            var selected = new Dictionary<string, ReadOnlyMemory<byte>>();
            foreach (var start in lookupKeys.Select(NameStart))
            {
                foreach (var (name, value) in _variables)
                {
                    if (name.StartsWith(start, StringComparison.Ordinal))
                    {
                        selected[KeyOf(name)] = value;
                    }
                }
            }

            return selected;
        }

        public override string PathOf(string path) => KeyOf(NameStart(path));

        private static string NameStart(string lookupKey)
        {
            var path = new LookupKey(lookupKey).Start;
            return GoCase.ToUpper((path.StartsWith('/') ? path[1..] : path).Replace('/', '_'));
        }

        private static string KeyOf(string name) => KeyPath.Clean(GoCase.ToLower(name).Replace('_', '/'));
    }
}
