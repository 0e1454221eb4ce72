using System.Globalization;
using System.Text;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Parsing;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Confd.Engine.Documents;

/// <summary>Interprets YAML scalars by the rules of Go's yaml.v3 (<c>resolve.go</c>): YAML 1.2, with the octals and underscores of
/// 1.1.</summary>
internal static class YamlScalars
{
    private const string TagPrefix = "tag:yaml.org,2002:";

    /// <summary>The type of a scalar by its plain text or tag.</summary>
    private enum Kind
    {
        Text,
        Null,
        Boolean,
        Integer,
        UnsignedInteger,
        Float,
        Timestamp,
    }

    /// <summary>True for a plain or explicitly tagged <c>&lt;&lt;</c>.</summary>
    public static bool IsMergeKey(Scalar scalar) =>
        scalar.Value == "<<" && (ShortTag(scalar) == "!!merge" || (ShortTag(scalar).Length == 0 && scalar.Style == ScalarStyle.Plain));

    /// <summary>The text of a scalar that is the name of an entry.</summary>
    public static string Name(Scalar scalar) =>
        ShortTag(scalar) == "!!binary" ? Encoding.UTF8.GetString(Base64(scalar)) : scalar.Value;

    /// <summary>Whether an unquoted text is read as that text, also by YAML 1.1.</summary>
    public static bool IsPlainText(string text) => Resolve(text, "", hasOldBooleans: true).Kind == Kind.Text;

    /// <summary>The node of a scalar.</summary>
    /// <param name="scalar">The scalar.</param>
    /// <param name="asHelm">Whether <c>yes</c>, <c>off</c> and similar words are booleans, and a text after <c>!</c> is a string, as in
    /// the YAML 1.1 library of Helm.</param>
    public static DocumentNode Read(Scalar scalar, bool asHelm = false)
    {
        var tag = ShortTag(scalar);
        if (tag == "!!binary")
        {
            return new DocumentNode.Scalar(Base64(scalar));
        }

        var isText = tag == "!!str" || (tag == "!" && asHelm) || (tag is "" or "!" && scalar.Style != ScalarStyle.Plain);
        var (kind, text) = isText ? (Kind.Text, scalar.Value) : Resolve(scalar.Value, tag, hasOldBooleans: asHelm);
        if (!IsAllowed(tag, kind))
        {
            throw Error(scalar, $"cannot decode this value as a {tag}");
        }

        return kind switch
        {
            Kind.Null => DocumentNode.Nothing,
            Kind.UnsignedInteger => new DocumentNode.Unsupported(text, (int)scalar.Start.Line, "an integer above 9223372036854775807")
            {
                IsNumber = true,
            },
            Kind.Timestamp => new DocumentNode.Unsupported(text, (int)scalar.Start.Line, "a date"),
            Kind.Integer when tag == "!!float" =>
                Number(GoFormat.FormatFloat(long.Parse(text, CultureInfo.InvariantCulture), 'f', -1)),
            Kind.Integer or Kind.Float => Number(text),
            Kind.Boolean => new DocumentNode.Scalar(text) { Kind = ScalarKind.Boolean },
            _ => new DocumentNode.Scalar(text),
        };
    }

    private static DocumentNode.Scalar Number(string text) => new(text) { Kind = ScalarKind.Number };

    private static DocumentException Error(Scalar place, string reason) => new($"yaml: line {place.Start.Line}: {reason}");

    private static string ShortTag(Scalar scalar)
    {
        if (scalar.Tag.IsEmpty)
        {
            return "";
        }

        var tag = scalar.Tag.Value;
        return tag.StartsWith(TagPrefix, StringComparison.Ordinal) ? $"!!{tag[TagPrefix.Length..]}" : tag;
    }

    private static bool IsAllowed(string tag, Kind kind) => tag switch
    {
        "!!null" => kind == Kind.Null,
        "!!bool" => kind == Kind.Boolean,
        "!!int" => kind is Kind.Integer or Kind.UnsignedInteger,
        "!!float" => kind is Kind.Float or Kind.Integer or Kind.UnsignedInteger,
        "!!timestamp" => kind == Kind.Timestamp,
        _ => true,
    };

    private static byte[] Base64(Scalar scalar)
    {
        try
        {
            return Convert.FromBase64String(scalar.Value);
        }
        catch (FormatException exception)
        {
            throw new DocumentException($"yaml: line {scalar.Start.Line}: !!binary value contains invalid base64 data", exception);
        }
    }

    /// <summary>The type of an unquoted scalar, and its text as the value of a key.</summary>
    private static (Kind Kind, string Text) Resolve(string value, string tag, bool hasOldBooleans)
    {
        // A custom tag means text, as in yaml.v3.
        if (tag is not ("" or "!" or "!!null" or "!!bool" or "!!int" or "!!float" or "!!timestamp"))
        {
            return (Kind.Text, value);
        }

        return value switch
        {
            "" or "~" or "null" or "Null" or "NULL" => (Kind.Null, ""),
            "true" or "True" or "TRUE" => (Kind.Boolean, "true"),
            "false" or "False" or "FALSE" => (Kind.Boolean, "false"),
            "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" when hasOldBooleans => (Kind.Boolean, "true"),
            "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" when hasOldBooleans => (Kind.Boolean, "false"),
            ".nan" or ".NaN" or ".NAN" => (Kind.Float, "NaN"),
            ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => (Kind.Float, "+Inf"),
            "-.inf" or "-.Inf" or "-.INF" => (Kind.Float, "-Inf"),
            _ => value[0] is '+' or '-' or '.' or (>= '0' and <= '9') ? ResolveNumber(value, tag) : (Kind.Text, value),
        };
    }

    private static (Kind Kind, string Text) ResolveNumber(string value, string tag)
    {
        if (tag is "" or "!!timestamp" && YamlTimestamp.IsTimestamp(value))
        {
            return (Kind.Timestamp, value);
        }

        var plain = value.Replace("_", "", StringComparison.Ordinal);
        if (GoNumber.TryParseSigned(plain, out var integer))
        {
            return (Kind.Integer, integer.ToString(CultureInfo.InvariantCulture));
        }

        if (GoNumber.TryParseUnsigned(plain, out var unsigned))
        {
            return (Kind.UnsignedInteger, unsigned.ToString(CultureInfo.InvariantCulture));
        }

        // Go strips underscores only after a digit or a sign, and does not accept hexadecimal floats.
        var candidate = value[0] == '.' ? value : plain;
        return !candidate.AsSpan().ContainsAny('x', 'X') && GoNumber.TryParseFloat(candidate, out var number)
            ? (Kind.Float, GoFormat.FormatFloat(number, 'f', -1))
            : (Kind.Text, value);
    }
}
