using System.Collections.Immutable;
using System.Threading.Channels;
using Confd.Backends;
using Confd.Engine.Posix;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Backends;

/// <summary>Watches files and folders for changes: writes in place, replacement by rename, creation, removal, and links that are
/// redirected.</summary>
/// <remarks>
/// Observers are set up before the caller reads and stay while it renders; changes in the meantime are kept for the next call. On a change
/// of a link or of an observed folder itself, the observers are set up again before it is reported, so that the next read sees the new
/// target. As some file systems report nothing (network mounts) and the system limits observers, names, sizes and times are also compared
/// every <see cref="CheckInterval"/>.
/// </remarks>
internal sealed partial class FileWatch : KeyWatch
{
    /// <summary>How often files are compared without a reported change.</summary>
    public static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(10);

    // A writer that empties a file and then fills it causes two events: a read after the first one would find no keys at all.
    // The wait is limited: changes of a file that is written without pause are reported nevertheless.
    private const int MaxQuietRounds = 10;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(25);

    private readonly FileBackendOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<FileBackendOptions, int> _compute;
    private readonly ITimer _timer;

    // Several pending changes count as one.
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly HashSet<string> _warned = [];
    private List<FileSystemWatcher> _observers = [];
    private WatchPoints _points = new();
    private volatile bool _isOutdated;
    private int _isChecking;
    private int _fingerprint;

    /// <summary>Starts to watch.</summary>
    /// <param name="options">Files and folders, and the filter for files of a folder.</param>
    /// <param name="time">The clock of checks and quiet times.</param>
    /// <param name="logger">Logs what cannot be observed.</param>
    /// <param name="compute">Returns the fingerprint of the files; null: <see cref="FileFingerprint.Compute"/>.</param>
    public FileWatch(FileBackendOptions options, TimeProvider time, ILogger logger, Func<FileBackendOptions, int>? compute = null)
    {
        _options = options;
        _compute = compute ?? FileFingerprint.Compute;
        _time = time;
        _logger = logger;
        Observe();
        _fingerprint = _compute(options);
        _timer = time.CreateTimer(static watch => ((FileWatch)watch!).Check(), this, CheckInterval, CheckInterval);
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlySet<string>> WaitForChangeAsync(CancellationToken cancellationToken)
    {
        await _changes.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var rounds = 0;
            do
            {
                await Task.Delay(Quiet, _time, cancellationToken).ConfigureAwait(false);
            }
            while (_changes.Reader.TryRead(out _) && ++rounds < MaxQuietRounds);
        }
        catch (OperationCanceledException)
        {
            // A wait that is cancelled must not lose a change.
            _changes.Writer.TryWrite(true);
            throw;
        }

        if (_isOutdated)
        {
            _isOutdated = false;
            Observe();
        }

        Volatile.Write(ref _fingerprint, _compute(_options));
        return ImmutableHashSet<string>.Empty;
    }

    /// <inheritdoc/>
    /// <remarks>Does not wait for a check in progress: on a mount that hangs, it may compute until the server is back.</remarks>
    public override ValueTask DisposeAsync()
    {
        _timer.Dispose();
        _changes.Writer.TryComplete();
        _observers.ForEach(observer => observer.Dispose());
        return ValueTask.CompletedTask;
    }

    private void Observe()
    {
        var before = _observers;
        _observers = [];

        // Until two attempts agree: a link may change while observers are set up.
        do
        {
            _observers.ForEach(observer => observer.Dispose());
            _points = WatchPoints.Find(_options.Paths);
            _observers = [.. CreateObservers(_points)];
        }
        while (!_points.Equals(WatchPoints.Find(_options.Paths)));

        before.ForEach(observer => observer.Dispose());
    }

    private IEnumerable<FileSystemWatcher> CreateObservers(WatchPoints points)
    {
        var folders = points.Folders.Select(folder => TryObserve(folder, observer => ListenForNames(observer, folder, points)));
        var trees = points.Trees.Select(tree => TryObserve(tree, ListenForAnything));
        return folders.Concat(trees).OfType<FileSystemWatcher>();
    }

    private FileSystemWatcher? TryObserve(string folder, Action<FileSystemWatcher> listen)
    {
        FileSystemWatcher? observer = null;
        try
        {
            observer = new FileSystemWatcher(folder)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite,
            };
            listen(observer);
            observer.Error += (_, _) => Report(isStructural: true);
            observer.EnableRaisingEvents = true;
            return observer;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // The path is gone again or not readable, or the system's limit of observers is reached: the regular check finds changes.
            observer?.Dispose();
            if (_warned.Add(folder))
            {
                LogUnobserved(folder, FailureText.Of(exception).Redacted.TrimEnd('.'), CheckInterval.TotalSeconds);
            }

            return null;
        }
    }

    private void ListenForNames(FileSystemWatcher observer, string folder, WatchPoints points)
    {
        FileSystemEventHandler onEvent = (_, change) => Consider(change.Name);
        observer.Created += onEvent;
        observer.Changed += onEvent;
        observer.Deleted += onEvent;
        observer.Renamed += (_, change) =>
        {
            Consider(change.OldName);
            Consider(change.Name);
        };

        void Consider(string? name)
        {
            if (points.Contains(folder, name))
            {
                Report(points.IsStructural(folder, name));
            }
        }
    }

    private void ListenForAnything(FileSystemWatcher observer)
    {
        observer.IncludeSubdirectories = true;
        FileSystemEventHandler onEvent = (_, change) => Report(isStructural: new FileInfo(change.FullPath).LinkTarget is not null);
        observer.Created += onEvent;
        observer.Changed += onEvent;
        observer.Deleted += onEvent;
        observer.Renamed += (_, change) => onEvent(observer, change);
    }

    private void Check()
    {
        // While one check hangs, no further ones are started.
        if (Interlocked.Exchange(ref _isChecking, 1) == 1)
        {
            return;
        }

        try
        {
            if (_compute(_options) != Volatile.Read(ref _fingerprint))
            {
                Report(isStructural: true);
            }
        }
        finally
        {
            Volatile.Write(ref _isChecking, 0);
        }
    }

    private void Report(bool isStructural)
    {
        if (isStructural)
        {
            _isOutdated = true;
        }

        _changes.Writer.TryWrite(true);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot watch {Folder}: {Reason}; it is checked every {Seconds} seconds instead")]
    private partial void LogUnobserved(string folder, string reason, double seconds);
}
