namespace Confd.Cli.Http.Status;

/// <summary>A file of the status page; part of the program.</summary>
internal sealed class StatusAsset(string name, string contentType)
{
    private readonly Lazy<ReadOnlyMemory<byte>> _content = new(() => Load(name));

    /// <summary>The media type.</summary>
    public string ContentType => contentType;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Content => _content.Value;

    private static byte[] Load(string name)
    {
        using var resource = typeof(StatusAsset).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return content;
    }
}
