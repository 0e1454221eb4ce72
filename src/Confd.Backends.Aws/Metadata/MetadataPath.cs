namespace Confd.Backends.Aws.Metadata;

/// <summary>The path of the metadata service for a lookup key.</summary>
/// <param name="Path">Below <c>/latest/</c>; ends with a slash where it is certainly a folder.</param>
/// <param name="Key">The key that values are stored under.</param>
internal readonly record struct MetadataPath(string Path, string Key)
{
    private const string UserData = "user-data";

    /// <summary>
    /// <c>/meta-data/x</c>, <c>/dynamic/x</c> and <c>/user-data</c> are used as they are, with or without <c>/latest</c> before them;
    /// everything else is below <c>meta-data</c>, and <c>/</c> is all of it.
    /// </summary>
    public static MetadataPath Of(string lookupKey)
    {
        var key = new LookupKey(lookupKey).Path;
        var path = key.TrimStart('/');
        path = path.StartsWith("latest/", StringComparison.Ordinal) ? path["latest/".Length..] : path;
        return path switch
        {
            "" or "latest" => new MetadataPath("meta-data/", "/meta-data"),
            "meta-data" or "dynamic" => new MetadataPath(path + "/", key),
            _ when path.StartsWith(UserData, StringComparison.Ordinal) => new MetadataPath(UserData, key),
            _ when path.StartsWith("meta-data/", StringComparison.Ordinal) || path.StartsWith("dynamic/", StringComparison.Ordinal) =>
                new MetadataPath(path, key),
            _ => new MetadataPath("meta-data/" + path, key),
        };
    }

    public bool IsFolder => Path.EndsWith('/');

    /// <summary>True for a path that is in no listing.</summary>
    public bool IsUserData => Path == UserData;

    /// <summary>The folder above, with its slash.</summary>
    public string Parent => Path[..(Path.LastIndexOf('/') + 1)];

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}
