using Confd.GoTemplate.Values;

namespace Confd.Engine.Resources;

/// <summary>One file of a <c>for_each</c> resource.</summary>
/// <param name="Resource">The resource with the destination of this file.</param>
/// <param name="Dot">What <c>{{.}}</c> is in its template: <c>.Name</c> and <c>.Key</c>.</param>
/// <param name="FullPath">The destination as a full path.</param>
internal sealed record ForEachInstance(Resource Resource, Value Dot, string FullPath)
{
    /// <summary>The name below the key, such as <c>acme</c>.</summary>
    public required string Name { get; init; }
}
