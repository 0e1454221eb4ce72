using System.Text;
using Confd.Engine.Keys;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Resources;

/// <summary>Makes one resource yield a file for every name below a key.</summary>
/// <remarks>Template and <c>dest</c> get a dot with <c>.Name</c>, such as <c>acme</c>, and <c>.Key</c>, such as <c>/tenants/acme</c>.</remarks>
public sealed class ForEach
{
    private readonly SettingTemplate _destination;

    internal ForEach(string key, SettingTemplate destination, string? listPath)
    {
        Key = key;
        _destination = destination;
        ListPath = listPath;
    }

    /// <summary>The key whose children count, as templates know it: cleaned, without the prefix.</summary>
    public string Key { get; }

    /// <summary>Where the files made are listed, so that stale ones can be removed; null where they stay.</summary>
    public string? ListPath { get; }

    /// <summary>The resources for the names below the key, in byte order of the names.</summary>
    /// <exception cref="TemplateException">The template of <c>dest</c> failed.</exception>
    /// <exception cref="ResourceException">A destination is empty, or two names have the same.</exception>
    internal IReadOnlyList<Instance> Expand(Resource resource, KeySnapshot keys)
    {
        var instances = new List<Instance>();
        var destinations = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in ChildrenOf(keys))
        {
            var dot = new GoMap(GoType.AnyMap);
            dot.Set(ByteString.FromString("Name"), Value.FromString(name));
            dot.Set(ByteString.FromString("Key"), Value.FromString(Key == "/" ? $"/{name}" : $"{Key}/{name}"));
            var destination = _destination.Render(Value.FromMap(dot));
            if (destination.Length == 0 || !destinations.Add(destination))
            {
                throw new ResourceException($"dest \"{destination}\" for {name} below {Key} is empty or not the only one: it has to contain {{{{.Name}}}}");
            }

            instances.Add(new Instance(resource with { Destination = destination }, Value.FromMap(dot)));
        }

        return instances;
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
