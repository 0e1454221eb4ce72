using Confd.Backends;
using Confd.Shared;
using Confd.Toml;

namespace Confd.Engine.Resources;

/// <summary>The names that a resource file may use. Others are ignored, as in the original, but reported, so that a misspelled one is
/// found.</summary>
internal static class KnownSettings
{
    private static readonly string[] TemplateTexts =
    [
        "src", "dest", "prefix", "mode", "owner", "group", "check_cmd", "reload_cmd", "check_cmd_timeout", "reload_cmd_timeout",
        "output_format", "min_reload_interval", "reload_splay", "debounce", "for_each",
    ];

    private static readonly string[] TemplateNumbers = ["uid", "gid"];
    private static readonly string[] TemplateSwitches = ["reload_once", "remove_stale"];
    private static readonly string[] Template = [.. TemplateTexts, "keys", .. TemplateNumbers, .. TemplateSwitches];
    private static readonly string[] FlagsTexts = ["table", "prefix", "file", "layout", "journal"];
    private static readonly string[] Flags = [.. FlagsTexts, "no_journal", "context"];

    /// <summary>Settings of the original's backends that no backend here has: harmless in files that are shared with it.</summary>
    public static IReadOnlySet<string> OfTheOriginal { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "secret_keyring", "yaml_file", "srv_domain", "srv_record", "certificate_arn",
    };

    /// <summary>Checks that every known setting is of its type, whatever its value: the original's first step with a resource
    /// file.</summary>
    /// <exception cref="TomlException">One is not, or something else has the name of a table.</exception>
    /// <exception cref="ResourceException">A duration of <c>[backend]</c> is invalid.</exception>
    public static void RequireTypes(TomlTable document, BackendRegistry backends)
    {
        var tables = new SettingsTable(document);
        if (tables.Table("template") is { } template)
        {
            Array.ForEach(TemplateTexts, name => template.Text(name));
            Array.ForEach(TemplateNumbers, name => template.Find(name)?.AsInteger());
            Array.ForEach(TemplateSwitches, name => template.Flag(name));
            template.Texts("keys");
        }

        if (tables.Table("backend") is { } backend)
        {
            BackendSectionReader.Read(backend, backends);
        }

        if (tables.Table("flags") is { } flags)
        {
            Array.ForEach(FlagsTexts, name => flags.Text(name));
            flags.Flag("no_journal");
        }
    }

    /// <summary>The unused settings of a resource file, in the order of the file.</summary>
    /// <param name="document">The whole file.</param>
    /// <param name="backends">The backends whose options a <c>[backend]</c> table may contain.</param>
    public static IEnumerable<UnknownSetting> FindUnknown(TomlTable document, BackendRegistry backends) =>
        FindUnknown(document, TablesWith(backends)).Concat(FindUnnamedBackends(document, backends));

    /// <summary>The unused settings of <c>[backends.NAME]</c> tables, in the order of the file.</summary>
    /// <param name="named">The table <c>backends</c> of confd.toml.</param>
    /// <param name="backends">The backends whose options they may contain.</param>
    public static IEnumerable<UnknownSetting> FindUnknownInBackends(TomlTable named, BackendRegistry backends)
    {
        string[] known = [.. backends.FileKeys];
        return from section in named
               where section.Value.Kind == TomlValueKind.Table
               from setting in FindUnknown(section.Value.AsTable(), ($"backends.{section.Key}", known), [], mayBeOriginal: true)
               select setting;
    }

    // A key that looks as if it named a backend, but is an ordinary key of the resource's own backend.
    private static IEnumerable<UnknownSetting> FindUnnamedBackends(TomlTable document, BackendRegistry backends)
    {
        if (new SettingsTable(document).Find("template") is not { Kind: TomlValueKind.Table } template
            || new SettingsTable(template.AsTable()).Find("keys") is not { Kind: TomlValueKind.Array } keys)
        {
            return [];
        }

        var unnamed = new List<UnknownSetting>();
        foreach (var key in keys.AsArray())
        {
            if (key.Kind == TomlValueKind.String
                && NamedKeys.Split(key.AsString()) is var (name, path)
                && NamedKeys.IsName(name) && path.StartsWith('/') && !backends.Named.ContainsKey(name))
            {
                unnamed.Add(new UnknownSetting(
                    "template.keys",
                    $"the key {PathRules.Show(key.AsString())} names no backend, since confd.toml has no [backends.{name}]: "
                    + "it is read from the resource's own",
                    $"{document.Path}:{key.Position}"));
            }
        }

        return unnamed;
    }

