using Confd.Backends;
using Confd.Cli.Backends;
using Confd.Engine.Documents;
using Confd.Engine.Resources;
using Confd.GoTemplate.Formatting;
using Confd.Shared;
using Confd.Shared.Files;
using Confd.Toml;

namespace Confd.Cli.CommandLine;

/// <summary>The settings file, confd.toml: every option of the table that it may contain, under its name with <c>-</c> or <c>_</c>, in any
/// case.</summary>
internal static class ConfigFile
{
    private const string BackendKey = "backend";
    private const string NamedBackendsKey = "backends";

    /// <summary>Applies the file's values to the options that no flag or variable has set. Unknown keys and tables have no effect; a
    /// missing file is allowed.</summary>
    /// <returns>The unused settings, in the order of the file.</returns>
    /// <exception cref="ConfigurationException">The file cannot be read, is not TOML, or a value does not fit; names file and
    /// line.</exception>
    public static IReadOnlyList<UnknownSetting> Apply(string path, ParsedArguments parsed)
    {
        if (Read(path, isNamed: parsed.Values.IsSet(Options.ConfigFile)) is not { } table)
        {
            return [];
        }

        var unknown = new List<UnknownSetting>();
        try
        {
            var options = Options.Global.Concat(CliCommands.BackendOptions)
                .Where(option => option.IsInFile)
                .ToLookup(option => option.FileKey, StringComparer.Ordinal);
            foreach (var (key, value) in table)
            {
                var fileKey = FileKey(key);
                var counts = table.Where(entry => FileKey(entry.Key) == fileKey).MinBy(entry => Rank(entry.Key, fileKey));
                if (counts.Key != key && (IsBackend(fileKey) || options.Contains(fileKey)))
                {
                    unknown.Add(UnknownSetting.Repeated(
                        key, key, counts.Key, counts.Value.Position.Line, $"{path}:{value.NamePosition}"));
                }
                else if (fileKey == BackendKey)
                {
                    parsed.Command ??= Backend(value);
                }
                else if (fileKey == NamedBackendsKey)
                {
                    parsed.NamedBackends = BackendSectionReader.ReadNamed(value.AsTable(), ServedBackends.All);
                    unknown.AddRange(KnownSettings.FindUnknownInBackends(value.AsTable(), ServedBackends.All));
                }
                else if (options.Contains(fileKey))
                {
                    // Two backends may have an option of the same name.
                    foreach (var option in options[fileKey])
                    {
                        Set(parsed.Values, option, value, path);
                    }
                }
                else if (!KnownSettings.OfTheOriginal.Contains(fileKey))
                {
                    unknown.Add(Unknown(key, fileKey, options.Select(group => group.Key), $"{path}:{value.NamePosition}"));
                }
            }

            return unknown;
        }
        catch (TomlException problem)
        {
            throw new ConfigurationException(TomlProblem.Describe(problem), problem);
        }
        catch (ResourceException problem)
        {
            throw new ConfigurationException(problem.Message, problem);
        }
    }

    private static string FileKey(string key) => key.ToLowerInvariant().Replace('-', '_');

    private static bool IsBackend(string fileKey) => fileKey is BackendKey or NamedBackendsKey;

    // Of several spellings of one setting, the one that the original reads comes first, then one that differs from it in case only: the
    // original picks among those at random.
    private static int Rank(string key, string fileKey)
    {
        var ofTheOriginal = fileKey is "log_level" or "log_format" ? fileKey.Replace('_', '-') : fileKey;
        return key == ofTheOriginal ? 0 : key.Equals(ofTheOriginal, StringComparison.OrdinalIgnoreCase) ? 1 : 2;
    }

    private static UnknownSetting Unknown(string key, string fileKey, IEnumerable<string> known, string place)
    {
        var nearest = NearestName.Find(fileKey, known.Append(BackendKey).Append(NamedBackendsKey));
        return new UnknownSetting(
            key, $"unknown setting {key} has no effect{(nearest is null ? "" : $"; did you mean {nearest}?")}", place);
    }

    private static TomlTable? Read(string path, bool isNamed)
    {
        try
        {
            return RegularFile.ReadAllIfThere(path, mayBePipe: isNamed) is { } content ? TomlReader.Read(content, path) : null;
        }
        catch (FileReadException problem)
        {
            throw new ConfigurationException(problem.Message, problem);
        }
        catch (TomlException problem)
        {
            throw new ConfigurationException(TomlProblem.Describe(problem), problem);
        }
    }

    private static CliCommand? Backend(TomlValue value)
    {
        var name = value.AsString();
        return name.Length == 0 ? null : CliCommands.Find(name) switch
        {
            { Kind: CliCommandKind.Backend } command => command,
            _ => throw value.CreateError($"unknown backend {GoFormat.Quote(name)}"),
        };
    }

    private static void Set(OptionValues values, CliOption option, TomlValue value, string path)
    {
        object? read = option.Kind switch
        {
            OptionKind.Integer => value.AsInteger(),
            OptionKind.Switch => value.AsBoolean(),
            OptionKind.TextList => value.AsArray().Select(element => WithoutNul(option, element, path)).ToArray(),
            OptionKind.Duration => Duration(option, value, path),
            _ => Text(option, value, path),
        };
        if (read is not null)
        {
            values.Set(option, read, OptionSource.File, $"{path}:{value.Position}");
        }
    }

    // Empty text counts as absent, as in the original.
    private static string? Text(CliOption option, TomlValue value, string path) =>
        WithoutNul(option, value, path) is { Length: > 0 } text ? text : null;

    private static object? Duration(CliOption option, TomlValue value, string path)
    {
        if (Text(option, value, path) is not { } text)
        {
            return null;
        }

        return DurationText.TryParseWait(text, out var duration, out var problem)
            ? duration
            : throw new ConfigurationException(
                $"invalid {option.FileKey} {GoFormat.Quote(text)}: {problem} "
                + $"(use Go duration format, e.g., \"{option.DefaultText}\") ({path}:{value.Position})");
    }

    // Neither a command line nor a variable can have one, and the system would end a path there.
    private static string WithoutNul(CliOption option, TomlValue value, string path) =>
        value.AsString() is var text && text.Contains('\0', StringComparison.Ordinal)
            ? throw new ConfigurationException(
                $"invalid {option.FileKey} {GoFormat.Quote(text)}: it holds a NUL character ({path}:{value.Position})")
            : text;
}
