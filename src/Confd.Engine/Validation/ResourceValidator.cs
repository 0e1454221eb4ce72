using Confd.Backends;
using Confd.Engine.Documents;
using Confd.Engine.Files;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Engine.Templates;
using Confd.GoTemplate;
using Confd.Toml;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Validation;

/// <summary>Reports all problems of one resource file: those that <see cref="ResourceReader"/> finds in its settings, and those of the
/// files and backends that the settings name, in the original's order.</summary>
internal sealed partial class ResourceValidator(
    TomlTable document,
    ResourceContext context,
    CheckStrictness strictness,
    Nondeterminism randomFunctions,
    DestinationOwners destinations,
    ILogger logger)
{
    private readonly string _file = document.Path;
    private readonly List<SettingProblem> _unreported = [];
    private readonly List<ValidationProblem> _problems = [];
    private bool _isRefused;

    /// <summary>All problems of the file; empty for a valid file.</summary>
    public IReadOnlyList<ValidationProblem> Validate()
    {
        var reader = new ResourceReader(document, context, _unreported.Add);
        var resource = reader.Read();
        ValidateTemplate(reader.Template, resource);
        ValidateBackend();
        ReportRest();
        if (!_isRefused)
        {
            ValidateUse(resource);
        }

        foreach (var unknown in KnownSettings.FindUnknown(document, context.Backends))
        {
            Warn(unknown.Name, $"{unknown.Message} (line {unknown.Line})");
        }

        return _problems;
    }

    // A file that cannot be used does not claim a destination that a valid one has.
    private void ValidateUse(Resource resource)
    {
        try
        {
            if (resource.Backend is { } section)
            {
                context.Backends.Find(section.Name)?.Check(section);
            }

            var rival = destinations.FindEarlier(resource);
            Require("dest", rival is null, $"{rival} writes the same file: {resource.Destination}");
            if (resource.ForEach is { NamesItsFiles: false })
            {
                Warn("dest", "holds neither {{.Name}} nor {{.Key}}: a for_each with two names creates no file");
            }
        }
        catch (KeyBackendException problem)
        {
            Require("backend", isFine: false, problem.Message);
        }
    }

    private void ValidateTemplate(SettingsTable template, Resource resource)
    {
        var hasSource = template.Text("src") is not null;
        var hasDestination = template.Text("dest") is not null;
        var keys = template.Texts("keys") ?? [];
        if (!hasSource)
        {
            Report("src");
        }

        if (!hasDestination)
        {
            Report("dest");
        }

        // A resource without keys is processed nevertheless; more often than not they were forgotten.
        var readsOthers = template.Text("for_each") is not null || new SettingsTable(document).Table("flags") is not null;
        Require("keys", keys.Count > 0 || readsOthers, "required field is missing or empty");
        if (template.Flag("remove_stale") && template.Text("for_each") is null)
        {
            Warn("remove_stale", "has no effect without for_each");
        }

        ValidateMode(template.Text("mode"));
        if (hasSource)
        {
            Require("src", UnixFile.Exists(resource.Source), $"template file not found: {resource.Source}");
            ValidateRandomness(resource.Source);
        }

        if (hasDestination && !Report("dest"))
        {
            ValidateDestination(resource);
        }

        for (var index = 0; index < keys.Count; index++)
        {
            Require($"keys[{index}]", !string.IsNullOrWhiteSpace(keys[index]), "key cannot be empty");
        }

        var format = resource.OutputFormat;
        Require(
            "output_format",
            format is null || OutputFormat.IsKnown(format),
            $"unknown format: \"{format}\" (supported: json, yaml, yml, toml, xml)");
        foreach (var setting in (ReadOnlySpan<string>)["min_reload_interval", "reload_splay", "debounce",
            "check_cmd_timeout", "reload_cmd_timeout", "check_cmd", "reload_cmd"])
        {
            Report(setting);
        }

        ValidateOwner(resource.UserId, AccountKind.User);
        ValidateOwner(resource.GroupId, AccountKind.Group);
    }

    private void ValidateRandomness(string path)
    {
        if (randomFunctions == Nondeterminism.Refused)
        {
            var functions = new RandomnessValidator(TemplateRenderer.FolderIn(context.ConfigDirectory)).Find(path);
            Require(
                "src",
                functions.Count == 0,
                $"the template calls {string.Join(", ", functions)}, whose result is random: the file changes in every cycle"
                + " (--allow-nondeterministic allows it)");
        }
    }

    private void ValidateDestination(Resource resource)
    {
        try
        {
            var folder = resource.ForEach?.Folder ?? Path.GetDirectoryName(resource.Destination);
            folder = string.IsNullOrEmpty(folder) ? "." : folder;
            Require("dest", UnixFile.Exists(Path.GetFullPath(folder)), $"destination directory does not exist: {folder}");
            if (resource.ForEach is null)
            {
                var path = resource.Destination;
                var reserved = Directory.Exists(path) ? $"{path} is a folder" : ReservedPlaces.FindProblem(path);
                Require("dest", reserved is null, reserved ?? "");
            }
        }
        catch (IOException exception)
        {
            Require("dest", isFine: false, FailureText.Of(exception).Redacted);
        }
    }

    private void ValidateMode(string? mode)
    {
        var isOctal = mode is not null && ModeText.IsOctal(mode);
        if (!isOctal)
        {
            Report("mode");
        }

        if (mode is not (null or ['0', ..]) && ModeText.TryParse(mode, out var bits))
        {
            var octal = isOctal ? $"; write \"0{mode}\" for octal" : "";
            Warn("mode", $"\"{mode}\" without a leading zero is read as a decimal number, 0{Convert.ToString((int)bits, 8)}{octal}");
        }
    }

    private void ValidateOwner(Account account, AccountKind kind)
    {
        try
        {
            if (!Report(kind.NameSetting))
            {
                account.Find();
            }
        }
        catch (ResourceException failure)
        {
            Require(kind.NameSetting, isFine: false, (failure.InnerException ?? failure).Message);
        }
    }

    private void ValidateBackend()
    {
        if (new SettingsTable(document).Table("backend") is { } backend)
        {
            var name = backend.Text(BackendRegistry.NameKey);
            var served = string.Join(", ", context.Backends.Factories.Select(factory => factory.Name));
            Require("backend.backend", name is not null, "backend type is required when [backend] section is present");
            Require(
                "backend.backend",
                name is null || context.Backends.Find(name) is not null,
                $"unknown backend type: \"{name}\" (this build serves {served})");
        }
    }

    // Reports problems that have a message of this check and were not reported above; if there are none at all, the first other one, like a
    // run.
    private void ReportRest()
    {
        _unreported.FindAll(problem => problem.CheckText is not null).ForEach(problem => Report(problem.Setting));
        if (!_isRefused && _unreported is [var first, ..])
        {
            Report(first.Setting);
        }
    }

    private bool Report(string setting)
    {
        if (_unreported.Find(problem => problem.Setting == setting) is not { } problem)
        {
            return false;
        }

        _isRefused = true;
        _unreported.Remove(problem);
        _problems.Add(problem.CheckText is { } text
            ? new ValidationProblem(_file, setting, text)
            : ValidationProblem.TryDescribe(_file, problem.Error)!);
        return true;
    }

    private void Require(string field, bool isFine, string complaint)
    {
        if (!isFine)
        {
            _isRefused = true;
            _problems.Add(new ValidationProblem(_file, field, complaint));
        }
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
