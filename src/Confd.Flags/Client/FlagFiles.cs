using Confd.Flags.Storage;

namespace Confd.Flags.Client;

/// <summary>Reads files of flag data as if they were a store.</summary>
internal static class FlagFiles
{
    /// <summary>Reads all files.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="mayBePipes">False where they are read again and again: a pipe that has taken a file's name would be waited for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FlagStoreException">A file cannot be read, is not flag data, or has a key that another has too.</exception>
    public static async Task<StoredItems> ReadAsync(IReadOnlyList<string> paths, bool mayBePipes, CancellationToken cancellationToken)
    {
        var flags = new Dictionary<string, VersionedItem>(StringComparer.Ordinal);
        var segments = new Dictionary<string, VersionedItem>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            // What is no file has no length either, and a file without a byte is no flag data.
            if (!mayBePipes && new FileInfo(path) is { Exists: true, Length: 0 })
            {
                throw new FlagStoreException($"cannot read the flag file {path}: it is empty, or a device, a pipe or a socket and no file");
            }

            var data = await ReadFileAsync(path, cancellationToken).ConfigureAwait(false);
            Add(flags, data, DataKind.Features, path);
            Add(segments, data, DataKind.Segments, path);
        }

        return new StoredItems(flags, segments);
    }

    private static async Task<FlagDataSet> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return FlagDataReader.Read(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), path);
        }
        catch (FlagDataException e)
        {
            throw new FlagStoreException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FlagStoreException($"cannot read the flag file {path}: {e.Message}", e);
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
