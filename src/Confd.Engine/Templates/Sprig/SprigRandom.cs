using Confd.Engine.Posix;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;
using Confd.Shared;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Functions whose result is random at each call. All randomness is the kernel's.</summary>
internal static class SprigRandom
{
    private const string Digits = "0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly string Ascii = string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code));

    public static IEnumerable<GoFunction> All =>
    [
        Text("randAlpha", Letters),
        Text("randNumeric", Digits),
        Text("randAlphaNum", Letters + Digits),
        Text("randAscii", Ascii),
        GoFunction.Create("randBytes", [GoType.Int], GoType.String, (context, arguments) =>
            Value.FromString(Functions.GoBase64.Encode(
                context, new ByteString(SystemRandom.Bytes(CheckedCount(context, arguments[0].AsInt())))))),
        GoFunction.Create("randInt", [GoType.Int, GoType.Int], GoType.Int, (_, arguments) =>
            Value.FromInt(Between(arguments[0].AsInt(), arguments[1].AsInt()))),
        GoFunction.Create("shuffle", [GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(Shuffle(context, arguments[0].AsString()))),
        GoFunction.Create("uuidv4", [], GoType.String, (_, _) => Value.FromString(Uuid())),
    ];

    private static GoFunction Text(string name, string characters) =>
        GoFunction.Create(name, [GoType.Int], GoType.String, (context, arguments) =>
        {
            var count = CheckedCount(context, Math.Max(arguments[0].AsInt(), 0));
            return Value.FromString(string.Create(count, (context, characters), static (text, given) =>
            {
                foreach (ref var letter in text)
                {
                    given.context.Step();
                    letter = given.characters[(int)SystemRandom.Below(given.characters.Length)];
                }
            }));
        });

    private static int CheckedCount(RenderContext context, long count)
    {
        if (count < 0)
        {
            throw GoPanic.BadLength();
        }

        context.CheckSize(count);
        return (int)count;
    }

    private static long Between(long low, long high) => unchecked(high - low) is var width and > 0
        ? low + SystemRandom.Below(width)
        : throw new TemplateFunctionException("invalid argument to Intn");

    private static ByteString Shuffle(RenderContext context, ByteString text)
    {
        var runes = new List<int>(text.Length);
        for (var rest = text.Span; !rest.IsEmpty;)
        {
            context.Step();
            runes.Add(GoUtf8.DecodeFirst(rest, out var width));
            rest = rest[width..];
        }

        var output = new System.Buffers.ArrayBufferWriter<byte>(text.Length + 1);
        for (var left = runes.Count; left > 0; left--)
        {
            context.Step();
            var chosen = (int)SystemRandom.Below(left);
            GoUtf8.Write(output, runes[chosen]);
            runes[chosen] = runes[left - 1];
        }

        return new ByteString(output.WrittenMemory);
    }

    // RFC 9562: version 4, variant 10.
    private static string Uuid()
    {
        var bytes = SystemRandom.Bytes(16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
