using Confd.Backends;
using Confd.Engine.Documents;
using Confd.Engine.Keys;
using Confd.Engine.Templates;
using Confd.GoTemplate;
using Confd.Shared.Files;
using Confd.Toml;

namespace Confd.Engine.Resources;

/// <summary>One file of <c>conf.d</c>: TOML, whose settings are judged when it is read as a <see cref="Resource"/>.</summary>
/// <remarks>Names of settings may be written in any case; unknown ones are ignored, as in the original.</remarks>
/// <param name="document">All of the file.</param>
internal sealed class ResourceFile(TomlTable document)
{
    private readonly SettingsTable _document = new(document);

    /// <summary>True where there is a <c>[backend]</c> table without a name: it has no effect, the global backend is used.</summary>
    public bool HasUnnamedBackend => _document.Table("backend") is { } backend && backend.Text(BackendRegistry.NameKey) is null;

    /// <summary>Reads a file, below <c>CONFDIR/conf.d</c> or elsewhere.</summary>
    /// <exception cref="ResourceException">It cannot be read or is not TOML.</exception>
    public static ResourceFile Open(string path)
    {
        try
        {
            return Parse(RegularFile.ReadAll(path), path);
        }
        catch (FileReadException exception)
        {
            throw new ResourceException($"cannot process template resource {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Takes bytes for the content of a file.</summary>
    /// <inheritdoc cref="Open" path="/exception"/>
    public static ResourceFile Parse(ReadOnlySpan<byte> utf8, string path)
    {
        try
        {
            return new ResourceFile(TomlReader.Read(utf8, path));
        }
        catch (TomlException exception)
        {
            throw NotProcessed(path, exception);
        }
    }

    /// <summary>What the file says.</summary>
    /// <param name="configDirectory">CONFDIR, where <c>templates</c> is.</param>
    /// <param name="globalPrefix">The prefix that stands before that of the resource; empty for none.</param>
    /// <param name="backends">Whose options a <c>[backend]</c> table may hold, and those that keys may name.</param>
    /// <exception cref="ResourceException">It says something that cannot be done.</exception>
    public Resource Read(string configDirectory, string globalPrefix, BackendRegistry backends)
    {
        RequireTypes(backends);
        try
        {
            var template = _document.Table("template") ?? throw _document.Error(
                "template", "empty src template: there is no [template] table");
            return Read(template, document.Path, configDirectory, globalPrefix, backends) with
            {
                Backend = _document.Table("backend") is { } backend ? BackendSectionReader.Read(backend, backends) : null,
                Flags = _document.Table("flags") is { } flags ? FlagSettingsReader.Read(flags) : null,
            };
        }
        catch (TomlException exception)
        {
            throw NotProcessed(document.Path, exception);
        }
    }

    /// <summary>Ends where every setting is of its type, whatever it says.</summary>
    /// <param name="backends">Whose options a <c>[backend]</c> table may hold.</param>
    /// <exception cref="ResourceException">One is not.</exception>
    public void RequireTypes(BackendRegistry backends)
    {
        try
        {
            KnownSettings.RequireTypes(document, backends);
        }
        catch (TomlException exception)
        {
            throw NotProcessed(document.Path, exception);
        }
    }

    /// <summary>The settings that nothing reads, in the order of the file.</summary>
    /// <param name="backends">Whose options a <c>[backend]</c> table may hold.</param>
    public IEnumerable<UnknownSetting> FindUnknown(BackendRegistry backends) => KnownSettings.FindUnknown(document, backends);

    private static ResourceException NotProcessed(string path, TomlException exception) =>
        new($"cannot process template resource {path}: {TomlProblem.Describe(exception)}", exception);

    private static Resource Read(
        SettingsTable template, string path, string configDirectory, string globalPrefix, BackendRegistry backends)
    {
        var source = template.Text("src") ?? throw template.Error("src", "empty src template: src is required");
        var destination = template.Text("dest") ?? throw template.Error("dest", "empty dest: dest is required");

        // A resource without keys reads nothing, as in the original.
        var prefix = JoinPrefix(template, globalPrefix);
        var (lookupKeys, namedKeys) = ReadKeys(template, prefix, backends);
        var forEach = ReadForEach(template, prefix, destination, lookupKeys);
        var origin = forEach is not null || SettingTemplate.IsComputed(destination) ? PathOrigin.Computed : PathOrigin.Written;
        destination = forEach is null ? template.Expand("dest", destination) : destination;
        JudgePath(template, "src", source, PathOrigin.Written);
        JudgePath(template, "dest", destination, forEach is null ? origin : PathOrigin.Written);
        return new Resource
        {
            Path = path,
            Source = TemplateRenderer.FileIn(configDirectory, source),
            Destination = destination,
            PathOrigin = origin,
            Prefix = prefix,
            LookupKeys = lookupKeys,
            NamedKeys = namedKeys,
            ForEach = forEach,
            Mode = ReadMode(template),
            UserId = Account.Read(template, AccountKind.User),
            GroupId = Account.Read(template, AccountKind.Group),
            CheckCommand = ReadCommand(template, "check_cmd", destination),
            ReloadCommand = ReadCommand(template, "reload_cmd", destination),
            CheckCommandTimeout = template.Duration("check_cmd_timeout"),
            ReloadCommandTimeout = template.Duration("reload_cmd_timeout"),
            OutputFormat = template.Text("output_format"),
            MinReloadInterval = template.LongDuration("min_reload_interval") ?? TimeSpan.Zero,
            ReloadSplay = template.LongDuration("reload_splay") ?? TimeSpan.Zero,
            ReloadsOncePerCycle = template.Flag("reload_once"),
            Debounce = template.LongDuration("debounce"),
        };
    }

    // The kernel would end a path at a NUL, and the file would be another one than .NET speaks of.
    private static void JudgePath(SettingsTable template, string setting, string path, PathOrigin origin)
    {
        if (PathRules.FindProblemInPath(path, origin) is { } problem)
        {
            throw template.Error(setting, $"invalid {setting} {PathRules.Show(path)}: {problem}");
        }
    }

    private static string JoinPrefix(SettingsTable template, string globalPrefix)
    {
        var root = KeyPath.Clean(globalPrefix);
        var own = template.Expand("prefix", template.Text("prefix") ?? "");
        return KeyPath.TryJoin(root, own, out var joined)
            ? joined
            : throw template.Error("prefix", $"prefix \"{template.Text("prefix")}\" climbs above the global prefix {root}");
    }

    // The resource's own keys, and those of backends with names.
    private static (List<string> Own, IReadOnlyList<NamedKeys> Named) ReadKeys(
        SettingsTable template, string prefix, BackendRegistry backends)
    {
        var own = new List<string>();
        var named = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var text in template.Texts("keys") ?? [])
        {
            var expanded = template.Expand("keys", text);
            var (name, key) = NamedKeys.Split(expanded);
            if (!backends.Named.ContainsKey(name))
            {
                own.Add(JoinKey(template, "keys", prefix, text, expanded));
            }
            else if (!named.TryAdd(name, [KeyPath.Clean("/" + key)], out var index))
            {
                named.GetAt(index).Value.Add(KeyPath.Clean("/" + key));
            }
        }

        return (own, [.. named.Select(keys => new NamedKeys(keys.Key, backends.Named[keys.Key], keys.Value))]);
    }

    private static string JoinKey(SettingsTable template, string setting, string prefix, string text, string expanded) =>
        KeyPath.TryJoin(prefix, expanded, out var joined)
            ? joined
            : throw template.Error(setting, $"key \"{text}\" climbs above its prefix {prefix}");

    private static ForEach? ReadForEach(SettingsTable template, string prefix, string destination, List<string> lookupKeys)
    {
        if (template.Text("for_each") is not { } text)
        {
            return null;
        }

        var lookupKey = JoinKey(template, "for_each", prefix, text, template.Expand("for_each", text));
        if (!lookupKeys.Contains(lookupKey))
        {
            lookupKeys.Add(lookupKey);
        }

        try
        {
            return new ForEach(
                KeyPath.WithoutPrefix(lookupKey, prefix), SettingTemplate.Parse("dest", destination), template.Flag("remove_stale"));
        }
        catch (ErrorTextException exception) when (exception is TemplateException or ResourceException)
        {
            throw template.Error("dest", ErrorText.Format($"invalid dest \"{destination}\": {exception.Text}"));
        }
    }

    private static UnixFileMode? ReadMode(SettingsTable template)
    {
        if (template.Text("mode") is not { } text)
        {
            return null;
        }

        return ModeText.TryParse(text, out var mode, out var problem) ? mode : throw template.Error(
            "mode", $"invalid mode \"{text}\": {problem}");
    }

    private static CommandTemplate? ReadCommand(SettingsTable template, string name, string destination)
    {
        try
        {
            return template.Text(name) is { } text ? CommandTemplate.Parse(name, text) : null;
        }
        catch (TemplateException exception)
        {
            throw template.Error(name, $"template resource {destination}: invalid {name} template: {exception.Message}");
        }
    }
}
