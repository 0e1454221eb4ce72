using Confd.Backends;
using Confd.Toml;

namespace Confd.Engine.Resources;

/// <summary>Reads the <c>[backend]</c> table of a resource with the options of the backends that the program serves.</summary>
internal static class BackendSectionReader
{
    /// <summary>
    /// Reads all options of all backends, as files are shared between them; null for a table that names no backend: it has no effect.
    /// </summary>
    /// <exception cref="TomlException">A value is not of its option's kind.</exception>
    /// <exception cref="ResourceException">A duration is none.</exception>
    public static BackendSection? Read(SettingsTable table, BackendRegistry backends)
    {
        if (table.Text(BackendRegistry.NameKey) is not { } name)
        {
            return null;
        }

        var values =
            from option in backends.OptionsFor(name)
            let value = Find(table, option)
            where value is not null
            select KeyValuePair.Create(option, value);
        return new BackendSection(name, values.ToList()) { DialTimeout = table.DurationOrNanoseconds(BackendRegistry.DialTimeoutKey) };
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
