namespace Confd.Backends.Tests;

/// <summary>The example of the README: each file below a folder is a key.</summary>
internal sealed class FolderBackend(string folder, long maxBytes) : IKeyBackend
{
    public string Name => "folder";

    public async Task<KeyReading> ReadAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var values = new Dictionary<string, ReadOnlyMemory<byte>>();
            var budget = new ReadingBudget(Name, maxBytes);
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
            {
                var key = "/" + Path.GetRelativePath(folder, file.FullName);
                budget.Take(key, file.Length);
                values[key] = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
            }

            return new Reading(values);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new KeyBackendException($"cannot read the folder {folder}: {failed.Message}", failed);
        }
    }

    public Task<BackendHealth> CheckHealthAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var isThere = Directory.Exists(folder);
        var message = isThere ? "the folder is there" : $"there is no folder {folder}";
        return Task.FromResult(new BackendHealth(isThere, message, [new("folder", folder)]));
    }

    // It cannot be watched: the engine polls it.
    public Task<KeyWatch?> OpenWatchAsync(IReadOnlyList<string> lookupKeys, CancellationToken cancellationToken) =>
        Task.FromResult<KeyWatch?>(null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Reading(Dictionary<string, ReadOnlyMemory<byte>> values) : KeyReading
    {
        public override int? Count => values.Count;

        public override IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys) => values
            .Where(pair => lookupKeys.Any(key => pair.Key.StartsWith(key, StringComparison.Ordinal)))
            .ToDictionary();
    }
}
