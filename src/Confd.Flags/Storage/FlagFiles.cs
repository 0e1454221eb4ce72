using Confd.Shared.Files;

namespace Confd.Flags.Storage;

/// <summary>Reads files of flag data like a store.</summary>
internal static class FlagFiles
{
    /// <summary>Reads all files.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="mayBePipes">False where the files are read repeatedly: reading a pipe that has replaced a file would block.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="FlagStoreException">A file cannot be read, is not flag data, or has a key that another one has too.</exception>
    public static async Task<StoredItems> ReadAsync(IReadOnlyList<string> paths, bool mayBePipes, CancellationToken cancellationToken)
    {
        var flags = new Dictionary<string, VersionedItem>(StringComparer.Ordinal);
        var segments = new Dictionary<string, VersionedItem>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var data = await ReadFileAsync(path, mayBePipes, cancellationToken).ConfigureAwait(false);
            Add(flags, data, DataKind.Features, path);
            Add(segments, data, DataKind.Segments, path);
        }

        return new StoredItems(flags, segments);
    }

    private static async Task<FlagDataSet> ReadFileAsync(string path, bool mayBePipe, CancellationToken cancellationToken)
    {
        try
        {
            // Waiting for the writer of a pipe must not block the caller's thread.
            var reading = Task.Run(() => RegularFile.ReadAll(path, mayBePipe: mayBePipe), CancellationToken.None);
            return FlagDataReader.Read(await reading.WaitAsync(cancellationToken).ConfigureAwait(false), path);
        }
        catch (FlagDataException e)
        {
            throw new FlagStoreException(e.Message, e);
        }
        catch (FileReadException e)
        {
            throw new FlagStoreException($"cannot read the flag file {path}: {e.Reason}", e);
        }
    }

    private static void Add(Dictionary<string, VersionedItem> items, FlagDataSet data, DataKind kind, string path)
    {
        foreach (var (key, item) in data.Kinds[kind])
        {
            if (!items.TryAdd(key, item))
            {
                throw new FlagStoreException($"{path}: the key '{key}' in '{kind}' is in another flag file too");
            }
        }
    }
}