    private static (string Name, string[] Settings)[] TablesWith(BackendRegistry backends) =>
        [("template", Template), ("backend", [.. backends.FileKeys]), ("flags", Flags)];

    private static IReadOnlyList<UnknownSetting> FindUnknown(TomlTable document, (string Name, string[] Settings)[] tables)
    {
        var unknown = new List<UnknownSetting>();
        foreach (var (name, value) in document)
        {
            var known = Array.Find(tables, table => table.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (known.Settings is null)
            {
                unknown.Add(OutsideOfTables(tables, name, value, document.Path));
            }
            else if (FindOther(document, known.Name, value) is { } other)
            {
                unknown.Add(new UnknownSetting(
                    name,
                    $"table [{name}] has no effect: [{other.Key}] on line {other.Value.Position.Line} is the same table",
                    $"{document.Path}:{value.NamePosition}"));
            }
            else if (value.Kind == TomlValueKind.Table)
            {
                unknown.AddRange(FindUnknown(value.AsTable(), known, tables, mayBeOriginal: known.Name == "backend"));
            }
        }

        return unknown;
    }

    private static IEnumerable<UnknownSetting> FindUnknown(
        TomlTable table,
        (string Name, string[] Settings) known,
        (string Name, string[] Settings)[] others,
        bool mayBeOriginal)
    {
        foreach (var (name, value) in table)
        {
            var place = $"{table.Path}:{value.NamePosition}";
            if (Array.Find(known.Settings, setting => setting.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } setting)
            {
                if (!mayBeOriginal || !OfTheOriginal.Contains(name))
                {
                    yield return InTable(others, known, name, place);
                }
            }
            else if (FindOther(table, setting, value) is { } other)
            {
                yield return UnknownSetting.Repeated(
                    $"{known.Name}.{name}", $"{name} in [{known.Name}]", other.Key, other.Value.Position.Line, place);
            }
        }
    }

    // The spelling that counts if a name occurs twice, in upper and lower case: for TOML these are two names.
    private static KeyValuePair<string, TomlValue>? FindOther(TomlTable table, string name, TomlValue value) =>
        table.TryGetValueIgnoreCase(name, out var counts) && !ReferenceEquals(counts, value)
            ? table.First(entry => ReferenceEquals(entry.Value, counts))
            : null;

    private static UnknownSetting OutsideOfTables((string Name, string[] Settings)[] tables, string name, TomlValue value, string path)
    {
        var isTable = value.Kind == TomlValueKind.Table;
        var what = isTable ? $"unknown table [{name}] has no effect" : $"unknown setting {name} outside of all tables has no effect";
        var hint = isTable && NearestName.Find(name, tables.Select(table => table.Name)) is { } nearest
            ? $"; did you mean [{nearest}]?"
            : OtherTable(tables, name, except: "");
        return new UnknownSetting(name, what + hint, $"{path}:{value.NamePosition}");
    }

    private static UnknownSetting InTable(
        (string Name, string[] Settings)[] tables, (string Name, string[] Settings) table, string name, string place)
    {
        var hint = OtherTable(tables, name, except: table.Name);
        if (hint.Length == 0 && NearestName.Find(name, table.Settings) is { } nearest)
        {
            hint = $"; did you mean {nearest}?";
        }

        return new UnknownSetting($"{table.Name}.{name}", $"unknown setting {name} in [{table.Name}] has no effect{hint}", place);
    }

    private static string OtherTable((string Name, string[] Settings)[] tables, string name, string except)
    {
        var other = Array.Find(
            tables, table => table.Name != except && table.Settings.Contains(name, StringComparer.OrdinalIgnoreCase)).Name;
        return other is null ? "" : $"; it belongs in [{other}]";
    }
}
