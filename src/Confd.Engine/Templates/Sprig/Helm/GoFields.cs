using Confd.Engine.Documents;
using Confd.GoTemplate.Time;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig.Helm;

/// <summary>The exported fields of a struct, as used by Go's encoders.</summary>
internal static class GoFields
{
    /// <summary>Names and values in order; null for a nil pointer and for values that are written as texts, such as times.</summary>
    public static IEnumerable<(string Name, Value Value)>? Of(GoObject value)
    {
        if (value is { IsNilPointer: true } or TimeObject or IJsonText)
        {
            return null;
        }

        var type = value.Type.Kind == GoKind.Pointer ? value.Type.Element! : value.Type;
        return type.Fields.Select((field, index) => (field, index)).Where(pair => pair.field.IsExported)
            .Select(pair => (pair.field.Name, value.Field(pair.index)));
    }
}
