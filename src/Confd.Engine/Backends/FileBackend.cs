using System.Globalization;
using Confd.Backends;
using Confd.Engine.Documents;
using Confd.Engine.Posix;
using Confd.Shared.Files;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Backends;

/// <summary>JSON and YAML files as keys: nested names are joined with <c>/</c>, list elements are numbered from 0.</summary>
/// <remarks>A <see cref="LookupKey"/> selects by text. Values never reach the log.</remarks>
internal sealed partial class FileBackend : IKeyBackend
{
    private readonly FileBackendOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly KeyFile _keyFile;

    // One at a time: after a reading that hangs and was abandoned, not every cycle starts another one.
    private readonly SemaphoreSlim _reading = new(1);
    private readonly SemaphoreSlim _checking = new(1);

    // The places that a warning was logged for: once each, not once per cycle.
    private readonly HashSet<string> _warned = [];

    /// <summary>Creates the backend and logs what it will read; nothing is opened yet.</summary>
    public FileBackend(FileBackendOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _keyFile = new KeyFile(UnsupportedScalars.Skip, WarnOnce);
        BackendLog.Sources(_logger, string.Join(", ", options.Paths));
    }

    /// <inheritdoc/>
    public string Name => "file";

    /// <inheritdoc/>
    /// <remarks>Runs on another thread: a network mount that hangs must not keep the caller from giving up.</remarks>
    public Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        AloneAsync(_reading, () => Read(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken) =>
        AloneAsync(_checking, CheckHealth, cancellationToken);

    /// <inheritdoc/>
    public Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        Task.Run<KeyWatch?>(() => new FileWatch(_options, _time, _logger), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Reads that still wait for their turn end with their callers' tokens.</remarks>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<T> AloneAsync<T>(SemaphoreSlim turn, Func<T> work, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await Task.Run(
            () =>
            {
                try
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    return work();
                }
                finally
                {
                    turn.Release();
                }
            },
            CancellationToken.None).ConfigureAwait(false);
    }

    // A key of a later file overrides those before.
    private static Dictionary<string, ReadOnlyMemory<byte>> Merge(IEnumerable<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> files)
    {
        var values = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var (key, value) in files.SelectMany(file => file))
        {
            values[key] = value;
        }

        return values;
    }

    // Opening and closing a pipe would end its writer.
    private static long OpenedSize(string path)
    {
        if (UnixFile.Stat(path) is { Kind: FileKind.Special })
        {
            return 0;
        }

        using var file = UnixFile.OpenForReading(path);
        return UnixFile.Stat(file).Size;
    }

    private KeyReading Read(CancellationToken cancellationToken)
    {
        var files = new List<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>();
        var budget = new ReadingBudget(Name, _options.MaxReadingBytes);
        foreach (var (file, isNamed) in _options.Paths.SelectMany(Find).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var values = Read(file, isNamed);
            budget.Take(values);
            files.Add(values);
        }

        return new SortedKeyReading(files is [var single] ? single : Merge(files), KeyMatch.Text);
    }

    // A pipe that the operator names is intended, such as that of a shell's <(command); one found in a folder of files is not.
    private IEnumerable<(string File, bool IsNamed)> Find(string path) =>
        FileLookup.Find(path, _options.Filter).Select(file => (file, !Directory.Exists(path)));

    private BackendHealth CheckHealth()
    {
        var (count, size) = (0, 0L);
        foreach (var path in _options.Paths)
        {
            var (reached, call) = ("accessible", "stat");
            try
            {
                FileLookup.RequireExistence(path);
                (reached, call) = ("readable", "open");
                if (!Directory.Exists(path))
                {
                    (count, size) = (count + 1, size + OpenedSize(path));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return new BackendHealth(
                    false,
                    $"file not {reached}: {path}",
                    [new("failed_path", path), new("error", $"{call} {path}: {FileReason.Of(exception, path)}")]);
            }
        }

        return new BackendHealth(
            true,
            "All configured files are accessible and readable",
            [
                new("file_count", count.ToString(CultureInfo.InvariantCulture)),
                new("total_size_bytes", size.ToString(CultureInfo.InvariantCulture)),
                new("paths", string.Join(", ", _options.Paths)),
            ]);
    }

    private IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Read(string file, bool isNamed)
    {
        // A link in a folder keeps its name, which people use; the extension is that of its target.
        var target = isNamed || new FileInfo(file).LinkTarget is null ? file : RealPath.TryResolve(file) ?? file;
        byte[] content;
        try
        {
            KeyFile.RequireKnownExtension(file, target);
            content = RegularFile.ReadAll(file, mayBePipe: isNamed);
        }
        catch (FileReadException exception)
        {
            throw new KeyBackendException(
                $"failed to read configuration file: failed to read file {file}: {exception.Message}", exception);
        }

        return _keyFile.Read(content, file, target);
    }

    private void WarnOnce(SkippedValue skipped)
    {
        if (_warned.Add($"{skipped.Path}:{skipped.Line}:{skipped.Key}"))
        {
            LogSkipped(skipped.Key, skipped.Path, skipped.Line, skipped.Reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Skipping key '{Key}' of {Path}, line {Line}: {Reason}")]
    private partial void LogSkipped(string key, string path, int line, string reason);
}
