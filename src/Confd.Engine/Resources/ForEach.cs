using System.Text;
using Confd.Engine.Keys;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Resources;

/// <summary>Makes one resource yield a file for every name below a key.</summary>
/// <remarks>Template and <c>dest</c> get a dot with <c>.Name</c>, such as <c>acme</c>, and <c>.Key</c>, such as <c>/tenants/acme</c>.</remarks>
public sealed class ForEach
{
    // Stands for a name: no key holds it, and it is long enough for templates that take names apart.
    private static readonly string AnyName = new('\u0001', 64);

    private readonly SettingTemplate _destination;

    internal ForEach(string key, SettingTemplate destination, string? listName)
    {
        Key = key;
        _destination = destination;
        ListPath = listName is null ? null : Path.Join(SharedFolder(destination), listName);
    }

    /// <summary>The key whose children count, as templates know it: cleaned, without the prefix.</summary>
    public string Key { get; }

    /// <summary>Where the files made are listed, so that stale ones can be removed; null where they stay.</summary>
    public string? ListPath { get; }

    /// <summary>The folder that all files lie in or below: what the destination says in front of the first name.</summary>
    /// <exception cref="TemplateException">The template of <c>dest</c> failed.</exception>
    /// <exception cref="ResourceException">A variable is not set.</exception>
    internal static string SharedFolder(SettingTemplate destination)
    {
        var text = destination.Render(Dot(AnyName, $"/{AnyName}"));
        var end = text.IndexOf(AnyName[0], StringComparison.Ordinal);
        return Path.GetDirectoryName(end < 0 ? text : text[..end] + "name") is { Length: > 0 } folder ? folder : ".";
    }

    /// <summary>The resources for the names below the key, in byte order of the names.</summary>
    /// <exception cref="TemplateException">The template of <c>dest</c> failed.</exception>
    /// <exception cref="ResourceException">A destination is empty, or two names have the same.</exception>
    internal IReadOnlyList<Instance> Expand(Resource resource, KeySnapshot keys)
    {
        var instances = new List<Instance>();
        var destinations = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in ChildrenOf(keys))
        {
            var dot = Dot(name, Key == "/" ? $"/{name}" : $"{Key}/{name}");
            var destination = _destination.Render(dot);
            if (destination.Length == 0 || !destinations.Add(destination))
            {
                throw new ResourceException($"dest \"{destination}\" for {name} below {Key} is empty or not the only one: it has to contain {{{{.Name}}}}");
            }

            instances.Add(new Instance(resource with { Destination = destination }, dot));
        }

        return instances;
    }

    private static Value Dot(string name, string key)
    {
        var dot = new GoMap(GoType.AnyMap);
        dot.Set(ByteString.FromString("Name"), Value.FromString(name));
        dot.Set(ByteString.FromString("Key"), Value.FromString(key));
        return Value.FromMap(dot);
    }

    // A name comes from a key and becomes part of a path: keys are cleaned, so it holds no slash and is neither `.` nor `..`.
    private SortedSet<string> ChildrenOf(KeySnapshot keys)
    {
        var names = new SortedSet<string>(ByteOrder.Instance);
        var root = Encoding.UTF8.GetBytes(Key == "/" ? "/" : Key + "/");
        foreach (var key in keys.Keys)
        {
            if (!key.Span.StartsWith(root))
            {
                continue;
            }

            var rest = key.Span[root.Length..];
            var end = rest.IndexOf((byte)'/');
            var name = Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
            if (name.Length > 0)
            {
                names.Add(name);
            }
        }

        return names;
    }

    /// <summary>One file of the resource.</summary>
    internal sealed record Instance(Resource Resource, Value Dot);
}
