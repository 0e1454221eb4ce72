using Confd.Engine.Keys;
using Confd.Engine.Templates.Functions;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Paths with slashes (Go <c>path</c>); those of the operating system, with a leading <c>os</c>, are the same here.</summary>
internal static class SprigPaths
{
    public static IEnumerable<GoFunction> All =>
        [.. Rows("base", "dir", "clean", "ext", "isAbs"), .. Rows("osBase", "osDir", "osClean", "osExt", "osIsAbs")];

    private static IEnumerable<GoFunction> Rows(string last, string directory, string clean, string extension, string isAbsolute) =>
    [
        FunctionRows.Text(last, path => ByteString.Copy(GoPath.Base(path.Span))),
        FunctionRows.Text(directory, path => new ByteString(GoPath.Directory(path.Span))),
        FunctionRows.Text(clean, path => new ByteString(GoPath.Clean(path.Span))),
        FunctionRows.Text(extension, Extension),
        GoFunction.Create(isAbsolute, [GoType.String], GoType.Bool, (_, arguments) =>
            Value.FromBool(arguments[0].AsString().Span.StartsWith("/"u8))),
    ];

    // From the last dot of the last segment on.
    private static ByteString Extension(ByteString path)
    {
        var mark = path.Span.LastIndexOfAny((byte)'.', (byte)'/');
        return mark >= 0 && path[mark] == '.' ? path.Slice(mark) : ByteString.Empty;
    }
}
