using Confd.Backends;
using Confd.GoTemplate.Formatting;
using Confd.Toml;

namespace Confd.Engine.Resources;

/// <summary>Reads tables that select a backend, with the options of the backends that the program offers.</summary>
internal static class BackendSectionReader
{
    /// <summary>Reads the backends that confd.toml names: <c>[backends.NAME]</c>.</summary>
    /// <param name="backends">The table <c>backends</c>.</param>
    /// <param name="served">The backends that can be named.</param>
    /// <returns>The sections by name.</returns>
    /// <exception cref="TomlException">A value is not of its option's kind, a name is invalid, or there is no such backend.</exception>
    /// <exception cref="ResourceException">A duration is invalid.</exception>
    public static IReadOnlyDictionary<string, BackendSection> ReadNamed(TomlTable backends, BackendRegistry served)
    {
        var named = new Dictionary<string, BackendSection>(StringComparer.Ordinal);
        foreach (var (name, value) in backends)
        {
            if (!NamedKeys.IsName(name))
            {
                throw value.CreateError($"the name {GoFormat.Quote(name)} of a backend has more than letters, digits, - and _");
            }

            named[name] = Read(new SettingsTable(value.AsTable()), served) is { } section && served.Find(section.Name) is not null
                ? section
                : throw value.CreateError(
                    $"[backends.{name}] needs backend = one of "
                    + $"{string.Join(", ", served.Factories.Select(factory => GoFormat.Quote(factory.Name)))}");
        }

        return named;
    }

    /// <summary>
    /// Reads all options of all backends, as files are shared between them; null for a table that names no backend: it has no effect, but
    /// the types of its settings are checked.
    /// </summary>
    /// <exception cref="TomlException">A value is not of its option's kind.</exception>
    /// <exception cref="ResourceException">A duration is invalid.</exception>
    internal static BackendSection? Read(SettingsTable table, BackendRegistry backends)
    {
        var name = table.Text(BackendRegistry.NameKey) ?? "";
        var values =
            from option in backends.OptionsFor(name)
            let value = Find(table, option)
            where value is not null
            select KeyValuePair.Create(option, value);
        var section = new BackendSection(name, values.ToList())
        {
            DialTimeout = table.DurationOrNanoseconds(BackendRegistry.DialTimeoutKey),
            ReadTimeout = table.DurationOrNanoseconds(BackendRegistry.ReadTimeoutKey),
            WriteTimeout = table.DurationOrNanoseconds(BackendRegistry.WriteTimeoutKey),
            RetryMaxAttempts = table.Find(BackendRegistry.RetryMaxAttemptsKey)?.AsInteger(),
            RetryBaseDelay = table.DurationOrNanoseconds(BackendRegistry.RetryBaseDelayKey),
            MaxReadingBytes = table.Find(BackendRegistry.MaxReadingBytesKey)?.AsInteger(),
            RetryMaxDelay = table.DurationOrNanoseconds(BackendRegistry.RetryMaxDelayKey),
        };
        return name.Length > 0 ? section : null;
    }

    private static object? Find(SettingsTable table, BackendOption option) => option.Kind switch
    {
        OptionKind.Integer => table.Find(option.FileKey)?.AsInteger(),
        OptionKind.Switch => table.Find(option.FileKey)?.AsBoolean(),
        OptionKind.Duration => table.DurationOrNanoseconds(option.FileKey),
        OptionKind.TextList => table.Texts(option.FileKey),
        _ => table.Text(option.FileKey),
    };
}
