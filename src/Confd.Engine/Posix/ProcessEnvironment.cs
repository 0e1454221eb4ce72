using System.Collections;
using System.Runtime.InteropServices;

namespace Confd.Engine.Posix;

/// <summary>The environment variables of this process with all their bytes; .NET's own view has U+FFFD where a value is not
/// UTF-8.</summary>
/// <remarks>
/// Names and values are strings in which an invalid UTF-8 byte is a character from U+DC80 to U+DCFF. Changes that this process made since
/// its start are included. Safe to share between threads.
/// </remarks>
internal static class ProcessEnvironment
{
    private const string KernelView = "/proc/self/environ";

    private static readonly Lazy<IReadOnlyList<KeyValuePair<string, string>>> AtStart = new(ReadAtStart);

    /// <summary>The value of a variable; null where it is not set.</summary>
    /// <param name="name">Its name.</param>
    public static string? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var shown = LosslessText.Show(name);

        // A name with these characters is not a variable, and .NET's own look-up throws for some of them.
        if (shown.Length == 0 || shown.AsSpan().ContainsAny('=', '\0') || Environment.GetEnvironmentVariable(shown) is not { } value)
        {
            return null;
        }

        if (ReferenceEquals(shown, name) && !value.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return value;
        }

        foreach (var variable in Variables())
        {
            if (variable.Key == name)
            {
                return variable.Value;
            }
        }

        return null;
    }

    /// <summary>All variables, each name once.</summary>
    internal static IReadOnlyList<KeyValuePair<string, string>> Variables()
    {
        var present = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);
        return Merge(AtStart.Value, present);
    }

    /// <summary>The environment of a child: that of this process with additional variables.</summary>
    /// <param name="own">They override those of this process; of several with one name the last counts.</param>
    /// <returns>All variables as <c>NAME=value</c>.</returns>
    internal static string[] With(IEnumerable<KeyValuePair<string, string>> own)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Variables().Concat(own))
        {
            variables[name] = value;
        }

        return [.. variables.Select(variable => $"{variable.Key}={variable.Value}")];
    }

    /// <summary>Applies .NET's variables to those that the process was started with.</summary>
    internal static IReadOnlyList<KeyValuePair<string, string>> Merge(
        IReadOnlyList<KeyValuePair<string, string>> atStart, IReadOnlyDictionary<string, string> present)
    {
        var variables = new List<KeyValuePair<string, string>>(present.Count);
        var merged = new HashSet<string>(StringComparer.Ordinal);
        foreach (var variable in atStart)
        {
            var shown = LosslessText.Show(variable.Key);
            if (present.TryGetValue(shown, out var value))
            {
                // .NET has only one of several names that look alike to it, so it cannot have changed the others.
                var isUnchanged = value == LosslessText.Show(variable.Value) || shown != variable.Key;
                variables.Add(isUnchanged ? variable : new(variable.Key, value));
                merged.Add(shown);
            }
        }

        variables.AddRange(present.Where(variable => !merged.Contains(variable.Key)));
        return variables;
    }

    /// <summary>Reads <c>NAME=VALUE</c> records that each end in NUL; of several with one name the first counts, as for C and Go
    /// programs.</summary>
    internal static IReadOnlyList<KeyValuePair<string, string>> Read(ReadOnlySpan<byte> records)
    {
        var variables = new List<KeyValuePair<string, string>>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (records.Length > 0)
        {
            var length = records.IndexOf((byte)0);
            var record = length < 0 ? records : records[..length];
            records = length < 0 ? [] : records[(length + 1)..];
            if (record.IndexOf((byte)'=') is > 0 and var mark && LosslessText.Decode(record[..mark]) is var name && names.Add(name))
            {
                variables.Add(new(name, LosslessText.Decode(record[(mark + 1)..])));
            }
        }

        return variables;
    }

    private static IReadOnlyList<KeyValuePair<string, string>> ReadAtStart()
    {
        try
        {
            return Read(ReadFromMemory() ?? File.ReadAllBytes(KernelView));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No /proc: only what .NET decoded is available.
            return [];
        }
    }

    // The C library's own list, which needs no /proc.
    private static unsafe byte[]? ReadFromMemory()
    {
        if (!NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "environ", out var address))
        {
            return null;
        }

        var records = new List<byte>();
        for (var next = *(byte***)address; next is not null && *next is not null; next++)
        {
            records.AddRange(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*next));
            records.Add(0);
        }

        return [.. records];
    }
}
