namespace Confd.Shared.Http;

/// <summary>Reads complete bodies of answers, up to a limit.</summary>
internal static class BoundedBody
{
    /// <summary>Reads a body, counting its decompressed bytes: a small answer can expand to a large one.</summary>
    /// <param name="content">The body.</param>
    /// <param name="maxBytes">The largest size, in bytes.</param>
    /// <param name="onPiece">Called whenever more of it has arrived.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where it is larger; the rest of it is not read.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(
        HttpContent content, long maxBytes, Action? onPiece, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var body = new MemoryStream((int)Math.Min(content.Headers.ContentLength ?? 0, 1 << 20));
        var buffer = new byte[32 << 10];
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            onPiece?.Invoke();
            if (body.Length + count > maxBytes)
            {
                return null;
            }

            body.Write(buffer, 0, count);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
