using Confd.Shared;
using Microsoft.AspNetCore.Http;

namespace Confd.Flags.Console.Requests;

/// <summary>A file that is part of this library.</summary>
internal sealed class StaticAsset
{
    private readonly RetryingLazy<byte[]> _content;
    private readonly string _contentType;

    public StaticAsset(string name, string contentType)
    {
        _contentType = contentType;
        _content = new RetryingLazy<byte[]>(() => Read(name));
    }

    public Task SendAsync(HttpContext context) =>
        PageResponse.SendAsync(context, StatusCodes.Status200OK, _contentType, _content.Value);

    private static byte[] Read(string name)
    {
        using var stream = typeof(StaticAsset).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"this build lacks {name}");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
