using Confd.GoTemplate.Values;

namespace Confd.Engine.Resources;

/// <summary>What a <c>for_each</c> makes of one name below its key.</summary>
/// <param name="Name">The name, such as <c>acme</c>.</param>
/// <param name="Key">Its key, such as <c>/tenants/acme</c>.</param>
/// <param name="File">The file that is made for it.</param>
internal sealed record ForEachInstance(string Name, string Key, TargetFile File)
{
    /// <summary>What <c>{{.}}</c> is in its template: <c>.Name</c> and <c>.Key</c>.</summary>
    public Value Dot => DotOf(Name, Key);

    /// <inheritdoc cref="Dot"/>
    public static Value DotOf(string name, string key)
    {
        var dot = new GoMap(GoType.AnyMap);
        dot.Set(ByteString.FromString("Name"), Value.FromString(name));
        dot.Set(ByteString.FromString("Key"), Value.FromString(key));
        return Value.FromMap(dot);
    }
}
