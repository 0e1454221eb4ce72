namespace Confd.Engine.Resources;

/// <summary>What one resource file claims to write, whether the resource can be used or not. Neither a file nor a <c>for_each</c>: the
/// file cannot be read so far, and may claim anything.</summary>
/// <param name="ResourceFile">The resource file, or a folder of resource files that cannot be read.</param>
/// <param name="File">The one destination; null for none.</param>
/// <param name="ForEach">The source of the destinations; null for one file.</param>
internal sealed record DestinationClaim(string ResourceFile, string? File = null, ForEach? ForEach = null)
{
    /// <summary>False where the destination is unknown.</summary>
    public bool IsKnown => File is not null || ForEach is not null;

    /// <summary>The claim of a resource.</summary>
    public static DestinationClaim Of(Resource resource) =>
        resource.ForEach is { } forEach ? new(resource.Path, ForEach: forEach) : new(resource.Path, resource.Destination);
}
