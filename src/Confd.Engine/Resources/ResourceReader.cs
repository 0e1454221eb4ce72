using Confd.Engine.Commands;
using Confd.Engine.Documents;
using Confd.Engine.Keys;
using Confd.Engine.Templates;
using Confd.GoTemplate;
using Confd.Toml;

namespace Confd.Engine.Resources;

/// <summary>Reads the settings of one resource file, for a run and for <c>--check-config</c>.</summary>
/// <param name="document">The whole file, with every setting of its type.</param>
/// <param name="context">The environment of the settings.</param>
/// <param name="report">Receives every problem, in the order in which a run checks for them: a run throws the first.</param>
internal sealed class ResourceReader(TomlTable document, ResourceContext context, Action<SettingProblem> report)
{
    /// <summary>The table <c>[template]</c>; an empty one where there is none.</summary>
    public SettingsTable Template { get; } =
        new SettingsTable(document, context.Variable).Table("template") ?? new SettingsTable(TomlReader.Read([], document.Path));

    /// <summary>Reads the resource; where there is a problem, the result is only of use for finding further ones.</summary>
    public Resource Read()
    {
        var tables = new SettingsTable(document, context.Variable);
        if (tables.Table("template") is null)
        {
            report(new("template", tables.Error("template", "empty src template: there is no [template] table"), CheckText: null));
        }

        var source = ReadRequired("src", "empty src template: src is required");
        var destination = ReadRequired("dest", "empty dest: dest is required");

        // A resource without keys reads nothing, as in the original.
        var prefix = Try("prefix", JoinPrefix) ?? "/";
        var (lookupKeys, namedKeys) = Try("keys", () => ReadKeys(prefix));
        lookupKeys ??= [];
        var isMany = Template.Text("for_each") is not null;
        var forEach = destination is null ? null : ReadForEach(prefix, destination, lookupKeys);
        var origin = isMany || SettingTemplate.IsComputed(destination ?? "") ? PathOrigin.Computed : PathOrigin.Written;
        destination = destination is null || isMany ? destination : Expand("dest", destination);
        ValidatePath("src", source, path => PathRules.FindProblemInPath(path, PathOrigin.Written));
        ValidatePath(
            "dest",
            isMany && forEach is null ? null : destination,
            path => PathRules.FindProblemInDestination(path, isMany ? PathOrigin.Written : origin));
        return new Resource
        {
            Path = document.Path,
            Source = TemplateRenderer.FileIn(context.ConfigDirectory, source ?? ""),
            Destination = destination ?? "",
            PathOrigin = origin,
            Prefix = prefix,
            LookupKeys = lookupKeys,
            NamedKeys = namedKeys ?? [],
            ForEach = forEach,
            Mode = Try("mode", ReadMode, _ => ModeText.IsOctal(Template.Text("mode")!)
                ? null
                : $"must be a valid octal value (e.g., \"0644\"), got \"{Template.Text("mode")}\""),
            UserId = ReadAccount(AccountKind.User),
            GroupId = ReadAccount(AccountKind.Group),
            CheckCommand = ReadCommand("check_cmd", destination),
            ReloadCommand = ReadCommand("reload_cmd", destination),
            CheckCommandTimeout = ReadDuration("check_cmd_timeout", Template.Duration),
            ReloadCommandTimeout = ReadDuration("reload_cmd_timeout", Template.Duration),
            OutputFormat = Template.Text("output_format"),
            MinReloadInterval = ReadDuration("min_reload_interval", Template.LongDuration) ?? TimeSpan.Zero,
            ReloadSplay = ReadDuration("reload_splay", Template.LongDuration) ?? TimeSpan.Zero,
            ReloadsOncePerCycle = Template.Flag("reload_once"),
            Debounce = ReadDuration("debounce", Template.LongDuration, "\"2s\", \"500ms\""),
            Backend = tables.Table("backend") is { } backend ? BackendSectionReader.Read(backend, context.Backends) : null,
            Flags = tables.Table("flags") is { } flags
                ? Try("flags", () => FlagSettingsReader.Read(flags), problem => problem.Redacted)
                : null,
        };
    }

    /// <summary>Reads only what the resource claims to write, from as few settings as possible.</summary>
    public DestinationClaim ReadClaim()
    {
        if (Template.Text("dest") is not { } text)
        {
            return new(document.Path);
        }

        if (Template.Text("for_each") is { } key)
        {
            return new(document.Path, ForEach: CreateForEach(KeyPath.Clean(key), text, removesStaleFiles: false));
        }

        var origin = SettingTemplate.IsComputed(text) ? PathOrigin.Computed : PathOrigin.Written;
        var destination = Expand("dest", text);
        return new(
            document.Path, destination is null || PathRules.FindProblemInDestination(destination, origin) is not null ? null : destination);
    }

