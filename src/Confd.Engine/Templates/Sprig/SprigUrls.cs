using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>URLs to dictionaries and back.</summary>
internal static class SprigUrls
{
    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Create("urlParse", [GoType.String], GoType.AnyMap, (_, arguments) => Parse(arguments[0].AsString())),
        GoFunction.Create("urlJoin", [GoType.AnyMap], GoType.String, (_, arguments) => Join(arguments[0].AsMap())),
    ];

    private static Value Parse(ByteString text)
    {
        var url = Read(text, "unable to parse url");
        var parts = new GoMap(GoType.AnyMap);
        Set(parts, "scheme", url.Scheme);
        Set(parts, "host", url.Host);
        Set(parts, "hostname", url.HostName);
        Set(parts, "path", url.Path);
        Set(parts, "query", url.Query);
        Set(parts, "opaque", url.Opaque);
        Set(parts, "fragment", url.Fragment);
        Set(parts, "userinfo", url.User is { } user ? user : ByteString.Empty);
        return Value.FromMap(parts);
    }

    private static Value Join(GoMap parts)
    {
        var url = new GoUrl
        {
            Scheme = Get(parts, "scheme"),
            Host = Get(parts, "host"),
            Path = Get(parts, "path"),
            Query = Get(parts, "query"),
            Opaque = Get(parts, "opaque"),
            Fragment = Get(parts, "fragment"),
        };
        var user = Get(parts, "userinfo");
        return Value.FromString((user.IsEmpty ? url : url with
        {
            User = Read(Functions.GoText.Surround("proto://"u8, user, "@host"u8), "unable to parse userinfo in dict").User,
        }).ToByteString());
    }

    private static GoUrl Read(ByteString text, string step) => GoUrl.TryParse(text, out var url) is { } problem
        ? throw new TemplateFunctionException($"{step}: {problem}")
        : url;

    private static void Set(GoMap parts, string name, ByteString value) => parts.Set(ByteString.FromString(name), Value.FromString(value));

    private static ByteString Get(GoMap parts, string name)
    {
        if (!parts.TryGetValue(ByteString.FromString(name), out var value))
        {
            return ByteString.Empty;
        }

        if (value.IsNilOrInvalid)
        {
            throw GoPanic.NilPointer();
        }

        return value.Kind == GoKind.String ? value.AsString() : throw new TemplateFunctionException(
            $"unable to parse {name} key, must be of type string, but {SprigReflection.KindOf(value)} found");
    }
}
