using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Functions;

/// <summary>Helpers for the rows of a function table.</summary>
internal static class FunctionRows
{
    /// <summary>Text to text.</summary>
    public static GoFunction Text(string name, Func<ByteString, ByteString> body) =>
        GoFunction.Create(name, [GoType.String], GoType.String, (_, arguments) => Value.FromString(body(arguments[0].AsString())));

    /// <summary>Text to text, for functions that loop over the text.</summary>
    public static GoFunction Text(string name, Func<RenderContext, ByteString, ByteString> body) =>
        GoFunction.Create(name, [GoType.String], GoType.String, (context, arguments) =>
            Value.FromString(body(context, arguments[0].AsString())));

    /// <summary>Two texts to text.</summary>
    public static GoFunction Text(string name, Func<ByteString, ByteString, ByteString> body) =>
        GoFunction.Create(name, [GoType.String, GoType.String], GoType.String, (_, arguments) =>
            Value.FromString(body(arguments[0].AsString(), arguments[1].AsString())));

    /// <summary>Two integers to one.</summary>
    public static GoFunction Integer(string name, Func<long, long, long> body) =>
        GoFunction.Create(name, [GoType.Int, GoType.Int], GoType.Int, (_, arguments) =>
            Value.FromInt(body(arguments[0].AsInt(), arguments[1].AsInt())));
}
