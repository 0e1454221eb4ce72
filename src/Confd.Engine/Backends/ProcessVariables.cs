using System.Collections;
using System.Text;

namespace Confd.Engine.Backends;

/// <summary>The environment variables of this process with their values as bytes.</summary>
internal static class ProcessVariables
{
    private const string KernelView = "/proc/self/environ";

    public static IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> Read()
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");

        // The runtime has put U+FFFD where a value is not UTF-8; the kernel still has the bytes.
        var raw = variables.Values.Any(value => value.Contains('\uFFFD')) && File.Exists(KernelView) ? ReadRaw(File.ReadAllBytes(KernelView)) : [];
        return variables.Select(variable => KeyValuePair.Create(
            variable.Key,
            variable.Value.Contains('\uFFFD') && raw.TryGetValue(variable.Key, out var bytes) ? bytes : Encoding.UTF8.GetBytes(variable.Value)));
    }

    /// <summary>Reads <c>NAME=VALUE</c> records that each end in NUL.</summary>
    internal static Dictionary<string, ReadOnlyMemory<byte>> ReadRaw(byte[] environ)
    {
        var values = new Dictionary<string, ReadOnlyMemory<byte>>();
        var start = 0;
        while (start < environ.Length)
        {
            var length = environ.AsSpan(start).IndexOf((byte)0);
            length = length < 0 ? environ.Length - start : length;
            var record = environ.AsMemory(start, length);
            if (record.Span.IndexOf((byte)'=') is > 0 and var mark)
            {
                values.TryAdd(Encoding.UTF8.GetString(record.Span[..mark]), record[(mark + 1)..]);
            }

            start += length + 1;
        }

        return values;
    }
}
