using System.Buffers;
using System.Text;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Support;

/// <summary>Renders a template in one go.</summary>
internal static class Rendering
{
    public static string Render(
        string text, Value dot = default, TemplateOptions? options = null, FunctionTable? functions = null, object? state = null)
    {
        var output = new ArrayBufferWriter<byte>();
        Parse(text, options, functions).Render(output, dot, state ?? new Dictionary<string, string>(StringComparer.Ordinal));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static Template Parse(string text, TemplateOptions? options = null, FunctionTable? functions = null)
        => Template.Parse("main", Encoding.UTF8.GetBytes(text), functions ?? Doubles.Table, options);

    public static TemplateException Fail(string text, Value dot = default, TemplateOptions? options = null, FunctionTable? functions = null)
        => Should.Throw<TemplateException>(() => Render(text, dot, options, functions));

    public static Value Map(params (string Key, Value Value)[] entries)
    {
        var map = new GoMap(GoType.AnyMap);
        foreach (var (key, value) in entries)
        {
            map.Set(ByteString.FromString(key), value);
        }

        return Value.FromMap(map);
    }
}
