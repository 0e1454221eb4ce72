using System.Buffers;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Variables of the environment and names of hosts.</summary>
internal static class SprigSystem
{
    private static readonly SearchValues<byte> NameLetters =
        SearchValues.Create("_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Create("env", [GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(Find(context, arguments[0].AsString()))),
        GoFunction.Create("expandenv", [GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(Expand(context, arguments[0].AsString(), name => Find(context, name)))),
        GoFunction.Create("getHostByName", [GoType.String], GoType.String, (context, arguments) => FindAddress(context, arguments[0])),
    ];

    /// <summary>Stand-ins for <c>--validate</c>: no variable is set.</summary>
    public static IEnumerable<GoFunction> Validating =>
    [
        GoFunction.Create("env", [GoType.String], GoType.String, (_, _) => Value.FromString(ByteString.Empty)),
        GoFunction.Create("expandenv", [GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(Expand(context, arguments[0].AsString(), _ => ByteString.Empty))),
        GoFunction.Create("getHostByName", [GoType.String], GoType.String, (_, _) => Value.FromString(ByteString.Empty)),
    ];

    private static ByteString Find(RenderContext context, ByteString name) =>
        context.GetState<RenderRun>().Services.FindVariable(name) ?? ByteString.Empty;

    // The original selects one at random; the first by name does not change from run to run.
    private static Value FindAddress(RenderContext context, Value name)
    {
        var addresses = context.GetState<RenderRun>().Lookups.LookupAddresses(name.AsString().ToString(), context.CancellationToken);
        return addresses.Order(StringComparer.Ordinal).FirstOrDefault() is { } address
            ? Value.FromString(address)
            : throw new TemplateFunctionException("invalid argument to Intn");
    }

    /// <summary>Replaces <c>$NAME</c> and <c>${NAME}</c> by variables (Go <c>os.Expand</c>).</summary>
    private static ByteString Expand(RenderContext context, ByteString text, Func<ByteString, ByteString> find)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        var rest = text;
        while (rest.Span.IndexOf((byte)'$') is var dollar && dollar >= 0 && dollar < rest.Length - 1)
        {
            output.Write(rest.Span[..dollar]);
            var after = rest.Slice(dollar + 1);
            var name = NameAt(after, out var length);
            if (!name.IsEmpty)
            {
                output.Write(find(name).Span);
            }
            else if (length == 0)
            {
                output.Write("$"u8);
            }

            context.Step();
            context.CheckSize(output.WrittenCount);
            rest = after.Slice(length);
        }

        output.Write(rest.Span);
        return new ByteString(output.WrittenMemory);
    }

    // Bad syntax in braces has a length and no name: it is removed. A dollar without a name has neither: it stays.
    private static ByteString NameAt(ByteString text, out int length)
    {
        var span = text.Span;
        if (span[0] == '{')
        {
            var end = span.Length > 2 && IsSpecial(span[1]) && span[2] == '}' ? 2 : span.IndexOf((byte)'}');
            length = end < 0 ? 1 : end + 1;
            return end < 0 ? ByteString.Empty : text.Slice(1, end - 1);
        }

        length = IsSpecial(span[0]) ? 1 : span.IndexOfAnyExcept(NameLetters);
        length = length < 0 ? span.Length : length;
        return text.Slice(0, length);
    }

    private static bool IsSpecial(byte letter) => letter is (>= (byte)'0' and <= (byte)'9')
        or (byte)'*' or (byte)'#' or (byte)'$' or (byte)'@' or (byte)'!' or (byte)'?' or (byte)'-';
}
