using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Go types of sprig's functions.</summary>
internal static class SprigTypes
{
    /// <summary><c>map[string]string</c>.</summary>
    public static GoType StringMap { get; } = GoType.MapOf(GoType.String);

    /// <summary><c>[][]interface {}</c>.</summary>
    public static GoType ListOfLists { get; } = GoType.SliceOf(GoType.AnySlice);

    /// <summary><c>sprig.certificate</c>: a certificate and its key, both PEM.</summary>
    public static GoType Certificate { get; } = GoType.Struct(
        "sprig.certificate", [new GoField("Cert", GoType.String), new GoField("Key", GoType.String)]);

    /// <summary>The nil list.</summary>
    public static Value NilList => Value.FromSlice(GoSlice.NilOf(GoType.AnySlice));

    /// <summary>An element in the form of a value of interface type.</summary>
    public static Value Element(Value element) => element.IsNilOrInvalid ? Value.Nil : element;
}
