using Confd.Engine.Posix;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Resources;

/// <summary>The result of a <c>for_each</c> for one name below its key.</summary>
/// <param name="Name">The name, such as <c>acme</c>.</param>
/// <param name="Key">Its key, such as <c>/tenants/acme</c>.</param>
/// <param name="File">Its file.</param>
/// <param name="Place">Where the file is.</param>
internal sealed record ForEachInstance(string Name, string Key, TargetFile File, FilePlace Place)
{
    /// <summary>The value of <c>{{.}}</c> in its template: <c>.Name</c> and <c>.Key</c>.</summary>
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