    // Everything that may be wrong with a setting is thrown within. `checkText` is the message of --check-config, `reason` that of a run
    // where it contains more than the exception.
    private T? Try<T>(
        string setting, Func<T> read, Func<ErrorText, string?>? checkText = null, Func<ErrorText, ErrorText>? reason = null)
    {
        try
        {
            return read();
        }
        catch (ErrorTextException problem) when (problem is ResourceException or TemplateException)
        {
            var error = reason is null ? problem as ResourceException : null;
            error ??= Template.Error(setting, reason?.Invoke(problem.Text) ?? problem.Text);
            report(new SettingProblem(setting, error, checkText?.Invoke(problem.Text)));
            return default;
        }
    }

    private string? ReadRequired(string setting, string reason) =>
        Try(setting, () => Template.Text(setting) ?? throw Template.Error(setting, reason), _ => "required field is missing");

    // Evaluates the destination, or the key of a `for_each`.
    private string? Expand(string setting, string text) =>
        Try("dest", () => Template.Expand(setting, text), problem => problem.Redacted);

    // The kernel would end a path at a NUL, and the file would differ from the one that .NET names.
    private void ValidatePath(string setting, string? path, Func<string, string?> findProblem)
    {
        if (path is not null && findProblem(path) is { } problem)
        {
            var reason = $"invalid {setting} {PathRules.Show(path)}: {problem}";
            report(new SettingProblem(setting, Template.Error(setting, reason), setting == "dest" ? reason : null));
        }
    }

    private string JoinPrefix()
    {
        var root = KeyPath.Clean(context.GlobalPrefix);
        var own = Template.Expand("prefix", Template.Text("prefix") ?? "");
        return KeyPath.TryJoin(root, own, out var joined)
            ? joined
            : throw Template.Error("prefix", $"prefix \"{Template.Text("prefix")}\" climbs above the global prefix {root}");
    }

    // The resource's own keys, and those of named backends.
    private (List<string>? Own, IReadOnlyList<NamedKeys>? Named) ReadKeys(string prefix)
    {
        var own = new List<string>();
        var named = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var text in Template.Texts("keys") ?? [])
        {
            var expanded = Template.Expand("keys", text);
            var (name, key) = NamedKeys.Split(expanded);
            if (!context.Backends.Named.ContainsKey(name))
            {
                own.Add(JoinKey("keys", prefix, text, expanded));
            }
            else if (!named.TryAdd(name, [KeyPath.Clean("/" + key)], out var index))
            {
                named.GetAt(index).Value.Add(KeyPath.Clean("/" + key));
            }
        }

        return (own, [.. named.Select(keys => new NamedKeys(keys.Key, context.Backends.Named[keys.Key], keys.Value))]);
    }

    private string JoinKey(string setting, string prefix, string text, string expanded) =>
        KeyPath.TryJoin(prefix, expanded, out var joined)
            ? joined
            : throw Template.Error(setting, $"key \"{text}\" climbs above its prefix {prefix}");

    private ForEach? ReadForEach(string prefix, string destination, List<string> lookupKeys)
    {
        if (Template.Text("for_each") is not { } text || Expand("for_each", text) is not { } expanded)
        {
            return null;
        }

        var lookupKey = Try("for_each", () => JoinKey("for_each", prefix, text, expanded)) ?? KeyPath.Clean(expanded);
        if (!lookupKeys.Contains(lookupKey))
        {
            lookupKeys.Add(lookupKey);
        }

        return CreateForEach(KeyPath.WithoutPrefix(lookupKey, prefix), destination, Template.Flag("remove_stale"));
    }

    private ForEach? CreateForEach(string key, string destination, bool removesStaleFiles) => Try(
        "dest",
        () => new ForEach(key, SettingTemplate.Parse("dest", destination, context.Variable), removesStaleFiles),
        problem => problem.Redacted,
        problem => ErrorText.Format($"invalid dest \"{destination}\": {problem}"));

    private UnixFileMode? ReadMode() =>
        Template.Text("mode") is not { } text ? null
        : ModeText.TryParse(text, out var mode, out var problem) ? mode
        : throw Template.Error("mode", $"invalid mode \"{text}\": {problem}");

    // An ID overrides a name, which is then not looked up.
    private Account ReadAccount(AccountKind kind) => Try(
        kind.NameSetting,
        () => Account.Read(Template, kind, context.LooksUpOwnersLater),
        _ => Template.Find(kind.NumberSetting)?.AsInteger() is null or -1
            ? $"unknown {kind.Noun}: \"{Template.Text(kind.NameSetting)}\""
            : null) ?? kind.Own();

    private CommandTemplate? ReadCommand(string setting, string? destination) => Try(
        setting,
        () => Template.Text(setting) is { } text ? CommandTemplate.Parse(setting, text) : null,
        problem => $"invalid {setting} template: {problem.Full}",
        problem => $"template resource {destination}: invalid {setting} template: {problem.Full}");

    private TimeSpan? ReadDuration(string setting, Func<string, TimeSpan?> read, string examples = "\"30s\", \"1m\"") => Try(
        setting,
        () => read(setting),
        _ => $"invalid duration: \"{Template.Text(setting)}\"" + (DurationText.TryParse(Template.Text(setting)!, out var tooLong)
            ? $": {DurationText.FindProblem(tooLong)}"
            : $" (use Go duration format, e.g., {examples})"));
}
