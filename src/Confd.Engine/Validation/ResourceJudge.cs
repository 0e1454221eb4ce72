using Confd.Backends;
using Confd.Engine.Documents;
using Confd.Engine.Files;
using Confd.Engine.Keys;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Engine.Templates;
using Confd.GoTemplate;
using Confd.Toml;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Validation;

/// <summary>Looks at one resource file and names all its problems, where <see cref="ResourceFile"/> stops at the first.</summary>
internal sealed partial class ResourceJudge(
    TomlTable document,
    string configDirectory,
    BackendRegistry backends,
    CheckStrictness strictness,
    Nondeterminism randomFunctions,
    DestinationOwners destinations,
    ILogger logger)
{
    private static readonly string[] Durations =
        ["min_reload_interval", "reload_splay", "debounce", "check_cmd_timeout", "reload_cmd_timeout"];

    private readonly string _file = document.Path;
    private readonly List<ValidationProblem> _problems = [];
    private bool _isRefused;

    /// <summary>All problems of the file, in the original's order; empty for a good file.</summary>
    public IReadOnlyList<ValidationProblem> Judge()
    {
        var settings = new SettingsTable(document);
        JudgeTemplate(
            settings.Table("template") ?? new SettingsTable(TomlReader.Read([], _file)), hasFlags: settings.Table("flags") is not null);
        if (settings.Table("backend") is { } backend)
        {
            JudgeBackend(backend);
        }

        if (settings.Table("flags") is { } flags)
        {
            JudgeFlags(flags);
        }

        var resourceFile = new ResourceFile(document);
        if (!_isRefused)
        {
            JudgeLoading(resourceFile);
        }

        foreach (var unknown in resourceFile.FindUnknown(backends))
        {
            Warn(unknown.Name, $"{unknown.Message} ({unknown.Place})");
        }

        return _problems;
    }

    // Loading has the last word, and stops at its first problem. A file that cannot be used takes no destination from one that can.
    private void JudgeLoading(ResourceFile resourceFile)
    {
        try
        {
            var resource = resourceFile.Read(configDirectory, globalPrefix: "", backends);
            if (resource.Backend is { } section)
            {
                backends.Find(section.Name)?.Check(section);
            }

            var rival = destinations.FindEarlier(_file, resource.Destination, resource.ForEach);
            Require("dest", rival is null, $"{rival} writes the same file: {resource.Destination}");
            if (resource.ForEach is { NamesItsFiles: false })
            {
                Warn("dest", "holds neither {{.Name}} nor {{.Key}}: a for_each with two names makes no file");
            }
        }
        catch (ResourceException problem)
        {
            Refuse(problem);
        }
        catch (KeyBackendException problem)
        {
            Require("backend", isFine: false, problem.Message);
        }
    }

    private void JudgeTemplate(SettingsTable template, bool hasFlags)
    {
        var source = template.Text("src");
        var destination = template.Text("dest");
        var keys = template.Texts("keys") ?? [];
        Require("src", source is not null, "required field is missing");
        Require("dest", destination is not null, "required field is missing");

        // A resource without is processed all the same; more often than not they were forgotten.
        Require("keys", keys.Count > 0 || hasFlags || template.Text("for_each") is not null, "required field is missing or empty");
        if (template.Flag("remove_stale") && template.Text("for_each") is null)
        {
            Warn("remove_stale", "has no effect without for_each");
        }

        JudgeMode(template.Text("mode"));
        if (source is not null)
        {
            var path = TemplateRenderer.FileIn(configDirectory, source);
            Require("src", UnixFile.Exists(path), $"template file not found: {path}");
            JudgeRandomness(path);
        }

        if (destination is not null)
        {
            JudgeDestination(template, destination);
        }

        for (var index = 0; index < keys.Count; index++)
        {
            Require($"keys[{index}]", !string.IsNullOrWhiteSpace(keys[index]), "key cannot be empty");
        }

        JudgeFormat(template.Text("output_format"));
        JudgeDurations(template);
        JudgeCommands(template);
        JudgeOwner(template);
    }

    private void JudgeRandomness(string path)
    {
        if (randomFunctions == Nondeterminism.Refused)
        {
            var functions = new RandomnessJudge(TemplateRenderer.FolderIn(configDirectory)).Find(path);
            Require(
                "src",
                functions.Count == 0,
                $"the template calls {string.Join(", ", functions)}, whose result is random: the file changes in every cycle"
                + " (--allow-nondeterministic allows it)");
        }
    }

    private void JudgeDestination(SettingsTable template, string destination)
    {
        try
        {
            var forEach = template.Text("for_each") is { } key
                ? new ForEach(
                    KeyPath.Clean(template.Expand("for_each", key)), SettingTemplate.Parse("dest", destination), removesStaleFiles: false)
                : null;
            var path = forEach is null ? template.Expand("dest", destination) : destination;
            var origin = forEach is null && SettingTemplate.IsComputed(destination) ? PathOrigin.Computed : PathOrigin.Written;
            if (PathRules.FindProblemInPath(path, origin) is { } problem)
            {
                Require("dest", isFine: false, $"invalid dest {PathRules.Show(path)}: {problem}");
                return;
            }

            var folder = forEach?.Folder ?? Path.GetDirectoryName(path);
            folder = string.IsNullOrEmpty(folder) ? "." : folder;
            Require("dest", UnixFile.Exists(Path.GetFullPath(folder)), $"destination directory does not exist: {folder}");
            if (forEach is null)
            {
                var reserved = Directory.Exists(path) ? $"{path} is a folder" : ReservedPlaces.FindProblem(path);
                Require("dest", reserved is null, reserved ?? "");
            }
        }
        catch (Exception exception) when (exception is ResourceException or TemplateException or IOException)
        {
            Require("dest", isFine: false, FailureText.Of(exception).Redacted);
        }
    }

    private void JudgeMode(string? mode)
    {
        if (mode is null)
        {
            return;
        }

        var isOctal = mode.Length < 11 && mode.All(digit => digit is >= '0' and <= '7');
        var isNumber = ModeText.TryParse(mode, out var bits);
        Require("mode", isOctal || isNumber, $"must be a valid octal value (e.g., \"0644\"), got \"{mode}\"");
        if (isNumber && mode[0] != '0')
        {
            var octal = isOctal ? $"; write \"0{mode}\" for octal" : "";
            Warn("mode", $"\"{mode}\" without a leading zero is read as a decimal number, 0{Convert.ToString((int)bits, 8)}{octal}");
        }
    }

    private void JudgeFormat(string? format) => Require(
        "output_format",
        format is null || OutputFormat.IsKnown(format),
        $"unknown format: \"{format}\" (supported: json, yaml, yml, toml, xml)");

    private void JudgeDurations(SettingsTable template)
    {
        foreach (var name in Durations)
        {
            var examples = name == "debounce" ? "\"2s\", \"500ms\"" : "\"30s\", \"1m\"";
            Require(
                name,
                template.Text(name) is not { } text || DurationText.TryParse(text, out _),
                $"invalid duration: \"{template.Text(name)}\" (use Go duration format, e.g., {examples})");
            if (name.EndsWith("_timeout", StringComparison.Ordinal)
                && template.Text(name) is { } timeout
                && DurationText.TryParse(timeout, out var wait))
            {
                Require(name, DurationText.FindProblem(wait) is "", $"invalid duration: \"{timeout}\": {DurationText.FindProblem(wait)}");
            }
        }
    }

    private void JudgeCommands(SettingsTable template)
    {
        foreach (var name in (ReadOnlySpan<string>)["check_cmd", "reload_cmd"])
        {
            try
            {
                if (template.Text(name) is { } command)
                {
                    CommandTemplate.Parse(name, command);
                }
            }
            catch (Exception problem) when (problem is GoTemplate.TemplateException or ResourceException)
            {
                Require(name, false, $"invalid {name} template: {problem.Message}");
            }
        }
    }

    private void JudgeOwner(SettingsTable template)
    {
        foreach (var kind in (ReadOnlySpan<AccountKind>)[AccountKind.User, AccountKind.Group])
        {
            try
            {
                // A number wins over a name, so that the name is not looked up.
                if (template.Id(kind.NumberSetting) is null && template.Text(kind.NameSetting) is { } name)
                {
                    Require(kind.NameSetting, kind.Find(name) is not null, $"unknown {kind.Noun}: \"{name}\"");
                }
            }
            catch (ResourceException noNumber)
            {
                Refuse(noNumber);
            }
            catch (UnixException nobodyCanSay)
            {
                Require(kind.NameSetting, isFine: false, nobodyCanSay.Message);
            }
        }
    }

    private void JudgeBackend(SettingsTable backend)
    {
        var name = backend.Text(BackendRegistry.NameKey);
        Require("backend.backend", name is not null, "backend type is required when [backend] section is present");
        if (name is not null)
        {
            var served = string.Join(", ", backends.Factories.Select(factory => factory.Name));
            Require(
                "backend.backend",
                backends.Find(name) is not null,
                $"unknown backend type: \"{name}\" (this build serves {served})");
        }
    }

    // The reader stops at the first problem; a table of five settings seldom has two.
    private void JudgeFlags(SettingsTable flags)
    {
        try
        {
            FlagSettingsReader.Read(flags);
        }
        catch (ResourceException problem)
        {
            Require("flags", isFine: false, problem.Message);
        }
    }

    private void Require(string field, bool isFine, string complaint)
    {
        if (!isFine)
        {
            _isRefused = true;
            _problems.Add(new ValidationProblem(_file, field, complaint));
        }
    }

    private void Refuse(ResourceException problem)
    {
        _isRefused = true;
        _problems.Add(ValidationProblem.TryDescribe(_file, problem)!);
    }

    private void Warn(string field, string complaint)
    {
        var problem = new ValidationProblem(_file, field, complaint);
        if (strictness == CheckStrictness.Strict)
        {
            _problems.Add(problem);
        }
        else
        {
            LogWarning(logger, problem.Text);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
    private static partial void LogWarning(ILogger logger, ErrorText problem);
}
